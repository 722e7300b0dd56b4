import Exchange
import GRDB
import Policy
import Query
import Storage
import Testing

/// Figures from the sums of a day say what its rows say, whatever has happened to the day.
@Suite struct FiguresTests {
    private static let now = WallTime.noon + .seconds(200_000)

    private static let questions = [
        "time:-7d", "time:2026-11-23", "time:2026-11-23T13:20..2026-11-24T03:07", "time:-7d provider:(a OR b)",
        "time:-7d -model:small", "time:-7d model:*m* status:>=400", "time:-7d key:key_2", "time:-7d key:name-key_1",
        "time:-7d outcome:timeout", "time:-7d -ending:complete stream:true", "time:-7d cached:true attempt:>0",
        "time:-7d has:error", "time:-7d error:dns", "time:-7d -has:shadow_of", "time:-7d has:shadow_of retry_stop:b*",
        "time:-7d model_route:(fast OR slow) -retry_stop:budget", "time:-7d -has:provider -has:model",
        "time:<2020-01-01",
        "time:-7d organisation:org_1", "time:-7d team:(team_0 OR team_2) -user:user_1", "time:-7d -has:organisation",
        "time:-7d has:user user:user_0 status:200",
    ]

    private static let groupings = [
        [], ["model"], ["provider", "status"], ["key", "outcome", "stream"], ["ending", "error"],
        ["route", "cached", "attempt"], ["model_route", "retry_stop"],
        ["organisation"], ["team", "user"], ["user", "key", "model"],
    ]

    /// Random exchanges over three days, what nobody would expect included.
    private static func exchange(_ number: UInt64, _ dice: inout Seeds) -> Exchange {
        let wall = WallTime.noon + .microseconds(Int64.random(in: -40_000_000_000...180_000_000_000, using: &dice))
        var exchange = Sample.exchange(number, at: wall, key: "key_\(dice.next() % 3)")
        if dice.next() % 2 == 0 { exchange.caller = Sample.caller(of: dice.next() % 8) }
        if dice.next() % 9 == 0 { exchange.caller = nil }
        exchange.ask.model = [nil, "small", "large", "ma\0l", ""][Int(dice.next() % 5)]
        exchange.ask.isStream = dice.next() % 2 == 0
        exchange.answer.status = [200, 200, 200, 429, 502, 0][Int(dice.next() % 6)]
        exchange.outcome = Outcome.allCases[Int(dice.next() % UInt64(Outcome.allCases.count))]
        exchange.ending = Ending.allCases[Int(dice.next() % UInt64(Ending.allCases.count))]
        if dice.next() % 4 == 0 { exchange.failure = Failure(.dnsFailed, "no") }
        let total = [0, 999, 1_000, 5_555, 123_456_789, 90_000_000_000_000][Int(dice.next() % 6)]
        exchange.timeline.ended = exchange.timeline.accepted + .microseconds(total + Int(dice.next() % 700))
        if dice.next() % 2 == 0 {
            exchange.timeline.firstToken = exchange.timeline.accepted + .microseconds(Int(dice.next() % 3_000_000))
        }
        let tokens: [Int64?] = [nil, 0, 7, 4_294_967_296, 1_000_000_000_000, .max, -5]
        exchange.usage = Usage(
            input: tokens[Int(dice.next() % 7)],
            output: tokens[Int(dice.next() % 3)],
            cacheRead: tokens[Int(dice.next() % 3)]
        )
        let cost: Cost? = dice.next() % 3 == 0 ? nil : Cost(nanoUSD: Int64(dice.next() % 9_000_000_000))
        exchange.bill = Bill(cost: cost, lookup: .priced, version: "v")
        exchange.modelRoute = [nil, "fast", "slow"][Int(dice.next() % 3)]
        exchange.retryStop = [nil, nil, .budget, .noTarget][Int(dice.next() % 4)]
        if dice.next() % 5 == 0 { exchange.shadowOf = Sample.exchange(number &+ 1).id }
        let providers = ["a", "b", "c"]
        for index in 0..<Int(dice.next() % 3) {
            let target = Sample.target(providers[(Int(number) + index) % 3])
            var attempt = Attempt(target: target, model: "m", modelLabel: "m", started: exchange.timeline.accepted)
            attempt.ended = exchange.timeline.ended
            exchange.attempts.append(attempt)
        }
        return exchange
    }

