import Exchange
import GRDB
import Policy
import Query
import Storage
import Testing

/// Days that were written by earlier versions and closed: whoever reads them brings them forward.
@Suite struct HistoryReaderUpgradeTests {
    private let day = CivilDay(.noon)

    /// The statements of the first schema, as they were released.
    private var firstSchema: String {
        get throws {
            let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
            let path = "/\(folder)/Sources/Storage/Migrations/History001.swift"
            let source = try #require(FilesHolding.read(path))
            let parts = source.split(separator: "\"\"\"", omittingEmptySubsequences: false)
            try #require(parts.count == 3)
            return String(parts[1])
        }
    }

    /// A folder with a day of the first schema that holds one exchange.
    private func oldDay() throws -> (folder: Folder, files: HistoryFiles) {
        let folder = try Folder()
        let files = HistoryFiles(folder: folder.path)
        let queue = try DatabaseQueue(path: files.path(day))
        let schema = try firstSchema
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = \(0x7772_6831)")
            try database.execute(sql: schema)
            try database.execute(sql: "PRAGMA user_version = 1")
            try database.execute(
                sql: """
                    INSERT INTO exchanges (request_id, started_us, ended_us, method, route, path, status, outcome, flags,
                        client_address, scheme, protocol_version, key_name, auth_result, operation, model, is_stream,
                        tools, tool_calls, attempts, total_us, overhead_us, body_wait_us, admission_us, request_bytes,
                        response_bytes, trace_id, span_id, config_hash, body_dropped, body_truncated)
                    VALUES ('req_old', ?, ?, 'POST', '/v1/chat/completions', '/v1/chat/completions', 200, 'success', '',
                        '127.0.0.1', 'http', '1.1', 'app', 'ok', 'chat', 'gpt-5', 0, 0, 0, 0, 5, 1, 0, 0, 10, 20,
                        'aa', 'bb', 'cc', 0, 0)
                    """,
                arguments: [WallTime.noon.microseconds, WallTime.noon.microseconds + 5]
            )
        }
        try queue.close()
        return (folder, files)
    }

    @Test func `a day of the first schema is read with what was not known then`() throws {
        let (folder, files) = try oldDay()
        defer { withExtendedLifetime(folder) {} }
        let row = try #require(try files.rows().first)
        #expect(row.id == "req_old" && row.text(.model) == "gpt-5")
        #expect(row[.ending] == .null && row[.costNanousd] == .null)
        let query = try HistoryQuery.parse("model:gpt-5 -has:cost", now: .noon + .seconds(60))
        #expect(try HistorySearch(files: files).page(query).rows.map(\.id) == ["req_old"])
    }

    @Test func `a day of the first schema can be swept and indexed`() throws {
        let (folder, files) = try oldDay()
        defer { withExtendedLifetime(folder) {} }
        #expect(try SearchIndexer(files: files).catchUp(day, within: .seconds(10))?.isComplete == true)
        let rule = RetentionRule(keys: [Pattern("app")], days: 1, keeps: .nothing)
        let report = try Sweeper(files: files)
            .sweep(Retention(days: 30, rules: [rule]), now: .noon + .seconds(5 * 86_400))
        #expect(report.trimmed == 1)
        #expect(try files.rows().isEmpty)
    }

    @Test func `a day that is brought forward has the indexes of a new one`() throws {
        let (folder, files) = try oldDay()
        defer { withExtendedLifetime(folder) {} }
        _ = try files.rows()
        let bench = try Bench()
        #expect(bench.writer.keep(Sample.exchange(1)) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        func indexes(_ files: HistoryFiles) throws -> [String] {
            try DatabaseQueue(path: files.path(day)).read {
                try String.fetchAll(
                    $0,
                    sql: "SELECT coalesce(sql, name) FROM sqlite_schema WHERE type = 'index' ORDER BY 1"
                )
            }
        }
        #expect(try indexes(files) == indexes(bench.data.history))
    }
}
