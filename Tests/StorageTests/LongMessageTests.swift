import Exchange
import GRDB
import Glibc
import Policy
import Storage
import Testing

/// Messages too long for a row: they lie in the file beside the day's database.
@Suite struct LongMessageTests {
    static let day = CivilDay(.noon)

    /// The length from which on a message lies beside, in bytes of JSON.
    static let bound = 2_048

    private func write(_ exchanges: [Exchange], to bench: Bench) {
        for exchange in exchanges { #expect(bench.writer.keep(exchange) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
    }

    private func rows(_ bench: Bench, _ sql: String) throws -> [Row] {
        let queue = try DatabaseQueue(path: bench.data.history.path(Self.day))
        return try queue.read { try Row.fetchAll($0, sql: sql) }
    }

    private func size(_ path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : -1
    }

    @Test(arguments: [1, 2_047, 2_048, 2_049, 4_096, 4_097, 100_000, 1_048_500, 3_000_000])
    func `a message of any length comes back whole`(length: Int) throws {
        let bench = try Bench()
        let words = String(repeating: "0123456789abcdef", count: length / 16 + 1).prefix(length)
        let exchange = Sample.talk(1, [String(words)], answer: String(words.reversed()), system: "s" + words)
        write([exchange], to: bench)
        let detail = try #require(try bench.reader.show(exchange.id.description))
        #expect(detail.messages.map(\.text) == [String(words)])
        #expect(detail.answers.map(\.text) == [String(words.reversed())])
        #expect(detail.system?.text == "s" + words)
        #expect(detail.messages.map(\.content) == [Array(#"{"content":"\#(words)","role":"user"}"#.utf8)])
        let beside = try rows(bench, "SELECT 1 FROM messages WHERE blob_coding IS NOT NULL")
        #expect(beside.count == (length > Self.bound ? 2 : 0))
        #expect((size(bench.data.history.blobs(Self.day)) > 0) == (length >= Self.bound))
        if length > Self.bound { #expect(bench.folder.mode(of: "weir-data/history/\(Self.day).blobs") == 0o600) }
    }

    @Test(arguments: [
        (#"\"quoted\" \\ back\nline\ttab\u0001"#, "\"quoted\" \\ back\nline\ttab\u{1}"),
        (#"\u00e9\/\u0041"#, "\u{e9}/A"), ("\u{1F600}\u{e9}\u{4e2d}", "\u{1F600}\u{e9}\u{4e2d}"),
        (#"\ud83d\ude00"#, "\u{1F600}"), (#"a\u0000b"#, "a\u{FFFD}b"),
    ]) func `what is escaped, foreign or a NUL comes back as it would from a row`(json: String, said: String) throws {
        let bench = try Bench()
        let padding = String(repeating: "x", count: 5_000)
        let exchanges = [Sample.talk(1, [json], answer: nil), Sample.talk(2, [json + padding], answer: nil)]
        write(exchanges, to: bench)
        let details = try exchanges.map { try #require(try bench.reader.show($0.id.description)) }
        #expect(details.map { $0.messages.map(\.text) } == [[said], [said + padding]])
        let short = String(decoding: details[0].messages[0].content, as: UTF8.self)
        let long = String(decoding: details[1].messages[0].content, as: UTF8.self)
        #expect(long.replacing(padding, with: "") == short)
    }

    @Test func `a message of many parts and instructions in several messages come back with their words`() throws {
        let bench = try Bench()
        let long = String(repeating: "word ", count: 1_000)
        var exchange = Sample.talk(1, ["a"], answer: nil)
        let parts = #"[{"type":"text","text":"\#(long)"},{"type":"text","text":"end"}]"#
        let system = #"{"role":"system","content":"\#(long)"},{"role":"developer","content":"be brief"}"#
        let body = #"{"messages":[\#(system),{"role":"user","content":\#(parts)}]}"#
        exchange.captured?.request = ByteList(Array(body.utf8))
        write([exchange], to: bench)
        let detail = try #require(try bench.reader.show(exchange.id.description))
        #expect(detail.messages.map(\.text) == [long + "\nend"])
        #expect(detail.system?.text == long + "\nbe brief")
        let content = try #require(detail.messages.first?.content)
        let sorted = #"{"content":[{"text":"\#(long)","type":"text"},{"text":"end","type":"text"}],"role":"user"}"#
        #expect(String(decoding: content, as: UTF8.self) == sorted)
    }

    @Test func `a long answer is the one that the next request sends back, whatever form it came in`() throws {
        let bench = try Bench()
        let long = String(repeating: "said ", count: 2_000)
        var second = Sample.talk(2, ["a", long, "b"], answer: "c")
        let parts = #"[{"type":"text","text":"\#(long)"}]"#
        let messages = #"{"role":"user","content":"a"},{"role":"assistant","content":\#(parts),"reasoning":"r"}"#
        let body = #"{"messages":[\#(messages),{"role":"user","content":"b"}]}"#
        second.captured?.request = ByteList(Array(body.utf8))
        write([Sample.talk(1, ["a"], answer: long), second], to: bench)
        let found = try bench.rows()
        #expect(Set(found.map { $0.text(.conversationID) }).count == 1)
        #expect(found.map { $0.text(.conversationSource) } == ["inferred", "new"])
    }

    @Test func `a message that is sent again is kept once, by a writer that begins anew too`() throws {
        let bench = try Bench()
        let long = String(repeating: "again ", count: 1_000)
        write([Sample.talk(1, [long], answer: nil), Sample.talk(2, [long], answer: nil)], to: bench)
        let before = size(bench.data.history.blobs(Self.day))
        #expect(before == 32 + long.utf8.count)
        bench.writer.close(within: .seconds(10))
        let again = bench.another()
        #expect(again.keep(Sample.talk(3, [long], answer: nil, system: nil)) == .queued)
        #expect(again.flush(within: .seconds(10)))
        #expect(size(bench.data.history.blobs(Self.day)) == before)
        again.close(within: .seconds(10))
    }

    @Test func `words are found beside the rows as in them`() throws {
        let bench = try Bench()
        let padding = String(repeating: "hay ", count: 1_000)
        let talks = [padding + "The Needle", "a needle", padding, padding + #"50% \"off\" nee"#]
        write(talks.enumerated().map { Sample.talk(UInt64($0), [$1], answer: nil) }, to: bench)
        func found(_ words: String) throws -> [String] {
            try bench.data.history.rows("\(words) time:-7d").compactMap {
                try bench.reader.show($0.id)?.messages.first?.text
            }
        }
        #expect(try found("needle") == ["a needle", padding + "The Needle"])
        #expect(try found("\"off nee\"").count == 1)
        #expect(try found("needles").isEmpty && found("\"hay needle\"").isEmpty)
    }

    @Test(arguments: ["gone", "cut", "zeros", "head", "other"]) func `words that are damaged are reported as lost`(
        damage: String
    ) throws {
        let bench = try Bench()
        let long = String(repeating: "lost ", count: 2_000)
        let exchange = Sample.talk(1, ["short", "fine", long], answer: "kept")
        write([exchange], to: bench)
        let path = bench.data.history.blobs(Self.day)
        let file = open(path, O_RDWR)
        defer { close(file) }
        switch damage {
        case "gone": #expect(unlink(path) == 0)
        case "cut": #expect(ftruncate(file, 9_000) == 0)
        case "zeros": #expect(pwrite(file, [UInt8](repeating: 0, count: 512), 512, 4_096) == 512)
        case "head": #expect(pwrite(file, "wrx", 3, 0) == 3)
        default: #expect(pwrite(file, [UInt8](repeating: 7, count: 16), 16, 16) == 16)
        }
        let detail = try #require(try bench.reader.show(exchange.id.description))
        #expect(detail.messages.map(\.isLost) == [false, false, true])
        #expect(detail.messages.map(\.text) == ["short", "fine", ""] && detail.answers.map(\.text) == ["kept"])
        #expect(try bench.texts(holding: "lost").isEmpty && bench.texts(holding: "kept").count == 1)
    }

    @Test func `rows wait while the file beside cannot be written, and are stored when it can`() throws {
        let bench = try Bench()
        let path = bench.data.history.blobs(Self.day)
        // A folder where the file should be refuses even root.
        #expect(mkdir(path, 0o700) == 0)
        let long = String(repeating: "wait ", count: 1_000)
        write([Sample.talk(1, ["short"], answer: nil)], to: bench)
        for number in 2...4 as ClosedRange<UInt64> {
            #expect(bench.writer.keep(Sample.talk(number, ["\(number) " + long], answer: nil)) == .queued)
        }
        #expect(!bench.writer.flush(within: .seconds(10)))
        #expect(bench.writer.isDegraded && bench.ledger.counts.waiting == 3)
        #expect(try bench.rows().count == 1)
        #expect(rmdir(path) == 0)
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(!bench.writer.isDegraded && bench.ledger.counts.stored == 4)
        #expect(try bench.texts(holding: "wait").map(\.first) == ["4", "3", "2"])
    }

    @Test func `a batch that is refused takes no room`() throws {
        let bench = try Bench()
        let long = String(repeating: "room ", count: 1_000)
        write([Sample.talk(1, [long], answer: nil)], to: bench)
        let first = size(bench.data.history.blobs(Self.day))
        // The second has the id of the first; the batch is undone and stored row by row.
        write([Sample.talk(2, ["2 " + long], answer: nil), Sample.talk(2, ["3 " + long], answer: nil)], to: bench)
        #expect(bench.ledger.counts.dropped == [.writeError: 1])
        #expect(size(bench.data.history.blobs(Self.day)) == 2 * first + 2)
        #expect(try bench.texts(holding: "room").map(\.first) == ["2", "r"])
    }

    @Test func `a damaged day is put aside with what lies beside it`() throws {
        let bench = try Bench()
        let long = String(repeating: "aside ", count: 1_000)
        write([Sample.talk(1, [long], answer: nil)], to: bench)
        bench.writer.close(within: .seconds(10))
        _ = try bench.folder.write("no database", to: "weir-data/history/\(Self.day).db")
        let again = bench.another()
        #expect(again.keep(Sample.talk(2, ["2 " + long], answer: nil)) == .queued && again.flush(within: .seconds(10)))
        #expect(try bench.texts(holding: "aside").map(\.first) == ["2"])
        let names = bench.historyNames
        #expect(names.contains { $0.contains("damaged") && $0.hasSuffix(".blobs") })
        #expect(size(bench.data.history.blobs(Self.day)) == 32 + long.utf8.count + 2)
        again.close(within: .seconds(10))
    }

    @Test func `what was committed is there after the process was killed`() throws {
        let bench = try Bench()
        let long = String(repeating: "killed ", count: 20_000)
        write((1...30).map { Sample.talk($0, ["\($0) " + long], answer: nil) }, to: bench)
        let image = try Folder()
        for suffix in [".db", ".db-wal", ".blobs"] {
            try image.copy("\(bench.data.history.folder)/\(Self.day)\(suffix)", to: "\(Self.day)\(suffix)")
        }
        let files = HistoryFiles(folder: image.path)
        #expect(
            try files.texts(holding: "killed").map(\.count)
                == (1...30).reversed().map { "\($0) ".count + long.count }
        )
        withExtendedLifetime(image) {}
    }
}
