import Exchange
import Query
import Testing

/// What each shape means, as SQL and values.
@Suite struct GrammarTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let sql: String
        let values: [SQLValue]

        init(_ text: String, _ sql: String, _ values: SQLValue...) {
            self.text = text
            self.sql = sql
            self.values = values
        }

        var testDescription: String { text }
    }

    private static let day = "started_us >= ?"
    private static let start = SQLValue.int(fromNoon(-86_400))
    private static let failed = "(status >= 400 OR outcome <> 'success')"
    private static let routing = "(passed_over IS NOT NULL OR retry_stop IS NOT NULL OR shadow_of IS NOT NULL)"

    private static let values = [
        Case("", day, start),
        Case(" \t\n ", day, start),
        Case("status:200", "\(day) AND +status = ?", start, .int(200)),
        Case("status:2xx", "\(day) AND +status BETWEEN ? AND ?", start, .int(200), .int(299)),
        Case("status:5XX", "+status BETWEEN ? AND ? AND \(failed) AND \(day)", .int(500), .int(599), start),
        Case("status:>=500", "+status >= ? AND \(failed) AND \(day)", .int(500), start),
        Case("status:>4xx", "+status > ? AND \(failed) AND \(day)", .int(499), start),
        Case("status:>399", "+status > ? AND \(failed) AND \(day)", .int(399), start),
        Case("status:>398", "\(day) AND +status > ?", start, .int(398)),
        Case("status:<4xx", "\(day) AND +status < ?", start, .int(400)),
        Case("status:<=4xx", "\(day) AND +status <= ?", start, .int(499)),
        Case("status:500..504", "+status BETWEEN ? AND ? AND \(failed) AND \(day)", .int(500), .int(504), start),
        Case("status:4xx..5xx", "+status BETWEEN ? AND ? AND \(failed) AND \(day)", .int(400), .int(599), start),
        Case("status:(429 OR 503)", "+status IN (?, ?) AND \(failed) AND \(day)", .int(429), .int(503), start),
        Case(
            "status:(429 OR 5xx)",
            "(+status = ? OR +status BETWEEN ? AND ?) AND \(failed) AND \(day)",
            .int(429),
            .int(500),
            .int(599),
            start
        ),
        Case("-status:5xx", "\(day) AND (+status BETWEEN ? AND ?) IS NOT TRUE", start, .int(500), .int(599)),
        Case("latency:>2s", "\(day) AND +total_us > ?", start, .int(2_000_000)),
        Case("latency:>=1.5m", "\(day) AND +total_us >= ?", start, .int(90_000_000)),
        Case("latency:<250ms", "\(day) AND +total_us < ?", start, .int(250_000)),
        Case("latency:1s..1h", "\(day) AND +total_us BETWEEN ? AND ?", start, .int(1_000_000), .int(3_600_000_000)),
        Case("ttft:<=900us", "\(day) AND +first_token_us <= ?", start, .int(900)),
        Case("tps:>12.5", "\(day) AND +(1000000.0 / per_output_token_us) > ?", start, .real(12.5)),
        Case("tokens.in:>1.5k", "\(day) AND +input_tokens > ?", start, .int(1_500)),
        Case("tokens.out:2M", "\(day) AND +output_tokens = ?", start, .int(2_000_000)),
        Case("tokens.in:1K..2K", "\(day) AND +input_tokens BETWEEN ? AND ?", start, .int(1_000), .int(2_000)),
        Case("cost:>$0.02", "\(day) AND +cost_nanousd > ?", start, .int(20_000_000)),
        Case("cost:0.000000001", "\(day) AND +cost_nanousd = ?", start, .int(1)),
        Case("attempt:>1", "\(day) AND +attempts > ?", start, .int(1)),
        Case("stream:true", "\(day) AND +is_stream = ?", start, .int(1)),
        Case("cached:false", "\(day) AND +(coalesce(cache_read_tokens, 0) > 0) = ?", start, .int(0)),
    ]

    private static let texts = [
        Case("provider:openai", "\(day) AND +provider = ?", start, .text("openai")),
        Case("model:gpt-4o", "model = ? AND \(day)", .text("gpt-4o"), start),
        Case("model:llama3:8b", "model = ? AND \(day)", .text("llama3:8b"), start),
        Case("model:a..b", "model = ? AND \(day)", .text("a..b"), start),
        Case("model:\"a* (b)\"", "model = ? AND \(day)", .text("a* (b)"), start),
        Case("model:=a*", "model = ? AND \(day)", .text("a*"), start),
        Case("model:(a OR \"b c\")", "\(day) AND +model IN (?, ?)", start, .text("a"), .text("b c")),
        Case("model:gpt-*", "\(day) AND +model LIKE ? ESCAPE '\\'", start, .text("gpt-%")),
        Case("model:*mini", "\(day) AND +model LIKE ? ESCAPE '\\'", start, .text("%mini")),
        Case("model:*4o*", "\(day) AND +model LIKE ? ESCAPE '\\'", start, .text("%4o%")),
        Case("model:a_b%c\\*", "\(day) AND +model LIKE ? ESCAPE '\\'", start, .text("a\\_b\\%c\\\\%")),
        Case("-model:gpt-*", "\(day) AND (+model LIKE ? ESCAPE '\\') IS NOT TRUE", start, .text("gpt-%")),
        Case("key:ci", "key_name = ? AND \(day)", .text("ci"), start),
        Case("key:key_01", "key_id = ? AND \(day)", .text("key_01"), start),
        Case("end_user:\"José 🙂\"", "\(day) AND +end_user = ?", start, .text("José 🙂")),
        Case("outcome:timeout", "+outcome = ? AND \(failed) AND \(day)", .text("timeout"), start),
        Case("outcome:success", "\(day) AND +outcome = ?", start, .text("success")),
        Case("ending:rejected_*", "+ending LIKE ? ESCAPE '\\' AND \(failed) AND \(day)", .text("rejected\\_%"), start),
        Case("ending:length_limit", "\(day) AND +ending = ?", start, .text("length_limit")),
        Case(
            "error:dns",
            "(+error_type = ? OR +rejection_reason = ?) AND \(failed) AND \(day)",
            .text("dns"),
            .text("dns"),
            start
        ),
        Case(
            "route:/v1beta/models/{model}:generateContent",
            "\(day) AND +route = ?",
            start,
            .text("/v1beta/models/{model}:generateContent")
        ),
        Case("conv:c1", "conversation_id = ?", .text("c1")),
        Case("-conv:c1", "\(day) AND (+conversation_id = ?) IS NOT TRUE", start, .text("c1")),
        Case("id:mine", "(request_id = ? OR client_request_id = ?)", .text("mine"), .text("mine")),
        Case(
            "trace:4BF92F3577B34DA6A3CE929D0E0E4736",
            "trace_id = ? AND +\(day)",
            .text("4bf92f3577b34da6a3ce929d0e0e4736"),
            start
        ),
        Case("shadow_of:mine", "shadow_of = ?", .text("mine")),
        Case("has:shadow_of", "+shadow_of IS NOT NULL AND \(routing) AND \(day)", start),
        Case("retry_stop:budget", "+retry_stop = ? AND \(routing) AND \(day)", .text("budget"), start),
        Case(
            "passed_over:no_*",
            "instr(passed_over, ?) > 0 AND \(routing) AND \(day)",
            .text("\"reason\":\"no_key\""),
            start
        ),
        Case("model_route:fast", "\(day) AND +model_route = ?", start, .text("fast")),
        Case(
            "attempt.reason:(retry OR first)",
            "\(day) AND EXISTS (SELECT 1 FROM attempts WHERE request_id = exchanges.request_id "
                + "AND +reason IN (?, ?))",
            start,
            .text("first"),
            .text("retry")
        ),
        Case("has:provider", "\(day) AND +provider IS NOT NULL", start),
        Case("-has:cost", "\(day) AND (+cost_nanousd IS NOT NULL) IS NOT TRUE", start),
        Case("has:tool", "\(day) AND +tool_calls > 0", start),
        Case(
            "tag.env:prod",
            "\(day) AND EXISTS (SELECT exchange FROM tags WHERE name = ? AND value = ? AND exchange = exchanges.rowid)",
            start,
            .text("env"),
            .text("prod")
        ),
        Case(
            "has:tag.env",
            "\(day) AND +exchanges.rowid IN (SELECT exchange FROM tags WHERE name = ?)",
            start,
            .text("env")
        ),
        Case(
            "tool:get_*",
            "\(day) AND +exchanges.rowid IN (SELECT exchange FROM tool_names WHERE name LIKE ? ESCAPE '\\')",
            start,
            .text("get\\_%")
        ),
    ]

    private static let words = [
        Case("timeout", "\(day) AND +exchanges.rowid IN (\(match))", start, .text("(\"timeout\")")),
        Case("time*", "\(day) AND +exchanges.rowid IN (\(match))", start, .text("(\"time\" *)")),
        Case(
            "\"a \\\"b\\\" c\\\\\"",
            "\(day) AND +exchanges.rowid IN (\(match))",
            start,
            .text("(\"a \"\"b\"\" c\\\")")
        ),
        Case("\"two wor\"*", "\(day) AND +exchanges.rowid IN (\(match))", start, .text("(\"two wor\" *)")),
        Case("prompt:refund", "\(day) AND +exchanges.rowid IN (\(match))", start, .text("prompt : (\"refund\")")),
        Case(
            "response:(no OR \"not now\")",
            "\(day) AND +exchanges.rowid IN (\(match))",
            start,
            .text("response : (\"no\" OR \"not now\")")
        ),
        Case(
            "-sorry",
            "\(day) AND (+exchanges.rowid IN (\(match))) IS NOT TRUE",
            start,
            .text("(\"sorry\")")
        ),
        Case("日本語", "\(day) AND +exchanges.rowid IN (\(match))", start, .text("(\"日本語\")")),
    ]

    private static let match = "SELECT rowid FROM search.words WHERE words MATCH ?"

    @Test(arguments: values + texts + words)
    func `a shape means what the documents say`(_ example: Case) throws {
        let found = try condition(example.text)
        #expect(found.sql == example.sql)
        #expect(found.values == example.values)
    }

    @Test func `terms are joined by AND and only one leads`() throws {
        let found = try condition("model:a key:b -provider:c outcome:timeout time:-1h")
        #expect(
            found.sql
                == "+outcome = ? AND (status >= 400 OR outcome <> 'success') AND started_us >= ? AND +model = ?"
                + " AND +key_name = ? AND (+provider = ?) IS NOT TRUE"
        )
        #expect(found.values == [.text("timeout"), .int(fromNoon(-3_600)), .text("a"), .text("b"), .text("c")])
    }

    @Test func `where few rows hold words or a tag they lead`() throws {
        let page = try read("timeout prompt:late model:a").page(selecting: "*", limit: 9)
        let narrowing = try #require(page.narrowing)
        #expect(
            narrowing.probe.text
                == "SELECT count(*) FROM (SELECT rowid FROM search.words WHERE words MATCH ? LIMIT ?)"
        )
        #expect(narrowing.probe.values == [.text("(\"timeout\") AND prompt : (\"late\")"), .int(narrowing.bound + 1)])
        #expect(
            narrowing.statement.text
                == "SELECT *, exchanges.rowid FROM exchanges WHERE exchanges.rowid IN (SELECT rowid FROM search.words"
                + " WHERE words MATCH ?) AND +started_us >= ? AND +model = ?"
                + " ORDER BY started_us DESC, exchanges.rowid DESC LIMIT ?"
        )
        #expect(page.needsSearch)
        #expect(page.index == .model)
        let tagged = try read("tag.env:prod -has:tag.x").page(selecting: "*", limit: 9)
        #expect(tagged.narrowing?.probe.values == [.text("env"), .text("prod"), .int(5_001)])
        #expect(!tagged.needsSearch)
        #expect(try read("-tag.env:prod").page(selecting: "*", limit: 9).narrowing == nil)
    }

    @Test func `the limit of a page is held within its bounds`() throws {
        let query = try read("")
        for (asked, held) in [(-5, 1), (0, 1), (7, 7), (5_000, HistoryQuery.maximumPage)] {
            #expect(query.page(selecting: "*", limit: asked).statement.values.last == .int(Int64(held)))
        }
    }

    @Test(arguments: QueryExamples.all)
    func `every documented example is read, printed and led by its index`(_ example: QueryExamples.Example) throws {
        let query = try read(example.text)
        #expect(try read(query.description).description == query.description)
        #expect(query.page(selecting: "*", limit: 50).index == example.index)
    }
}