    private func filled(_ count: UInt64, seed: UInt64, batch: UInt64 = 97) throws -> Bench {
        let bench = try Bench()
        var dice = Seeds(state: seed)
        for number in 0..<count {
            #expect(bench.writer.keep(Self.exchange(number, &dice)) == .queued)
            if number % batch == 0 { #expect(bench.writer.flush(within: .seconds(60))) }
        }
        #expect(bench.writer.flush(within: .seconds(60)))
        return bench
    }

    /// The figures as the rows have them.
    private func ofRows(_ query: HistoryQuery, _ aggregation: Aggregation, _ days: [DatabaseQueue]) throws
        -> [StatisticsGroup]
    {
        var tally = StatisticsTally(aggregation)
        for queue in days {
            for part in query.statistics(aggregation) {
                let statement = part.query.statement
                let rows = try queue.read {
                    try Row.fetchAll($0, sql: statement.text, arguments: StatementArguments(statement.databaseValues))
                }
                for row in rows { tally.add(row.databaseValues.map { SQLValue(of: $0) }, of: part.part) }
            }
        }
        return tally.result
    }

    private func states(_ files: HistoryFiles) throws -> [String] {
        try files.days().map { day in
            try DatabaseQueue(path: files.path(day)).read {
                try String.fetchOne($0, sql: "SELECT state FROM figures_state") ?? "none"
            }
        }
    }

    /// Asks both ways: each question by each grouping, or where that `isShort` by one of them.
    private func expectEqual(
        _ files: HistoryFiles,
        isShort: Bool = true,
        at place: SourceLocation = #_sourceLocation
    ) throws {
        let search = HistorySearch(files: files, limit: .seconds(60))
        let days = try files.days().map { try DatabaseQueue(path: files.path($0)) }
        for (turn, text) in Self.questions.enumerated() {
            let query = try HistoryQuery.parse(text, now: Self.now)
            #expect(query.profiles() != nil, "\(text)", sourceLocation: place)
            for (number, names) in Self.groupings.enumerated()
            where !isShort || number == turn % Self.groupings.count {
                let bucket = [nil, TimeBucket.hour, .day, .fiveMinutes][(number + turn) % 4]
                let aggregation = try Aggregation(by: names.map { try Grouping($0) }, bucket: bucket)
                let figures = try search.statistics(query, aggregation)
                let expected = try ofRows(query, aggregation, days)
                // Not both in the expectation: what they hold would be printed.
                let isSame = figures.groups == expected
                #expect(isSame && !figures.isPartial, "\(text) by \(names)", sourceLocation: place)
                let count = try search.count(query).count
                #expect(count == expected.reduce(0) { $0 + $1.count }, "\(text)", sourceLocation: place)
            }
            guard turn % 4 == 0 else { continue }
            let facet = try search.facets(query, of: Grouping("model"))
            let models = try ofRows(query, Aggregation(by: [Grouping("model")]), days)
            #expect(facet.values.map(\.count) == models.map(\.count), sourceLocation: place)
            #expect(facet.values.map(\.value) == models.map { $0.names[0] }, sourceLocation: place)
        }
    }

    @Test(arguments: [1, 2, 3]) func `sums and rows of a random history say the same`(seed: UInt64) throws {
        let bench = try filled(seed == 1 ? 1_500 : 200, seed: seed, batch: seed == 2 ? 1 : 97)
        #expect(try Set(states(bench.data.history)) == ["complete"])
        try expectEqual(bench.data.history, isShort: false)
    }

    @Test func `small batches do not make many pages, and no page is longer than it may be`() throws {
        let bench = try Bench()
        for number in 0..<1_300 as Range<UInt64> {
            #expect(bench.writer.keep(Sample.exchange(number)) == .queued)
            if number % 2 == 0 { #expect(bench.writer.flush(within: .seconds(60))) }
        }
        #expect(bench.writer.flush(within: .seconds(60)))
        let pages = try DatabaseQueue(path: bench.data.history.path(CivilDay(.noon))).read {
            try Row.fetchAll($0, sql: "SELECT exchanges, length(entries) AS bytes FROM figures ORDER BY number")
        }
        #expect(pages.map { $0["exchanges"] } == [600, 600, 100])
        #expect(pages.map { $0["bytes"] } == [15_000, 15_000, 2_500])
    }

    @Test func `a batch that is refused leaves nothing in the sums`() throws {
        let bench = try filled(50, seed: 5)
        // The second has the id of the first: the batch is undone and stored row by row.
        for number in [90, 91, 91, 92] as [UInt64] {
            #expect(bench.writer.keep(Sample.exchange(number)) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(60)))
        #expect(bench.ledger.counts.dropped == [.writeError: 1])
        try expectEqual(bench.data.history)
    }

    @Test func `a writer that begins anew goes on where the sums were`() throws {
        let bench = try filled(60, seed: 6)
        bench.writer.close(within: .seconds(10))
        let again = bench.another()
        var dice = Seeds(state: 60)
        for number in 100..<160 as Range<UInt64> { #expect(again.keep(Self.exchange(number, &dice)) == .queued) }
        #expect(again.flush(within: .seconds(60)))
        try expectEqual(bench.data.history)
        again.close(within: .seconds(10))
    }

    @Test func `what was committed is in the sums after the process was killed`() throws {
        let bench = try filled(200, seed: 7)
        let image = try Folder()
        for day in try bench.data.history.days() {
            for suffix in [".db", ".db-wal"] {
                try image.copy("\(bench.data.history.folder)/\(day)\(suffix)", to: "\(day)\(suffix)")
            }
        }
        try expectEqual(HistoryFiles(folder: image.path))
        withExtendedLifetime(image) {}
    }

    @Test func `rows of exchanges that were in flight at a crash are in the sums`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        for number in 0..<5 as Range<UInt64> { _ = table.claim(Sample.exchange(number)) }
        #expect(bench.recover().crashed == 5)
        let query = try HistoryQuery.parse("time:-7d outcome:gateway_crashed error:internal", now: Self.now)
        #expect(try HistorySearch(files: bench.data.history).count(query).count == 5)
        try expectEqual(bench.data.history)
    }

    @Test func `sums are right after rows were deleted, and while they are`() throws {
        let bench = try filled(400, seed: 8)
        bench.writer.close(within: .seconds(10))
        let files = bench.data.history
        let rule = RetentionRule(keys: [Pattern("name-key_1"), Pattern("")], days: 2, keeps: .nothing)
        let later = WallTime.noon + .seconds(9 * 86_400)
        let sweeper = Sweeper(files: files)
        let plan = try sweeper.plan(Retention(days: 30, rules: [rule]), now: later)
        #expect(plan.actions.count > 2)
        let report = try sweeper.run(plan, now: later) { progress in
            // Between two deletions; a failure is recorded, not thrown.
            if progress.done % 3 == 1 { #expect(throws: Never.self) { try expectEqual(files) } }
            return true
        }
        #expect(report.trimmed > 50 && report.failed.isEmpty)
        #expect(try Set(states(files)) == ["complete"])
        try expectEqual(files)
    }

    @Test func `a writer whose file was swept by another goes on with the sums that are there now`() throws {
        let bench = try filled(300, seed: 9)
        let rule = RetentionRule(keys: [Pattern("name-key_*")], days: 2, keeps: .nothing)
        let report = try Sweeper(files: bench.data.history)
            .sweep(Retention(days: 30, rules: [rule]), now: .noon + .seconds(9 * 86_400))
        #expect(report.trimmed > 50)
        var dice = Seeds(state: 90)
        for number in 500..<600 as Range<UInt64> { #expect(bench.writer.keep(Self.exchange(number, &dice)) == .queued) }
        #expect(bench.writer.flush(within: .seconds(60)))
        #expect(try Set(states(bench.data.history)) == ["complete"])
        try expectEqual(bench.data.history)
    }

    @Test func `a day whose sums are missing is answered from its rows`() throws {
        let bench = try filled(120, seed: 10)
        let files = bench.data.history
        let day = try #require(try files.days().first)
        try DatabaseQueue(path: files.path(day)).write {
            try $0.execute(sql: "DELETE FROM figures; DELETE FROM profiles; UPDATE figures_state SET state = 'missing'")
        }
        try expectEqual(files)
        #expect(try states(files).first == "missing")
    }

    @Test(arguments: [1, 2, 3]) func `a day of an earlier schema is summed up when it goes forward`(version: Int) throws
    {
        let bench = try filled(150, seed: UInt64(20 + version))
        bench.writer.close(within: .seconds(10))
        let old = HistoryFiles(folder: "\(bench.folder.path)/old-\(version)")
        try bench.folder.make("old-\(version)")
        for day in try bench.data.history.days() {
            try Self.write(version, to: old.path(day), rowsOf: bench.data.history.path(day))
        }
        try expectEqual(old)
        #expect(try Set(states(old)) == ["complete"])
    }

    @Test func `a day with more profiles than are told apart is answered from its rows`() throws {
        let bench = try Bench()
        #expect(bench.writer.keep(Sample.exchange(1)) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        bench.writer.close(within: .seconds(10))
        let files = bench.data.history
        let day = CivilDay(.noon)
        let queue = try DatabaseQueue(path: files.path(day))
        try queue.write { database in
            try database.execute(
                sql: """
                    WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 65534)
                    INSERT INTO profiles (number, status, outcome, model, route, is_stream, is_cached, attempts)
                    SELECT x, 200, 'success', 'm' || x, '/', 0, 0, 0 FROM n
                    """
            )
        }
        try queue.close()
        let again = bench.another()
        for number in 2..<5 as Range<UInt64> {
            var exchange = Sample.exchange(number)
            exchange.ask.model = "new-\(number)"
            #expect(again.keep(exchange) == .queued)
            #expect(again.flush(within: .seconds(60)))
        }
        #expect(try states(files) == ["too_many"])
        try expectEqual(files)
        again.close(within: .seconds(10))
    }

    @Test func `questions that need rows are not put to the sums`() throws {
        for text in ["end_user:a", "latency:>1s", "error:conn*", "tag.env:a", "word", "has:cost", "id:x", "conv:x"] {
            #expect(try HistoryQuery.parse(text, now: Self.now).profiles() == nil, "\(text)")
        }
        let all = try HistoryQuery.parse("", now: Self.now)
        for (name, isOfProfile) in [("tool", false), ("tag.a", false), ("status", true), ("error", true)] {
            let grouping = try Grouping(name)
            #expect((all.profiles(by: [grouping]) != nil) == isOfProfile, "\(name)")
        }
    }

    /// Makes a file as an earlier version did, with the rows of another.
    private static func write(_ version: Int, to path: String, rowsOf other: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = 0x77726831")
            for step in Migration.history.prefix(version) { try database.execute(sql: step.sql) }
            try database.execute(sql: "PRAGMA user_version = \(version)")
            try database.execute(sql: "ATTACH ? AS other", arguments: [other])
            let names = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('exchanges')")
            let list = names.joined(separator: ", ")
            try database.execute(sql: "INSERT INTO main.exchanges (\(list)) SELECT \(list) FROM other.exchanges")
        }
        try queue.close()
    }
}

/// Random numbers that are the same in every run: SplitMix64 (prng.di.unimi.it/splitmix64.c).
struct Seeds: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SQLStatement {
    /// The values as the database takes them.
    var databaseValues: [DatabaseValue] {
        values.map { value in
            switch value {
            case .int(let number): number.databaseValue
            case .real(let number): number.databaseValue
            case .text(let text): text.databaseValue
            case .null, .blob: .null
            }
        }
    }
}

extension SQLValue {
    /// The value of a column.
    init(of value: DatabaseValue) {
        switch value.storage {
        case .null, .blob: self = .null
        case .int64(let number): self = .int(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        }
    }
}
