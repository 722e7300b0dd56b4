import Exchange
import Glibc
import Storage
import Testing

/// What is stored where, in the cases in which rows are written in more than one way.
@Suite struct HistoryStoringTests {
    private func write(_ exchanges: [Exchange], to bench: Bench) {
        for exchange in exchanges { #expect(bench.writer.keep(exchange) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
    }

    private func answered(_ number: UInt64, _ choices: [String]) -> Exchange {
        var exchange = Sample.talk(number, ["a"], answer: nil)
        let all = choices.enumerated().map { #"{"index":\#($0),"message":{"role":"assistant","content":"\#($1)"}}"# }
        exchange.captured?.answer = Array(#"{"choices":[\#(all.joined(separator: ","))]}"#.utf8)
        return exchange
    }

    @Test func `every alternative is stored, though another of them was there before`() throws {
        let bench = try Bench()
        write([answered(1, ["x"]), answered(2, ["y", "x"]), answered(3, ["x", "z", "y"])], to: bench)
        let second = try #require(try bench.reader.show(Sample.exchange(2).id.description))
        #expect(second.answers.map(\.text) == ["y", "x"])
        let third = try #require(try bench.reader.show(Sample.exchange(3).id.description))
        #expect(third.answers.map(\.text) == ["x", "z", "y"])
    }

    @Test func `long, empty and broken texts are stored whole`() throws {
        let bench = try Bench()
        var exchange = Sample.talk(1, ["a"], answer: "b")
        let long = String(repeating: "\u{e9}", count: 3_000)
        exchange.client.userAgent = long
        exchange.client.sdk = long + "!"
        exchange.ask.path = ""
        exchange.ask.model = "gpt\0five"
        exchange.client.address = ""
        exchange.failure = Failure(.invalidRequest, long)
        write([exchange], to: bench)
        let row = try #require(try bench.rows().first)
        #expect(row.text(.userAgent) == long && row.text(.sdk) == long + "!")
        #expect(row[.path] == .text("") && row[.clientAddress] == .text("") && row[.errorType] == .null)
        #expect(row.text(.model) == "gpt\u{FFFD}five")
        #expect(row.text(.errorMessage) == String(repeating: "\u{e9}", count: 256))
    }

    @Test func `an attempt's words with a NUL lose nothing behind it, and times before the start are negative`() throws
    {
        let bench = try Bench()
        var exchange = Sample.exchange(1)
        let target = Target(
            provider: "openai",
            upstream: "openai",
            origin: Origin(isTLS: true, host: "x", port: 443),
            basePath: "",
            credentialStyle: .bearer,
            credentialID: nil,
            credential: nil,
            surfaces: [.openAI]
        )
        let early = exchange.timeline.accepted + .nanoseconds(-2_700)
        var attempt = Attempt(target: target, model: "gpt\0five", modelLabel: "m", started: early)
        attempt.ended = early + .seconds(40)
        exchange.attempts = [attempt]
        write([exchange], to: bench)
        let stored = try #require(try bench.reader.show(exchange.id.description)?.attempts.first)
        #expect(stored["model"] == .text("gpt\u{FFFD}five") && stored["started_us"] == .integer(-2))
        #expect(stored["total_us"] == .integer(40_000_000) && stored["dns_us"] == .null)
    }

    @Test func `a conversation's name with a NUL is one name`() throws {
        let bench = try Bench()
        var first = Sample.talk(1, ["a"], answer: "b")
        first.ask.conversation = ConversationHint(id: "x\0y", source: .body)
        write([first, Sample.talk(2, ["a", "b", "c"], answer: "d")], to: bench)
        #expect(try bench.rows().map { $0.text(.conversationID) } == ["x\u{FFFD}y", "x\u{FFFD}y"])
    }

    @Test func `a row refused for its id takes no words of other rows with it`() throws {
        let bench = try Bench()
        var twice = Sample.talk(2, ["a", "b", "c"], answer: "d", system: "brief")
        twice.ask.path = "/refused"
        let last = Sample.talk(3, ["a", "b", "c", "d", "e"], answer: "f", system: "brief")
        let first = Sample.talk(2, ["q"], answer: "r")
        write([first, twice, last], to: bench)
        #expect(bench.ledger.counts.stored == 2 && bench.ledger.counts.dropped == [.writeError: 1])
        let detail = try #require(try bench.reader.show(last.id.description))
        #expect(detail.messages.map(\.text) == ["a", "b", "c", "d", "e"] && detail.answers.map(\.text) == ["f"])
        #expect(detail.system?.text == "brief")
        // These had been inserted once already when the batch was undone.
        let kept = try #require(try bench.reader.show(first.id.description))
        #expect(kept.messages.map(\.text) == ["q"] && kept.answers.map(\.text) == ["r"])
    }

    @Test(arguments: [0, 1, 2, 3, 7, 8, 30]) func `a writer that begins anew stores what is missing`(known: Int) throws
    {
        let bench = try Bench()
        let words = (0..<30).map { "word \($0)" }
        if known > 0 { write([Sample.talk(1, Array(words[..<known]), answer: nil)], to: bench) }
        bench.writer.close(within: .seconds(10))
        let again = HistoryWriter(
            HistorySettings(),
            HistoryWriter.Surroundings(
                files: bench.data.history,
                index: bench.store.index,
                ledger: bench.ledger,
                time: SystemTime(),
                scrub: { $0 }
            )
        )
        let next = Sample.talk(2, words, answer: "done")
        #expect(again.keep(next) == .queued && again.flush(within: .seconds(10)))
        let detail = try #require(try bench.reader.show(next.id.description))
        #expect(detail.messages.map(\.text) == words && detail.answers.map(\.text) == ["done"])
        again.close(within: .seconds(10))
    }

    @Test func `batches that wait share a commit, at most four of them`() throws {
        let bench = try Bench(HistorySettings(batchRows: 10, batchTime: .seconds(600)))
        let folder = bench.data.history.folder
        #expect(rmdir(folder) == 0)
        // The first batch fails, so that the others gather behind it.
        for number in 0..<95 { #expect(bench.writer.keep(Sample.exchange(UInt64(number))) == .queued) }
        #expect(!bench.writer.flush(within: .seconds(10)))
        #expect(mkdir(folder, 0o700) == 0)
        #expect(bench.writer.flush(within: .seconds(10)))
        let sizes = bench.flushes.all.map(\.rows)
        #expect(sizes.reduce(0, +) == 95 && sizes.allSatisfy { $0 <= 40 } && sizes.contains { $0 > 10 })
        #expect(try bench.rows().count == 95)
    }

    @Test func `bodies that are not to be kept are let go at once`() throws {
        let bench = try Bench(HistorySettings(maxQueuedBytes: 10, batchTime: .seconds(600)))
        var exchange = Sample.talk(1, ["a"], answer: "b", key: "key_1")
        exchange.capture = .metadata
        #expect(bench.writer.keep(exchange) == .queued)
        #expect(bench.writer.statistics.queuedBytes == 0 && bench.writer.statistics.bodiesDropped == 0)
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(try bench.rows().first?.integer(.bodyDropped) == 0)
    }
}
