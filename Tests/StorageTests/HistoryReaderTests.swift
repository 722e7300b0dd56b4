import Dispatch
import Exchange
import GRDB
import Policy
import Storage
import Testing

@Suite struct HistoryReaderTests {
    /// Ten exchanges, a second apart, over two days.
    private func filled() throws -> Bench {
        let bench = try Bench()
        for number in 0..<10 as Range<UInt64> {
            var exchange = Sample.exchange(
                number,
                at: .noon + .seconds(Int64(number) * 10_000),
                key: number % 2 == 0 ? "even" : "odd"
            )
            exchange.ask.model = number < 5 ? "small" : "large"
            exchange.answer.status = number == 9 ? 502 : (number == 8 ? 429 : 200)
            exchange.outcome = number == 9 ? .upstreamError : (number == 8 ? .rejected : .success)
            exchange.client.requestID = "mine-\(number)"
            exchange.ask.conversation = ConversationHint(id: "talk-\(number / 5)", source: .header)
            exchange.timeline.ended = exchange.timeline.accepted + .milliseconds(Int64(number + 1))
            exchange.usage = Usage(input: 10, output: 2)
            #expect(bench.writer.keep(exchange) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        return bench
    }

    private func numbers(_ rows: [HistoryRow]) -> [Int] {
        rows.compactMap { $0.text(.clientRequestID).flatMap { Int($0.dropFirst(5)) } }
    }

    @Test func `pages go from the newest to the oldest over the files without gap or repeat`() throws {
        let bench = try filled()
        var seen: [Int] = []
        var cursor: HistoryCursor?
        while true {
            let page = try bench.reader.find(count: 3, behind: cursor)
            guard let last = page.last else { break }
            seen += numbers(page)
            cursor = last.cursor
        }
        #expect(seen == (0..<10).reversed())
    }

    @Test(arguments: [
        ("key", [8, 6, 4, 2, 0]), ("keyName", [9, 7, 5, 3, 1]), ("model", [9, 8, 7, 6, 5]), ("status", [8]),
        ("hundreds", [9]), ("minimum", [9, 8]), ("outcome", [9]), ("conversation", [4, 3, 2, 1, 0]),
        ("requestID", [3]), ("since", [9, 8]), ("until", [1, 0]), ("provider", []), ("errorType", []),
        ("injection", []),
    ])
    func `each filter narrows to its rows`(name: String, expected: [Int]) throws {
        var filter = HistoryFilter()
        switch name {
        case "key": filter.key = "even"
        case "keyName": filter.key = "name-odd"
        case "model": filter.model = "large"
        case "status": filter.status = .exact(429)
        case "hundreds": filter.status = .hundreds(5)
        case "minimum": filter.status = .minimum(400)
        case "outcome": filter.outcome = .upstreamError
        case "conversation": filter.conversation = "talk-0"
        case "requestID": filter.requestID = "mine-3"
        case "since": filter.since = .noon + .seconds(80_000)
        case "until": filter.until = .noon + .seconds(20_000)
        case "provider": filter.provider = "none"
        case "errorType": filter.errorType = .dns
        default: filter.model = "' OR 1=1 --"
        }
        let bench = try filled()
        defer { withExtendedLifetime(bench) {} }
        #expect(try numbers(bench.reader.find(filter)) == expected)
    }

    @Test func `an exchange is shown by weir's id and by the caller's`() throws {
        let bench = try filled()
        let row = try #require(try bench.reader.find(count: 1).first)
        let shown = [try bench.reader.show(row.id), try bench.reader.show("mine-9")]
        #expect(shown.map { $0?.row } == [row, row])
        #expect(try bench.reader.show("req_none") == nil)
    }

    @Test func `a summary counts by group and its percentiles are exact`() throws {
        let bench = try filled()
        defer { withExtendedLifetime(bench) {} }
        let summary = try bench.reader.summary(by: .model)
        #expect(summary.groups.map(\.name) == ["large", "small"] && !summary.isPartial)
        let large = try #require(summary.groups.first)
        #expect(large.count == 5 && large.errorShare == 0.2 && large.inputTokens == 50 && large.outputTokens == 10)
        #expect(large.medianTotal == .milliseconds(8) && large.slowTotal == .milliseconds(10))
        #expect(large.outcomes == [.success: 3, .rejected: 1, .upstreamError: 1])
        #expect(large.medianFirstToken == nil)
    }

    @Test(arguments: HistoryGrouping.allCases) func `every grouping counts every exchange`(by: HistoryGrouping) throws {
        let bench = try filled()
        defer { withExtendedLifetime(bench) {} }
        #expect(try bench.reader.summary(by: by).groups.reduce(0) { $0 + $1.count } == 10)
    }

    @Test func `a follower sees each exchange once, late ones of yesterday too`() throws {
        let bench = try filled()
        var tail = try bench.reader.tail()
        #expect(try bench.reader.follow(&tail).isEmpty)
        for (number, day) in [(20, 1), (21, 0), (22, 3)] as [(UInt64, Int64)] {
            #expect(bench.writer.keep(Sample.exchange(number, at: .noon + .seconds(86_400 * day))) == .queued)
            #expect(bench.writer.flush(within: .seconds(10)))
            let rows = try bench.reader.follow(&tail)
            #expect(rows.map { $0.text(.spanID)?.suffix(2) } == [number == 20 ? "15" : (number == 21 ? "15" : "17")])
        }
        #expect(try bench.reader.follow(&tail).isEmpty)
    }

    @Test func `words are found, and the wildcards of the search are only characters`() throws {
        let bench = try Bench()
        let talks = ["50% off_now", "a back\\\\slash", "The Needle", "nothing"]
        for (number, words) in talks.enumerated() {
            #expect(bench.writer.keep(Sample.talk(UInt64(number), [words], answer: "fine")) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        let reader = bench.reader
        #expect(try reader.search("needle").map(\.message.text) == ["The Needle"])
        #expect(try reader.search("%").map(\.message.text) == ["50% off_now"])
        #expect(try reader.search("f_n").map(\.message.text) == ["50% off_now"])
        #expect(try reader.search("k\\s").map(\.message.text) == ["a back\\slash"])
        #expect(try reader.search("%%%%").isEmpty)
        #expect(try reader.search("fine").count == 4)
        #expect(try reader.search("Needle").first?.requestID == Sample.exchange(2).id.description)
    }

    @Test(arguments: ["", "a\0", String(repeating: "x", count: 257)]) func `a search has bounds`(text: String) throws {
        let reader = try Bench().reader
        #expect(throws: StorageError.self) { try reader.search(text) }
    }

    @Test func `a deadline that has passed stops a call`() throws {
        let bench = try filled()
        let reader = HistoryReader(files: bench.data.history, limit: .zero)
        #expect(throws: StorageError.deadline) { try reader.find() }
    }

    @Test func `a folder that is not there holds nothing`() throws {
        let reader = HistoryReader(files: HistoryFiles(folder: "/no/such/folder"))
        #expect(try reader.find().isEmpty)
        #expect(try reader.show("req_1") == nil)
    }

    @Test func `what was committed is there after the process was killed`() throws {
        let bench = try Bench()
        for number in 0..<50 as Range<UInt64> {
            #expect(bench.writer.keep(Sample.talk(number, ["q\(number)"], answer: "a")) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        let image = try Folder()
        let path = bench.data.history.path(CivilDay(.noon))
        for suffix in ["", "-wal"] { try image.copy(path + suffix, to: "2026-11-23.db\(suffix)") }
        let reader = HistoryReader(files: HistoryFiles(folder: image.path))
        #expect(try reader.find(count: 100).count == 50)
        #expect(try reader.search("q4").count == 11)
        withExtendedLifetime(image) {}
    }

    @Test func `a statement that takes too long is stopped`() throws {
        let queue = try DatabaseQueue()
        let alarm = StatementAlarm(queue, at: .now() + .milliseconds(20))
        let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        let error = #expect(throws: DatabaseError.self) {
            try queue.read { try Int.fetchOne($0, sql: endless) }
        }
        alarm.end()
        #expect(error?.resultCode == .SQLITE_INTERRUPT)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT 1") } == 1)
    }

    @Test func `an alarm that was ended stops nothing`() throws {
        let queue = try DatabaseQueue()
        StatementAlarm(queue, at: .now()).end()
        let some = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 100000) SELECT count(*) FROM n"
        #expect(try queue.read { try Int.fetchOne($0, sql: some) } == 100_000)
    }

    @Test func `a sweep takes the days that are over and what lies beside them`() throws {
        let bench = try filled()
        let days = try bench.data.history.days()
        bench.writer.close(within: .seconds(10))
        let report = try Sweeper(files: bench.data.history)
            .sweep(Retention(days: 1), now: .noon + .seconds(2 * 86_400))
        #expect(report.deleted == [days[0]] && report.failed.isEmpty)
        #expect(try bench.data.history.days() == [days[1]])
    }
}
