import Exchange
import GRDB
import Glibc
import Policy
import Query
import Storage
import Testing

@Suite struct SearchTests {
    /// Twelve exchanges, ten thousand seconds apart, over two days; every third failed.
    private func filled() throws -> Bench {
        let bench = try Bench()
        for number in 0..<12 as Range<UInt64> {
            var exchange = Sample.talk(
                number,
                ["question \(number) of café"],
                answer: number % 2 == 0 ? "an even answer" : "an odd reply",
                at: .noon + .seconds(Int64(number) * 10_000),
                key: number < 6 ? "early" : "late"
            )
            exchange.ask.model = number < 4 ? "small" : "large"
            exchange.client.requestID = "mine-\(number)"
            exchange.ask.user = number == 7 ? "alice" : nil
            exchange.ask.tags = [Tag(name: "env", value: number % 4 == 0 ? "prod" : "dev")]
            exchange.answer.toolNames = number == 5 ? ["search"] : []
            exchange.answer.status = number % 3 == 0 ? 502 : 200
            exchange.outcome = number % 3 == 0 ? .upstreamError : .success
            exchange.timeline.ended = exchange.timeline.accepted + .milliseconds(Int64(number + 1) * 1_000)
            exchange.usage = Usage(input: 10, output: 2)
            exchange.bill = Bill(cost: Cost(nanoUSD: 1_000), lookup: .priced, version: "v")
            #expect(bench.writer.keep(exchange) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        return bench
    }

    private let now = WallTime.noon + .seconds(200_000)

    private func query(_ text: String) throws -> HistoryQuery { try HistoryQuery.parse(text, now: now) }

    private func search(_ bench: Bench) -> HistorySearch { HistorySearch(files: bench.data.history) }

    private func numbers(_ rows: [HistoryRow]) -> [Int] {
        rows.compactMap { $0.text(.clientRequestID).flatMap { Int($0.dropFirst(5)) } }
    }

    @Test(arguments: QueryExamples.all)
    func `every documented example is led by an index, whichever way it goes`(example: QueryExamples.Example) throws {
        let bench = try filled()
        let day = CivilDay(.noon)
        _ = try SearchIndexer(files: bench.data.history).catchUp(day, within: .seconds(10))
        let queue = try DatabaseQueue(path: bench.data.history.path(day))
        try queue.inDatabase {
            try $0.execute(sql: "ATTACH ? AS search", arguments: [bench.data.history.searchPath(day)])
        }
        let compiled = try HistoryQuery.parse(example.text, now: .noon).page(selecting: "status", limit: 50)
        for statement in [compiled.statement, compiled.narrowing?.statement].compactMap({ $0 }) {
            let values = statement.values.map { value -> DatabaseValue in
                switch value {
                case .int(let number): number.databaseValue
                case .real(let number): number.databaseValue
                case .text(let text): text.databaseValue
                case .null, .blob: .null
                }
            }
            let plan = try queue.read {
                try Row.fetchAll($0, sql: statement.explained.text, arguments: StatementArguments(values))
                    .map { $0["detail"] as String }
            }
            #expect(!plan.contains { $0.hasPrefix("SCAN exchanges") || $0.hasPrefix("SCAN tags") }, "\(plan)")
            #expect(
                plan.contains { $0.hasPrefix("SEARCH exchanges USING") || $0.hasPrefix("MULTI-INDEX OR") },
                "\(plan)"
            )
        }
    }

    @Test func `a query is explained without being run`() throws {
        let bench = try filled()
        let plan = try search(bench).explain(try query("status:5xx time:-7d"))
        #expect(plan.sql.contains("?") && !plan.sql.contains("500"))
        #expect(plan.plan.first?.contains("exchanges_failed") == true && plan.index == "exchanges_failed")
        #expect(plan.days.count == 2 && plan.estimate > 0)
        #expect(try search(bench).explain(try query("conv:nowhere")).estimate == 0)
    }

    @Test(arguments: [
        ("time:-7d", [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]), ("model:small time:-7d", [3, 2, 1, 0]),
        ("status:5xx time:-7d", [9, 6, 3, 0]), ("key:name-late status:200 time:-7d", [11, 10, 8, 7]),
        ("end_user:alice time:-7d", [7]), ("tag.env:prod time:-7d", [8, 4, 0]), ("tool:search time:-7d", [5]),
        ("id:mine-3", [3]), ("latency:>10s time:-7d", [11, 10]), ("even time:-7d", [10, 8, 6, 4, 2, 0]),
        ("\"odd reply\" model:small time:-7d", [3, 1]), ("prompt:cafe key:name-early time:-7d", [5, 4, 3, 2, 1, 0]),
        ("key:early time:-7d", []), ("outcome:upstream_error time:-7d", [9, 6, 3, 0]),
        ("status:>=300 time:-7d", [9, 6, 3, 0]),
        ("conv:nowhere", []), ("provider:none time:-7d", []), ("error:dns time:-7d", []),
        ("model:\"' OR 1=1 --\" time:-7d", []), ("\"50% of\" time:-7d", []),
        ("response:question time:-7d", []), ("-even status:5xx time:-7d", [9, 3]), ("\"reply odd\" time:-7d", []),
    ])
    func `a query finds its exchanges, the newest first`(text: String, expected: [Int]) throws {
        let bench = try filled()
        let page = try search(bench).page(try query(text))
        #expect(numbers(page.rows) == expected)
        #expect(page.next == nil && page.behind.isEmpty)
        #expect(try search(bench).count(try query(text)) == HistoryCount(count: Int64(expected.count)))
    }

