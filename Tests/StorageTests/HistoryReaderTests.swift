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

    @Test func `an exchange is shown by weir's id and by the caller's`() throws {
        let bench = try filled()
        let row = try #require(try bench.rows().first)
        let shown = [try bench.reader.show(row.id), try bench.reader.show("mine-9")]
        #expect(shown.map { $0?.row } == [row, row])
        #expect(try bench.reader.show("req_none") == nil)
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

    @Test func `a deadline that has passed stops a call`() throws {
        let bench = try filled()
        let reader = HistoryReader(files: bench.data.history, limit: .zero)
        #expect(throws: StorageError.deadline) { try reader.show("mine-9") }
        #expect(throws: StorageError.deadline) { try reader.tail() }
    }

    @Test func `a folder that is not there holds nothing`() throws {
        #expect(try HistoryReader(files: HistoryFiles(folder: "/no/such/folder")).show("req_1") == nil)
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
        let files = HistoryFiles(folder: image.path)
        #expect(try files.rows().count == 50)
        #expect(try files.texts(holding: "q4").count == 11)
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
