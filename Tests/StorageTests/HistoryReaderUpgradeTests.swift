import Exchange
import GRDB
import Policy
import Query
import Storage
import Testing

/// Days that were written by earlier versions and closed: whoever reads them brings them forward.
@Suite struct HistoryReaderUpgradeTests {
    private let day = CivilDay(.noon)

    /// The statements of a step of the schema, as they were released.
    private func step(_ number: Int) throws -> String {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(folder)/Sources/Storage/Migrations/History00\(number).swift"
        let source = try #require(FilesHolding.read(path))
        let parts = source.split(separator: "\"\"\"", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        // As the compiler reads it: without the indentation.
        let lines = parts[1].split(separator: "\n").map { $0.hasPrefix("            ") ? $0.dropFirst(12) : $0 }
        return lines.joined(separator: "\n")
    }

    /// A folder with a day of an earlier schema that holds one exchange.
    private func oldDay(_ version: Int = 1) throws -> (folder: Folder, files: HistoryFiles) {
        let folder = try Folder()
        let files = HistoryFiles(folder: folder.path)
        let queue = try DatabaseQueue(path: files.path(day))
        let steps = try (1...version).map(step)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = \(0x7772_6831)")
            for step in steps { try database.execute(sql: step) }
            try database.execute(sql: "PRAGMA user_version = \(version)")
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
            try database.execute(
                sql: """
                    INSERT INTO attempts (request_id, number, provider, upstream, started_us, pool_wait_us, reused,
                        free_retries)
                    VALUES ('req_old', 1, 'openai', 'openai', 10, 0, 1, 0)
                    """
            )
            if version >= 4 { try Self.sumUp(database) }
        }
        try queue.close()
        return (folder, files)
    }

    /// The sums of the exchange, as the fourth schema has them.
    private static func sumUp(_ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO profiles (number, status, outcome, model, key_name, route, is_stream, is_cached, attempts)
                VALUES (0, 200, 'success', 'gpt-5', 'app', '/v1/chat/completions', 0, 0, 0);
                """
        )
        try database.execute(
            sql: "INSERT INTO figures (number, hour, exchanges, entries) VALUES (1, ?, 1, zeroblob(25))",
            arguments: [WallTime.noon.microseconds / 3_600_000_000]
        )
    }

    @Test(arguments: [1, 2, 3, 4, 5]) func `a day of an earlier schema knows who asked by the key alone`(
        version: Int
    ) throws {
        let (folder, files) = try oldDay(version)
        defer { withExtendedLifetime(folder) {} }
        let row = try #require(try files.rows().first)
        for column in [ExchangeColumn.organisationID, .teamID, .userID] { #expect(row[column] == .null) }
        let search = HistorySearch(files: files)
        let now = WallTime.noon + .seconds(60)
        for field in ["organisation", "team", "user"] {
            #expect(try search.count(HistoryQuery.parse("has:\(field)", now: now)).count == 0)
            #expect(try search.count(HistoryQuery.parse("\(field):x latency:<1s", now: now)).count == 0)
            let query = try HistoryQuery.parse("-has:\(field)", now: now)
            let groups = try search.statistics(query, Aggregation(by: [Grouping(field)])).groups
            #expect(groups.map(\.names) == [[nil]] && groups.map(\.count) == [1])
        }
    }

    @Test(arguments: [1, 2, 3, 4]) func `a day of an earlier schema knows nothing of routes, retries and copies`(
        version: Int
    ) throws {
        let (folder, files) = try oldDay(version)
        defer { withExtendedLifetime(folder) {} }
        let detail = try #require(try HistoryReader(files: files).show("req_old"))
        for column in [ExchangeColumn.modelRoute, .passedOver, .retryStop, .shadowOf] {
            #expect(detail.row[column] == .null)
        }
        #expect(detail.row.passedOver.isEmpty && detail.shadows.isEmpty)
        let attempt = try #require(detail.attempts.first)
        for name in ["reason", "backoff_us", "probe", "retry_after_us", "estimated_cost_nanousd"] {
            #expect(attempt[name] == .null)
        }
        let search = HistorySearch(files: files)
        func count(_ text: String) throws -> Int64 {
            try search.count(HistoryQuery.parse(text, now: .noon + .seconds(60))).count
        }
        #expect(try count("-has:shadow_of") == 1 && count("-has:model_route -has:retry_stop") == 1)
        #expect(try count("has:shadow_of") == 0 && count("passed_over:no_key") == 0)
        #expect(try count("latency:<1s -has:shadow_of") == 1 && count("attempt.reason:first") == 0)
        let query = try HistoryQuery.parse("-has:shadow_of", now: .noon + .seconds(60))
        let groups = try search.statistics(query, Aggregation(by: [Grouping("model_route")])).groups
        #expect(groups.map(\.names) == [[nil]] && groups.map(\.count) == [1])
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

    @Test(arguments: [1, 2, 3, 4, 5]) func `a day that is brought forward has the indexes of a new one`(
        version: Int
    ) throws {
        let (folder, files) = try oldDay(version)
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