    @Test func `a pattern full of wildcards takes no longer than another`() throws {
        let bench = try Bench()
        let long = String(repeating: "a", count: 128)
        for number in 0..<3_000 as Range<UInt64> {
            var exchange = Sample.exchange(number, at: .noon + .milliseconds(Int64(number)), capture: .metadata)
            exchange.ask.model = long
            exchange.ask.user = long
            #expect(bench.writer.keep(exchange) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(30)))
        let search = search(bench)
        let clock = ContinuousClock()
        func fastest(_ text: String) throws -> Duration {
            let query = try query("\(text) time:-7d")
            var times: [Duration] = []
            for _ in 0..<5 {
                let start = clock.now
                let count = try search.count(query).count
                times.append(clock.now - start)
                #expect(count == 0)
            }
            return times.min() ?? .zero
        }
        let plain = try fastest("end_user:*b*")
        for text in ["%a", "%_%_%_%_%_%_%_%_%_%_b", "%%%%%%%%%%%%%%%%%%%%b", "a%a%a%a%a%a%a%a%a%a%b"] {
            #expect(try fastest("end_user:*\(text)*") < max(plain * 4, .milliseconds(50)), "\(text)")
        }
    }

    @Test(arguments: [
        ("organisation:org_0", [3, 2, 1]), ("team:team_1", [7, 6]), ("user:user_0", [3]),
        ("user:(user_0 OR user_1)", [7, 3]), ("has:user", [7, 3]), ("-has:organisation", [4, 0]),
        ("has:team -team:team_0", [7, 6]), ("organisation:org_1 key:key_6", [6]), ("user:ann", []), ("team:search", []),
        ("user:key_7", []), ("organisation:\"' OR 1=1 --\"", []),
    ])
    func `exchanges are found by who asked`(text: String, expected: [Int]) throws {
        let bench = try Bench()
        for number in 0..<8 as Range<UInt64> {
            var exchange = Sample.exchange(number, at: .noon + .seconds(Int64(number)))
            exchange.caller = Sample.caller(of: number)
            exchange.client.requestID = "mine-\(number)"
            // what a caller says of itself is nobody's id
            exchange.ask.user = "user_0"
            #expect(bench.writer.keep(exchange) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        let query = try query("\(text) time:-7d")
        #expect(numbers(try search(bench).page(query).rows) == expected)
        #expect(try search(bench).count(query).count == Int64(expected.count))
    }

    /// Twelve exchanges with what routing and retrying can leave; numbers say which is which.
    private func routed() throws -> Bench {
        let bench = try Bench()
        for number in 0..<12 as Range<UInt64> {
            var exchange = Sample.exchange(number, at: .noon + .seconds(Int64(number)))
            exchange.client.requestID = "mine-\(number)"
            exchange.modelRoute = number < 6 ? "team-chat" : nil
            exchange.passedOver =
                switch number {
                case 1: [PassedOver(upstream: "a", modelLabel: #""reason":"isolated""#, reason: .breakerOpen)]
                case 2:
                    [
                        PassedOver(upstream: "a", modelLabel: "m", reason: .noKey),
                        PassedOver(upstream: "b", modelLabel: "m", reason: .isolated),
                    ]
                default: []
                }
            exchange.retryStop = [3: .budget, 4: .attempts][number]
            if number == 5 || number == 7 { exchange.shadowOf = Sample.exchange(0, at: .noon).id }
            let reasons: [ChoiceReason] =
                switch number {
                case 5, 7: [.shadow]
                case 8: [.first, .retry, .fallback]
                case 9: [.first, .hedge]
                case 10: [.canary]
                case 11: []
                default: [.first]
                }
            exchange.attempts = reasons.map { reason in
                Attempt(
                    target: Sample.target("a"),
                    model: "m",
                    modelLabel: "m",
                    reason: reason,
                    started: exchange.timeline.accepted
                )
            }
            #expect(bench.writer.keep(exchange) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        return bench
    }

    @Test(arguments: [
        ("passed_over:breaker_open", [1]), ("passed_over:(isolated OR breaker_open)", [2, 1]),
        ("passed_over:no_*", [2]), ("passed_over:*o*", [2, 1]), ("has:passed_over", [2, 1]),
        ("passed_over:surface", []), ("passed_over:isolated passed_over:no_key", [2]),
        ("retry_stop:budget", [3]), ("retry_stop:a*", [4]), ("has:retry_stop", [4, 3]),
        ("retry_stop:(budget OR attempts) -retry_stop:budget", [4]), ("has:shadow_of", [7, 5]),
        ("-has:shadow_of", [11, 10, 9, 8, 6, 4, 3, 2, 1, 0]),
        ("model_route:team-chat -has:shadow_of", [4, 3, 2, 1, 0]),
        ("-model_route:team-chat has:shadow_of", [7]), ("model_route:TEAM*", [5, 4, 3, 2, 1, 0]),
        ("-has:model_route", [11, 10, 9, 8, 7, 6]), ("attempt.reason:hedge", [9]),
        ("attempt.reason:(retry OR canary)", [10, 8]), ("attempt.reason:shadow", [7, 5]),
        ("attempt.reason:*ck", [8]), ("attempt.reason:first", [9, 8, 6, 4, 3, 2, 1, 0]),
        ("attempt.reason:(first OR hedge) attempt:>1", [9, 8]),
        ("has:attempt.reason -attempt.reason:first", [10, 7, 5]),
        ("-has:attempt.reason", [11]), ("attempt.reason:fallback attempt.reason:retry", [8]),
        ("-attempt.reason:hedge attempt:>1", [8]),
        ("-has:passed_over -has:retry_stop attempt:1 attempt.reason:first", [6, 0]),
    ])
    func `what routing and retrying did is found`(text: String, expected: [Int]) throws {
        let bench = try routed()
        for query in [try query("\(text) time:-7d"), try query("\(text) time:-7d latency:<1h")] {
            #expect(numbers(try search(bench).page(query).rows) == expected)
            #expect(try search(bench).count(query) == HistoryCount(count: Int64(expected.count)))
        }
    }

    @Test func `the copies of a request are found whenever it was`() throws {
        let bench = try routed()
        let id = Sample.exchange(0, at: .noon).id
        let query = try HistoryQuery.parse("shadow_of:\(id)", now: .noon + .seconds(90 * 86_400))
        #expect(numbers(try search(bench).page(query).rows) == [7, 5])
        #expect(try search(bench).explain(query).index == "exchanges_shadow_of")
        #expect(try search(bench).explain(query).estimate == 2)
    }

    @Test(arguments: ["attempt.reason:(hedge OR retry)", "attempt.reason:canary -attempt.reason:hedge"])
    func `attempts that were not first lead by their index while they are few`(text: String) throws {
        let bench = try routed()
        let plan = try search(bench).explain(try query("\(text) time:-7d"))
        #expect(plan.plan.contains { $0.contains("attempts_reason") }, "\(plan.plan)")
        #expect(plan.plan.contains { $0.contains("(request_id=?)") }, "\(plan.plan)")
        let first = try search(bench).explain(try query("attempt.reason:first time:-7d"))
        #expect(!first.plan.contains { $0.contains("attempts_reason") }, "\(first.plan)")
    }

    @Test(arguments: [1, 2, 5, 11, 12]) func `pages go over the days without gap or repeat`(size: Int) throws {
        let bench = try filled()
        let query = try query("time:-7d")
        var seen: [Int] = []
        var cursor: Query.Cursor?
        repeat {
            let page = try search(bench).page(query, limit: size, behind: cursor)
            #expect(page.rows.count <= size && !page.rows.isEmpty)
            seen += numbers(page.rows)
            cursor = page.next
        } while cursor != nil
        #expect(seen == (0..<12).reversed())
    }

    @Test func `exchanges of the same microsecond are on one page each`() throws {
        let bench = try Bench()
        for number in 0..<9 as Range<UInt64> { #expect(bench.writer.keep(Sample.exchange(number)) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
        var ids: Set<String> = []
        var cursor: Query.Cursor?
        var pages = 0
        repeat {
            let page = try search(bench).page(try query("time:-7d"), limit: 4, behind: cursor)
            ids.formUnion(page.rows.map(\.id))
            cursor = page.next
            pages += 1
        } while cursor != nil
        #expect(ids.count == 9 && pages == 3)
    }

    @Test func `a page can have the most rows there may be, and another one behind it`() throws {
        let bench = try Bench()
        for number in 0..<1_001 as Range<UInt64> { #expect(bench.writer.keep(Sample.exchange(number)) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
        let page = try search(bench).page(try query("time:-7d"), limit: 5_000)
        #expect(page.rows.count == 1_000)
        let last = try search(bench).page(try query("time:-7d"), limit: 5_000, behind: page.next)
        #expect(last.rows.count == 1 && last.next == nil)
    }

    @Test func `facets and figures add up over the days`() throws {
        let bench = try filled()
        let search = search(bench)
        let facet = try search.facets(try query("time:-7d"), of: Grouping("model"))
        #expect(facet.values.map(\.value) == ["large", "small"] && facet.values.map(\.count) == [8, 4])
        #expect(!facet.isPartial)
        let tags = try search.facets(try query("time:-7d"), of: Grouping("tag.env"))
        #expect(tags.values.map(\.value) == ["dev", "prod"] && tags.values.map(\.count) == [9, 3])
        let figures = try search.statistics(try query("time:-7d"), Aggregation(by: [Grouping("key")]))
        #expect(figures.groups.map(\.names) == [["name-early"], ["name-late"]])
        let first = try #require(figures.groups.first)
        #expect(first.count == 6 && first.errors == 2 && first.inputTokens == 60 && first.cost == Cost(nanoUSD: 6_000))
        let daily = try search.statistics(try query("time:-7d"), Aggregation(bucket: .day))
        #expect(daily.groups.map(\.count) == [5, 7])
    }

    @Test func `a count stops at its bound and says so`() throws {
        let bench = try filled()
        let count = try search(bench).count(try query("time:-7d"), upTo: 7)
        #expect(count == HistoryCount(count: 7, isPartial: true))
    }

    @Test func `a deadline that has passed stops every question`() throws {
        let bench = try filled()
        let search = HistorySearch(files: bench.data.history, limit: .zero)
        #expect(throws: StorageError.deadline) { try search.page(try query("time:-7d")) }
        #expect(throws: StorageError.deadline) { try search.page(try query("even time:-7d")) }
        #expect(throws: StorageError.deadline) { try search.count(try query("time:-7d")) }
    }

    @Test func `a folder that is not there holds nothing`() throws {
        let search = HistorySearch(files: HistoryFiles(folder: "/no/such/folder"))
        #expect(try search.page(try query("time:-7d")).rows.isEmpty)
        #expect(try search.explain(try query("time:-7d")).days.isEmpty)
    }

    // MARK: the search file

    @Test func `what is said later is found, and an indexer goes on where it was`() throws {
        let bench = try filled()
        let day = CivilDay(.noon)
        let indexer = SearchIndexer(files: bench.data.history)
        let first = try #require(try indexer.catchUp(day, within: .seconds(10)))
        #expect(first.isComplete && first.done == 5)
        let more = Sample.talk(50, ["a late giraffe"], answer: "indeed")
        #expect(bench.writer.keep(more) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let page = try search(bench).page(try query("giraffe time:-7d"))
        #expect(page.rows.map(\.id) == [more.id.description])
        #expect(try indexer.catchUp(CivilDay(number: 1), within: .seconds(10)) == nil)
    }

    @Test func `a query tells when the words are not all indexed`() throws {
        let bench = try Bench()
        for number in 0..<600 as Range<UInt64> {
            #expect(bench.writer.keep(Sample.talk(number, ["word \(number)"], answer: "yes")) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        let page = try search(bench).page(try query("yes time:-7d"), limit: 1_000) { _ in false }
        #expect(page.rows.count == 512)
        #expect(page.behind.first.map { $0.done == 512 && $0.total == 600 } == true)
        #expect(try search(bench).page(try query("yes time:-7d"), limit: 1_000).rows.count == 600)
    }

    @Test(arguments: ["garbage", "", "SQLite format 3\0torn"])
    func `a search file that is torn or foreign is made anew`(content: String) throws {
        let bench = try filled()
        for number in 0..<2 {
            let path = bench.data.history.searchPath(CivilDay(.noon + .seconds(Int64(number) * 86_400)))
            let file = try #require(fopen(path, "w"))
            fputs(content, file)
            fclose(file)
        }
        #expect(try search(bench).page(try query("even time:-7d")).rows.count == 6)
    }

    @Test func `only what is new in a turn is its prompt`() throws {
        let bench = try Bench()
        let first = Sample.talk(1, ["alpha"], answer: "beta")
        let second = Sample.talk(2, ["alpha", "beta", "gamma"], answer: "delta")
        let again = Sample.talk(3, ["alpha"], answer: "epsilon")
        for exchange in [first, second, again] { #expect(bench.writer.keep(exchange) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
        func found(_ text: String) throws -> [String] {
            try search(bench).page(try query("\(text) time:-7d")).rows.map(\.id)
        }
        let ids = [first, second, again].map(\.id.description)
        #expect(Set(try found("prompt:alpha")) == [ids[0], ids[2]])
        #expect(try found("prompt:gamma") == [ids[1]])
        #expect(try found("prompt:beta").isEmpty)
        #expect(try found("response:beta") == [ids[0]])
    }
}
