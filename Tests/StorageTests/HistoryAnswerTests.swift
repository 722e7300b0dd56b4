import Dialects
import Exchange
import Policy
import Query
import Storage
import Testing

/// Questions in JSON, answered from the files.
@Suite struct HistoryAnswerTests {
    /// Twelve exchanges an hour apart; every third failed.
    private func filled() throws -> Bench {
        let bench = try Bench()
        for number in 0..<12 as Range<UInt64> {
            var exchange = Sample.talk(
                number,
                ["question \(number)"],
                answer: number % 2 == 0 ? "an even answer" : "an odd reply",
                at: .noon + .seconds(Int64(number) * 3_600)
            )
            exchange.ask.model = number < 4 ? "small" : "large"
            exchange.answer.status = number % 3 == 0 ? 502 : 200
            exchange.outcome = number % 3 == 0 ? .upstreamError : .success
            exchange.usage = Usage(input: 10, output: 2)
            exchange.bill = Bill(cost: Cost(nanoUSD: 1_000), lookup: .priced, version: "v")
            #expect(bench.writer.keep(exchange) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        return bench
    }

    private let now = WallTime.noon + .seconds(86_399)

    private func answer(_ bench: Bench, _ question: String) throws -> JSONValue {
        let request = try HistoryRequest.read(Array(question.utf8), now: now)
        let json = try HistorySearch(files: bench.data.history).answer(request).json
        // As it is sent, so that the text is seen to be JSON.
        return try JSONValue(parsing: json.bytes())
    }

    @Test func `pages follow one another until there is none`() throws {
        let bench = try filled()
        let filter = #""filter":{"and":[{"field":"status","op":">=","value":500}]},"limit":3"#
        let first = try answer(bench, "{\(filter)}")
        #expect(first["data"]?.elements?.map { $0["status"]?.integer } == [502, 502, 502])
        #expect(first["page"]?["limit"]?.integer == 3 && first["meta"]?["is_partial"] == .bool(false))
        #expect(first["meta"]?["by"] == nil && first["meta"]?["took_ms"] != nil)
        let columns = try #require(first["data"]?[0]?.members).map(\.name)
        #expect(columns == ExchangeColumn.allCases.map(\.name))
        let cursor = try #require(first["page"]?["next_cursor"]?.text)
        let last = try answer(bench, "{\(filter),\"cursor\":\"\(cursor)\"}")
        #expect(last["data"]?.elements?.count == 1 && last["page"]?["next_cursor"] == .null)
        let text = try HistorySearch(files: bench.data.history).page(HistoryQuery.parse("status:>=500", now: now))
        let ids = [first, last].flatMap { $0["data"]?.elements ?? [] }.map { $0["request_id"]?.text }
        #expect(ids == text.rows.map(\.id))
    }

    @Test func `figures are those of the text's query`() throws {
        let bench = try filled()
        let found = try answer(bench, #"{"by":["model"],"agg":["count","errors","sum(tokens.in)","sum(cost)"]}"#)
        let wanted: [JSONValue] = [
            ["model": "large", "requests": 8, "errors": 2, "input_tokens": 80, "cost_nanousd": 8_000],
            ["model": "small", "requests": 4, "errors": 2, "input_tokens": 40, "cost_nanousd": 4_000],
        ]
        #expect(found["data"]?.elements == wanted)
        #expect(found["page"] == nil && found["meta"]?["by"] == ["model"] && found["meta"]?["bucket"] == .null)
        let most = try answer(bench, #"{"by":["model"],"limit":1}"#)
        #expect(most["data"]?.elements?.count == 1 && most["meta"]?["is_partial"] == true)
        #expect(most["data"]?[0]?.members?.map(\.name) == ["model"] + Figure.allCases.map(\.key))
        let hours = try answer(bench, #"{"bucket":"hour","filter":{"and":[{"has":"error"}]}}"#)
        #expect(hours["meta"]?["bucket"] == "hour")
        #expect(hours["data"]?.elements?.allSatisfy { $0["from_us"]?.integer != nil } == true)
    }

    @Test func `words are found, and what cannot be found in time is said to be late`() throws {
        let bench = try filled()
        let odd = try answer(bench, #"{"filter":{"and":[{"field":"response","value":"odd reply"}]}}"#)
        #expect(odd["data"]?.elements?.count == 6)
        let search = HistorySearch(files: bench.data.history, limit: .zero)
        let page = try HistoryRequest.read(Array("{}".utf8), now: now)
        #expect(throws: StorageError.deadline) { try search.answer(page) }
    }
}
