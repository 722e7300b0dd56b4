import Exchange
import GRDB
import Policy
import Storage
import Testing

/// A writer that remembers requests must store what writers that remember none do.
@Suite struct RecentRequestsTests {
    private static let formats: [WireFormat] = [.openAIChat, .openAIChat, .anthropicMessages, .openAIResponses]

    private func number(_ state: inout UInt64, below bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }

    /// Exchanges of three keys whose long conversations grow, fork, are cut and are sent again.
    private func exchanges(_ count: UInt64, seed: UInt64) -> [Exchange] {
        var state = seed
        var talks = Array(repeating: [String](), count: 3)
        return (1...count).map { id in
            let talk = Int(number(&state, below: 3))
            let roles = ["user", "assistant", "user", "assistant", "system", "tool"]
            let word = #"\"\#(id)\" "# + String(repeating: "w\u{e9} ", count: 500)
            let role = roles[Int(number(&state, below: 6))]
            switch number(&state, below: 6) {
            case 0: break
            case 1 where !talks[talk].isEmpty:
                talks[talk].removeLast(1 + Int(number(&state, below: UInt64(talks[talk].count))))
            case 2: talks[talk] += [#"{"role":"assistant","content":null,"tool_calls":[{"id":"t\#(id)"}]}"#]
            default: talks[talk] += [#"{"role":"\#(role)","content":"\#(word)"}"#]
            }
            var exchange = Sample.talk(id, ["a"], answer: "\(id)", key: "key_\(number(&state, below: 3))")
            exchange.ask.format = Self.formats[Int(number(&state, below: 4))]
            let system = number(&state, below: 2) == 0 ? #","system":"brief \#(id % 3)""# : ""
            var body = #"{"messages":[\#(talks[talk].joined(separator: ","))]\#(system),"n":\#(id)}"#
            if number(&state, below: 8) == 0 { body = String(body.dropLast(40)) }
            exchange.captured?.request = ByteList(Array(body.utf8))
            return exchange
        }
    }

    private func stored(_ bench: Bench, _ index: Bench, batch: Int, _ all: [Exchange]) throws -> [String] {
        func writer() -> HistoryWriter {
            HistoryWriter(
                HistorySettings(batchRows: batch, batchTime: .seconds(600)),
                HistoryWriter.Surroundings(
                    files: bench.data.history,
                    index: index.store.index,
                    ledger: bench.ledger,
                    time: SystemTime(),
                    scrub: { $0 }
                )
            )
        }
        var one = writer()
        for exchange in all {
            #expect(one.keep(exchange) == .queued)
            guard batch == 1 else { continue }
            one.close(within: .seconds(10))
            one = writer()
        }
        one.close(within: .seconds(10))
        let day = try #require(try bench.data.history.days().first)
        let queue = try DatabaseQueue(path: bench.data.history.path(day))
        return try queue.read { database in
            try ["messages", "system_blobs", "turns", "turn_choices"].flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map {
                    "\(table) \($0.debugDescription)"
                }
            }
        }
    }

    @Test(arguments: [UInt64(1), 2]) func `long requests are stored alike by one writer and by one for each`(
        seed: UInt64
    ) throws {
        let index = try Bench()
        let all = exchanges(60, seed: seed)
        let forgetful = try stored(try Bench(), index, batch: 1, all)
        let remembering = try stored(try Bench(), index, batch: 8, all)
        #expect(remembering == forgetful && remembering.count > 120)
    }

    @Test func `a row refused between two that begin alike leaves both whole`() throws {
        let bench = try Bench()
        let words = (0..<8).map { "\($0) " + String(repeating: "x", count: 1_000) }
        let first = Sample.talk(1, ["q"], answer: "r")
        let refused = Sample.talk(1, Array(words[..<5]), answer: "y", system: "brief")
        let last = Sample.talk(2, words, answer: "z", system: "brief")
        for exchange in [first, refused, last] { #expect(bench.writer.keep(exchange) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.stored == 2)
        let detail = try #require(try bench.reader.show(last.id.description))
        #expect(detail.messages.map(\.text) == words && detail.system?.text == "brief")
    }
}
