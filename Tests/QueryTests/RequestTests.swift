import Exchange
import Query
import Testing

/// Questions in JSON that are understood.
@Suite struct RequestTests {
    @Test func `every documented example has its twin`() {
        #expect(Twin.examples.map(\.text) == QueryExamples.all.map(\.text))
    }

    @Test(arguments: Twin.examples + Twin.shapes) func `a twin is the very same query`(_ twin: Twin) throws {
        let query = try read(twin.text)
        let request = try HistoryRequest.read(twin.body(), now: noon)
        #expect(request.query == query)
        #expect(request.query.description == query.description)
        #expect(request.query.window == query.window)
        let pages = [query, request.query].map { $0.page(selecting: "*", limit: 50) }
        #expect(pages[0] == pages[1])
        let aggregation = try Aggregation(by: [Grouping("model")], bucket: .hour)
        #expect(request.query.statistics(aggregation) == query.statistics(aggregation))
        #expect(request.query.profiles(bucket: .day) == query.profiles(bucket: .day))
        #expect(request.wanted == .page(limit: HistoryRequest.defaultLimit, behind: nil))
    }

    @Test(arguments: [
        "{}", #"{"filter":{}}"#, #"{"filter":null,"cursor":null,"by":null}"#, #" {"filter":{"and":[]}} "#,
    ])
    func `a question without terms asks for the last day`(_ text: String) throws {
        #expect(try ask(text).query == read(""))
    }

    @Test func `a page is of the size that is wanted and goes on behind a cursor of either language`() throws {
        let twin = Twin("status:5xx time:-1h", #"{"field":"status","value":"5xx"}"#, #"{"field":"time","value":"-1h"}"#)
        let first = try read(twin.text)
        let cursor = Cursor(behind: 5, rowid: 7, of: first)
        let later = noon + .seconds(3_600)
        let request = try HistoryRequest.read(
            twin.body(#","limit":7,"order":"-time","cursor":"\#(cursor.text)""#),
            now: later
        )
        #expect(request.wanted == .page(limit: 7, behind: cursor))
        #expect(request.query == first)
        let (query, place) = try HistoryQuery.parse(twin.text, resuming: cursor.text)
        #expect(query == request.query && place == cursor)
    }

    @Test func `figures are asked for by fields, figures and spans of time`() throws {
        let request = try ask(
            #"{"by":["model","tag.env"],"agg":["count","p95(latency)","sum(cost)"],"bucket":"5m","order":"-count"}"#
        )
        let aggregation = try Aggregation(by: [Grouping("model"), Grouping("tag.env")], bucket: .fiveMinutes)
        #expect(request.wanted == .figures(aggregation, [.count, .latencyP95, .cost], most: nil))
        let short = try ask(#"{"by":"model,tag.env","agg":"count,p95(latency),sum(cost)","bucket":"5m"}"#)
        #expect(short == request)
        #expect(
            try ask(#"{"by":["key"],"limit":3}"#).wanted
                == .figures(Aggregation(by: [Grouping("key")]), Figure.allCases, most: 3)
        )
        #expect(try ask(#"{"agg":["unpriced"]}"#).wanted == .figures(Aggregation(), [.unpriced], most: nil))
        #expect(try ask(#"{"by":[]}"#).wanted == .figures(Aggregation(), Figure.allCases, most: nil))
    }

    @Test func `every figure has its name and its member`() {
        #expect(Set(Figure.allCases.map(\.key)).count == Figure.allCases.count)
        for figure in Figure.allCases { #expect(mistakes(#"{"agg":["\#(figure.rawValue)"]}"#).isEmpty) }
    }

    @Test func `the most a question may have is asked for`() throws {
        func list(_ count: Int) -> String { (0..<count).map { "\"m\($0)\"" }.joined(separator: ",") }
        let term = #"{"field":"model","any":[\#(list(HistoryQuery.maximumList))]}"#
        #expect(mistakes(#"{"filter":{"and":[\#(term)]}}"#).isEmpty)
        let many = (0..<HistoryQuery.maximumTerms).map { _ in #"{"text":"a"}"# }.joined(separator: ",")
        #expect(mistakes(#"{"filter":{"and":[\#(many)]}}"#).isEmpty)
        let blanks = String(repeating: " ", count: HistoryRequest.maximumBytes - 2)
        #expect(mistakes(blanks + "{}").isEmpty)
    }
}
