import Exchange
import Policy
import Query
import Storage
import Testing

/// Statements of people: they read, and nothing else.
@Suite struct SQLConsoleTests {
    private let day = CivilDay(WallTime.noon)

    private func filled() throws -> Bench {
        let bench = try Bench()
        for number in 0..<3 as Range<UInt64> {
            #expect(bench.writer.keep(Sample.exchange(number, at: .noon, key: "k")) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        return bench
    }

    private func run(_ sql: String, in bench: Bench, rows: Int = 10, limit: Duration = .seconds(5)) throws -> SQLTable {
        try SQLConsole(files: bench.data.history).run(sql, on: day, rows: rows, within: limit)
    }

    @Test func `a statement that reads yields its columns and rows`() throws {
        let bench = try filled()
        let table = try run("SELECT count(*) AS requests, 'a' AS word, NULL, 0.5, x'00ff' FROM exchanges;", in: bench)
        #expect(table.columns == ["requests", "word", "NULL", "0.5", "x'00ff'"])
        #expect(table.rows == [[.int(3), .text("a"), .null, .real(0.5), .blob([0, 255])]])
        #expect(!table.isCut)
        #expect(try !run("PRAGMA table_info(tags)", in: bench).rows.isEmpty)
        #expect(try !run("EXPLAIN QUERY PLAN SELECT * FROM exchanges", in: bench).rows.isEmpty)
    }

    @Test func `rows beyond the bound are not read`() throws {
        let bench = try filled()
        let table = try run("SELECT request_id FROM exchanges", in: bench, rows: 2)
        #expect(table.rows.count == 2)
        #expect(table.isCut)
        #expect(try !run("SELECT request_id FROM exchanges", in: bench, rows: 3).isCut)
    }

    @Test(arguments: [
        "DELETE FROM exchanges", "INSERT INTO tags VALUES ('a', 'b', 1)", "UPDATE exchanges SET status = 0",
        "DROP TABLE exchanges", "CREATE TABLE a (b)", "CREATE TEMP TABLE a (b)", "ATTACH '/tmp/weir-none' AS b",
        "DETACH main", "VACUUM", "VACUUM INTO '/tmp/weir-none'", "PRAGMA query_only = 0", "PRAGMA user_version = 9",
        "PRAGMA journal_mode = delete", "PRAGMA writable_schema = 1", "SELECT load_extension('x')", "BEGIN IMMEDIATE",
        "REINDEX", "ANALYZE", "SELECT 1; DELETE FROM exchanges", "", "-- nothing", "SELECT", "SELECT * FROM none",
        "SELECT zeroblob(1000000000)", "SELECT 1\0",
    ])
    func `anything else is refused and changes nothing`(_ sql: String) throws {
        let bench = try filled()
        #expect(throws: StorageError.self) { try run(sql, in: bench) }
        #expect(try run("SELECT count(*), min(status) FROM exchanges", in: bench).rows.first?.first == .int(3))
    }

    @Test func `a statement ends at its deadline`() throws {
        let bench = try filled()
        let endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
        #expect(throws: StorageError.deadline) { try run(endless, in: bench, limit: .milliseconds(20)) }
    }

    @Test func `a day without a file is told`() throws {
        let bench = try Bench()
        #expect(throws: StorageError.notFound("the history of \(day)")) { try run("SELECT 1", in: bench) }
    }
}
