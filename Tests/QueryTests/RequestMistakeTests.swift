import Query
import Testing

/// Questions in JSON that are refused, where, and what is suggested.
@Suite struct RequestMistakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let code: QueryDiagnostic.Code
        let pointer: String
        let suggestion: String?

        init(_ text: String, _ code: QueryDiagnostic.Code, _ pointer: String, _ suggestion: String? = nil) {
            self.text = text
            self.code = code
            self.pointer = pointer
            self.suggestion = suggestion
        }

        /// A term that is refused; the pointer counts from it.
        static func term(
            _ term: String,
            _ code: QueryDiagnostic.Code,
            _ pointer: String,
            _ suggestion: String? = nil
        ) -> Case {
            Case(#"{"filter":{"and":[{"has":"error"},\#(term)]}}"#, code, "/filter/and/1" + pointer, suggestion)
        }

        var testDescription: String { text }
    }

    private static let fields: [Case] = [
        .term(#"{"field":"provder","value":"a"}"#, .unknownField, "/field", "provider"),
        .term(#"{"field":"Status","value":200}"#, .unknownField, "/field", "status"),
        .term(#"{"field":"duration","op":">","value":"2s"}"#, .unknownField, "/field", "latency"),
        .term(#"{"field":"tags.env","value":"prod"}"#, .unknownField, "/field", "tag.env"),
        .term(#"{"field":"tag","value":"x"}"#, .unknownField, "/field"),
        .term(#"{"field":"~/x y","value":"x"}"#, .unknownField, "/field"),
        .term(#"{"field":"template","value":"x"}"#, .notRecorded, "/field"),
        .term(#"{"field":7,"value":"x"}"#, .badShape, "/field"),
        .term(#"{"field":null,"value":"x"}"#, .badShape, "/field"),
        .term(#"{"has":"modle"}"#, .unknownField, "/has", "model"), .term(#"{"has":"status"}"#, .notAsked, "/has"),
        .term(#"{"has":"stream"}"#, .notAsked, "/has"), .term(#"{"has":"tag"}"#, .notAsked, "/has"),
        .term(#"{"has":"prompt"}"#, .notAsked, "/has"), .term(#"{"has":"template"}"#, .notRecorded, "/has"),
        .term(#"{"has":["error"]}"#, .badShape, "/has"),
        .term(#"{"not":{"field":"provder","value":"a"}}"#, .unknownField, "/not/field", "provider"),
    ]

    private static let operators: [Case] = [
        .term(#"{"field":"status","op":"=>","value":500}"#, .badOperator, "/op", ">="),
        .term(#"{"field":"status","op":"gte","value":500}"#, .badOperator, "/op", ">="),
        .term(#"{"field":"status","op":"==","value":500}"#, .badOperator, "/op", "="),
        .term(#"{"field":"status","op":":>=","value":500}"#, .badOperator, "/op", ">="),
        .term(#"{"field":"status","op":"!=","value":500}"#, .reserved, "/op", "="),
        .term(#"{"field":"status","op":"in","value":[500]}"#, .badOperator, "/op", ""),
        .term(#"{"field":"model","op":"like","value":"a*"}"#, .badOperator, "/op", ""),
        .term(#"{"field":"status","op":"between","value":500}"#, .badOperator, "/op"),
        .term(#"{"field":"status","op":4,"value":500}"#, .badShape, "/op"),
        .term(#"{"field":"status","op":null,"value":500}"#, .badShape, "/op"),
        .term(#"{"field":"model","op":">","value":"a"}"#, .badOperator, "/op", ""),
        .term(#"{"field":"latency","value":"2s"}"#, .badOperator, "/op", ">="),
        .term(#"{"field":"latency","op":"=","value":"2s"}"#, .badOperator, "/op", ">="),
        .term(#"{"field":"tps","value":40}"#, .badOperator, "/op", ">="),
        .term(#"{"field":"latency","any":["2s"]}"#, .badOperator, "/any/0"),
        .term(#"{"field":"status","op":">","any":[400,500]}"#, .badOperator, "/op", "="),
        .term(#"{"field":"model","op":"=","like":"a*"}"#, .badShape, "/op", ""),
        .term(#"{"field":"status","op":">","from":400}"#, .badShape, "/op", ""),
        .term(#"{"field":"prompt","op":"=","value":"a"}"#, .badOperator, "/op", ""),
        .term(#"{"field":"prompt","from":"a"}"#, .badOperator, "/from", ""),
        .term(#"{"field":"model","to":"b"}"#, .badOperator, "/to", ""),
        .term(#"{"not":{"field":"time","value":"-1h"}}"#, .badOperator, "/not"),
    ]

    private static let values: [Case] = [
        .term(#"{"field":"status","value":"abc"}"#, .badValue, "/value"),
        .term(#"{"field":"status","value":true}"#, .badValue, "/value"),
        .term(#"{"field":"status","value":5e2}"#, .badValue, "/value"),
        .term(#"{"field":"status","value":"500..504"}"#, .badValue, "/value"),
        .term(#"{"field":"status","value":[500,502]}"#, .badShape, "/value"),
        .term(#"{"field":"status","value":null}"#, .badShape, "/value"),
        .term(#"{"field":"status","from":500,"to":"abc"}"#, .badValue, "/to"),
        .term(#"{"field":"status","from":504,"to":500}"#, .emptyRange, "/to", "504"),
        .term(#"{"field":"time","from":"-1h","to":"-2h"}"#, .emptyRange, "/to", "-1h"),
        .term(#"{"field":"time","value":"1h"}"#, .badValue, "/value", "-1h"),
        .term(#"{"field":"time","value":1795435200}"#, .badValue, "/value"),
        .term(#"{"field":"time","any":["2026-11-22","2026-11-23"]}"#, .badList, "/any"),
        .term(#"{"field":"latency","op":">","value":2}"#, .badValue, "/value", "2s"),
        .term(#"{"field":"tokens.in","op":">","value":-5}"#, .badValue, "/value"),
        .term(#"{"field":"tokens.in","op":">","value":1.5}"#, .badValue, "/value"),
        .term(#"{"field":"tokens.in","op":">","value":99999999999999999999}"#, .badValue, "/value"),
        .term(#"{"field":"cost","op":">","value":0.0000000001}"#, .badValue, "/value"),
        .term(#"{"field":"stream","value":"yes"}"#, .badValue, "/value", "true"),
        .term(#"{"field":"stream","value":1}"#, .badValue, "/value", "true"),
        .term(#"{"field":"outcome","value":"sucess"}"#, .badValue, "/value", "success"),
        .term(#"{"field":"outcome","any":["timeout","sucess"]}"#, .badValue, "/any/1", "success"),
        .term(#"{"field":"model","value":4}"#, .badValue, "/value", "4"),
        .term(#"{"field":"trace","value":"xyz"}"#, .badValue, "/value"),
        .term(#"{"field":"model","value":"a\u0000b"}"#, .badValue, "/value"),
        .term(#"{"field":"model","any":[]}"#, .missingValue, "/any"),
        .term(#"{"field":"model","any":"a"}"#, .badShape, "/any"),
        .term(#"{"field":"model","any":["a",["b"]]}"#, .badShape, "/any/1"),
        .term(#"{"field":"model","any":["a",{"value":"b"}]}"#, .unknownMember, "/any/1/value", ""),
        .term(#"{"field":"status","any":[{"from":500}]}"#, .badShape, "/any/0"),
        .term(#"{"field":"model","any":[{"like":"a*","from":"b"}]}"#, .badShape, "/any/0"),
        .term(#"{"field":"model","like":"a*b"}"#, .badPattern, "/like"),
        .term(#"{"field":"model","like":"*"}"#, .badPattern, "/like"),
        .term(#"{"field":"model","like":7}"#, .badShape, "/like"),
        .term(#"{"field":"conv","like":"a*"}"#, .badPattern, "/like"),
        .term(#"{"field":"status","like":"5*"}"#, .badPattern, "/like"),
        .term(#"{"field":"outcome","like":"zzz*"}"#, .badPattern, "/like"),
        .term(#"{"field":"model","like":"a b*"}"#, .badPattern, ""),
        .term(#"{"field":"model","like":"(a*"}"#, .badPattern, ""),
        .term(#"{"field":"model","like":">a*"}"#, .badPattern, ""),
        .term(#"{"field":"prompt","any":["c",{"like":"a b*"}]}"#, .badPattern, ""),
        .term(#"{"field":"time","from":"2026-11-23 10:00","to":"2026-11-24"}"#, .badPattern, ""),
        .term(#"{"text":"…"}"#, .badValue, "/text"), .term(#"{"text":500}"#, .badValue, "/text", "500"),
        .term(#"{"text":["a"]}"#, .badShape, "/text"), .term(#"{"text":{}}"#, .missingValue, "/text"),
        .term(#"{"text":{"like":"f*o"}}"#, .badPattern, "/text/like", "fo*"),
        .term(#"{"field":"prompt","like":"*foo"}"#, .badPattern, "/like", "foo*"),
        .term(#"{"field":"prompt","value":"!?"}"#, .badValue, "/value"),
    ]

    private static let shapes: [Case] = [
        .term("7", .badShape, ""), .term("null", .badShape, ""), .term("[]", .badShape, ""),
        .term("{}", .missingValue, ""),
        .term(#"{"field":"model"}"#, .missingValue, ""), .term(#"{"value":"a"}"#, .missingValue, ""),
        .term(#"{"field":"model","value":"a","like":"b*"}"#, .badShape, "/like", ""),
        .term(#"{"field":"model","value":"a","any":["b"]}"#, .badShape, "/any", ""),
        .term(#"{"field":"status","any":[500],"from":400}"#, .badShape, "/from", ""),
        .term(#"{"has":"error","value":"a"}"#, .badShape, "/value", ""),
        .term(#"{"has":"error","field":"model","value":"a"}"#, .badShape, "/has", ""),
        .term(#"{"field":"model","values":["a"]}"#, .unknownMember, "/values", "any"),
        .term(#"{"field":"model","contains":"a"}"#, .unknownMember, "/contains", "like"),
        .term(#"{"fied":"model","value":"a"}"#, .unknownMember, "/fied", "field"),
        .term(#"{"field":"model","value":"a","a/b~c":1}"#, .unknownMember, "/a~1b~0c", ""),
        .term(#"{"or":[{"has":"error"}]}"#, .reserved, "/or"), .term(#"{"and":[]}"#, .reserved, "/and"),
        .term(#"{"not":{"or":[]}}"#, .reserved, "/not/or"),
        .term(#"{"not":{"not":{"has":"error"}}}"#, .reserved, "/not/not"),
        .term(#"{"not":[{"has":"error"}]}"#, .badShape, "/not"),
        Case(#"{"filter":{"or":[]}}"#, .reserved, "/filter/or"),
        Case(#"{"filter":{"and":{}}}"#, .badShape, "/filter/and"),
        Case(#"{"filter":{"nand":[]}}"#, .unknownMember, "/filter/nand", "and"),
        Case(#"{"filter":{"field":"model","value":"a"}}"#, .badShape, "/filter"),
        Case(#"{"filter":"status:500"}"#, .badShape, "/filter"), Case(#"{"filter":[]}"#, .badShape, "/filter"),
        Case(#"{"filters":{}}"#, .unknownMember, "/filters", "filter"), Case("[]", .badShape, ""),
        Case("7", .badShape, ""),
    ]

    private static let wants: [Case] = [
        Case(#"{"limit":0}"#, .badValue, "/limit"), Case(#"{"limit":1001}"#, .badValue, "/limit"),
        Case(#"{"limit":"5"}"#, .badValue, "/limit"), Case(#"{"limit":1.5}"#, .badValue, "/limit"),
        Case(#"{"order":"time"}"#, .reserved, "/order", "-time"),
        Case(#"{"order":["-time"]}"#, .reserved, "/order", "-time"),
        Case(#"{"cursor":7}"#, .badShape, "/cursor"), Case(#"{"cursor":"abc"}"#, .cursorMismatch, "/cursor"),
        Case(#"{"by":["modle"]}"#, .unknownField, "/by/0", "model"),
        Case(#"{"by":["model","latency"]}"#, .notGroupable, "/by/1"),
        Case(#"{"by":["model","model"]}"#, .badShape, "/by/1", ""), Case(#"{"by":[7]}"#, .badShape, "/by/0"),
        Case(#"{"by":{"a":1}}"#, .badShape, "/by"), Case(#"{"by":"model,"}"#, .unknownField, "/by"),
        Case(#"{"by":["model","key","route","status"]}"#, .notGroupable, "/by"),
        Case(#"{"by":["tool","tag.a"]}"#, .notGroupable, "/by"),
        Case(#"{"bucket":"1h"}"#, .badValue, "/bucket", "hour"), Case(#"{"bucket":"7m"}"#, .badValue, "/bucket", "5m"),
        Case(#"{"bucket":60}"#, .badShape, "/bucket"),
        Case(#"{"agg":["avg(latency)"]}"#, .notAsked, "/agg/0", "p50(latency)"),
        Case(#"{"agg":["P95( latency )"]}"#, .notAsked, "/agg/0", "p95(latency)"),
        Case(#"{"agg":["total_p50_us"]}"#, .notAsked, "/agg/0", "p50(latency)"),
        Case(#"{"agg":["stddev(zzzzzzz)"]}"#, .notAsked, "/agg/0"),
        Case(#"{"by":["model"],"cursor":"x"}"#, .notAsked, "/cursor", ""),
        Case(#"{"bucket":"day","limit":5}"#, .notAsked, "/limit", ""),
        Case(#"{"by":["model"],"order":"-time"}"#, .reserved, "/order", "-count"),
    ]

    private static let texts: [Case] = [
        Case("", .invalidJSON, ""), Case("{", .invalidJSON, ""),
        Case(#"{"filter":{"and":[1,]}}"#, .invalidJSON, "/filter/and/1"),
        Case(#"{"limit":5} x"#, .invalidJSON, ""), Case(#"{"limit":05}"#, .invalidJSON, ""),
        Case(#"{"limit":+5}"#, .invalidJSON, "/limit"), Case(#"{"limit":.5}"#, .invalidJSON, "/limit"),
        Case(#"{"limit":5.}"#, .invalidJSON, "/limit"), Case(#"{"limit":NaN}"#, .invalidJSON, "/limit"),
        Case(#"{limit:5}"#, .invalidJSON, ""), Case("{'limit':5}", .invalidJSON, ""),
        Case(#"{"limit" 5}"#, .invalidJSON, ""),
        Case(#"{"order":"\x"}"#, .invalidJSON, "/order"), Case(#"{"order":"\ud83d"}"#, .invalidJSON, "/order"),
        Case(#"{"order":"\udc00\ud83d"}"#, .invalidJSON, "/order"), Case(#"{"order":"\u12"}"#, .invalidJSON, "/order"),
        Case("{\"order\":\"a\nb\"}", .invalidJSON, "/order"), Case(#"{"order":"a"#, .invalidJSON, "/order"),
        Case("\u{FEFF}{}", .invalidJSON, ""), Case("// x\n{}", .invalidJSON, ""), Case("tru", .invalidJSON, ""),
        Case(#"{"limit":5,"limit":6}"#, .duplicateMember, "/limit"),
        Case(#"{"limit":5,"lim\u0069t":6}"#, .duplicateMember, "/limit"),
        Case(#"{"filter":{"and":[{"has":"error","has":"error"}]}}"#, .duplicateMember, "/filter/and/0/has"),
    ]

    @Test(arguments: fields + operators + values + shapes + wants + texts)
    func `what is wrong is told with its pointer`(_ example: Case) throws {
        let first = try #require(mistakes(example.text).first, "\(example.text) was understood")
        #expect(first.code == example.code, "\(first)")
        #expect(first.pointer == example.pointer, "\(first)")
        #expect(first.suggestion == example.suggestion, "\(first)")
        #expect(!first.message.isEmpty)
    }

    @Test func `everything that is wrong is told at once`() {
        let text = #"""
            {"filter":{"and":[{"field":"provder","value":"a"},{"field":"model","value":"ok"},
            {"or":[]},{"field":"latency","op":">","value":2}]},"limit":0,"order":"x"}
            """#
        #expect(
            mistakes(text).map(\.pointer) == [
                "/filter/and/0/field", "/filter/and/2/or", "/filter/and/3/value", "/order", "/limit",
            ]
        )
    }

    @Test func `a cursor of another query is refused`() throws {
        let cursor = Cursor(behind: 5, rowid: 7, of: try read("status:5xx")).text
        #expect(mistakes(#"{"cursor":"\#(cursor)"}"#).map(\.code) == [.cursorMismatch])
        let twin = Twin("status:5xx", #"{"field":"status","value":"5xx"}"#)
        #expect(throws: Never.self) { try HistoryRequest.read(twin.body(#","cursor":"\#(cursor)""#), now: noon) }
    }

    @Test func `a question is bounded in bytes, depth, terms, values and characters`() {
        #expect(
            mistakes(String(repeating: " ", count: HistoryRequest.maximumBytes - 1) + "{}").map(\.code) == [.tooLong]
        )
        let deep = String(repeating: "[", count: 40_000)
        #expect(mistakes(deep).map(\.code) == [.tooLong])
        #expect(mistakes(#"{"filter":\#(String(repeating: "{\"and\":", count: 20))"#).map(\.code) == [.tooLong])
        func terms(_ term: String, _ count: Int) -> String {
            #"{"filter":{"and":[\#((0..<count).map { _ in term }.joined(separator: ","))]}}"#
        }
        let many = mistakes(terms(#"{"text":"a"}"#, HistoryQuery.maximumTerms + 1))
        #expect(many.map(\.code) == [.tooLong] && many.first?.pointer == "/filter/and/64")
        let values = (0...HistoryQuery.maximumList).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(mistakes(terms(#"{"field":"model","any":[\#(values)]}"#, 1)).map(\.code) == [.tooLong])
        let long = String(repeating: "a", count: HistoryQuery.maximumLength)
        #expect(mistakes(terms(#"{"field":"model","value":"\#(long)"}"#, 1)).map(\.pointer) == ["/filter/and/0"])
        let half = String(repeating: "a", count: 2_100)
        #expect(mistakes(terms(#"{"field":"model","value":"\#(half)"}"#, 2)).map(\.pointer) == ["/filter/and"])
        #expect(mistakes(terms(#"{"x":1}"#, 5_000)).count <= HistoryQuery.maximumTerms)
        let name = String(repeating: "n", count: 5_000)
        #expect(mistakes(#"{"\#(name)":1}"#).first?.pointer == "")
    }

    @Test func `bytes that are no text are refused`() {
        for bytes in [[0xFF], [0x22, 0xC0, 0xAF, 0x22], [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0x7B, 0x00, 0x7D]] as [[UInt8]]
        {
            #expect(throws: RequestRefusal.self) { try HistoryRequest.read(bytes, now: noon) }
        }
    }

    private static let pieces = [
        "{", "}", "[", "]", ",", ",", ":", "\"field\"", "\"value\"", "\"op\"", "\"any\"", "\"like\"", "\"from\"",
        "\"to\"",
        "\"not\"", "\"has\"", "\"text\"", "\"and\"", "\"or\"", "\"filter\"", "\"model\"", "\"status\"", "\"time\"",
        "\"-1h\"",
        "\"5xx\"", "\"a*\"", "\"(a OR b)\"", "\"\\\"\"", "\">\"", "\"by\"", "\"agg\"", "\"limit\"", "500", "1e9",
        "true",
        "null", " ", "\\", "\"\\ud83d\"", "é",
    ]

    @Test(arguments: 0..<8) func `random text never brings the reader down`(_ seed: UInt64) {
        var generator = Seeded(state: seed)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...24, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            for whole in [text, #"{"filter":{"and":[{"field":"model",\#(text)}]}}"#] {
                #expect(mistakes(whole).allSatisfy { $0.pointer.isEmpty || $0.pointer.hasPrefix("/") }, "\(whole)")
            }
        }
    }

    private static let names = [
        "model", "status", "time", "prompt", "conv", "tool", "tag.a", "latency", "cost", "stream",
    ]
    private static let words = [
        "a", "a b", "\"", "a\"b", "(", ")", "(a", "a)", "OR", "or", "..", "a..b", "*", "a*", "*a", "a*b", "!", "!a",
        "-", "-a",
        ">", ">=5", "=a", "5xx", "500", "-1h", "2026-11-23", "2s", "true", "$1", ":", "a:b", "model:a", "/a:b", "\\",
        "é", "\t",
        "", " ", "\u{301}", "\u{2028}", "x\ny",
    ]

    @Test(arguments: 0..<8) func `what is understood can be written as text and is then the same`(_ seed: UInt64) throws
    {
        var generator = Seeded(state: seed)
        var understood = 0
        for _ in 0..<1_000 {
            func word() -> String { JSONWord.of(Self.words.randomElement(using: &generator) ?? "") }
            let name = Self.names.randomElement(using: &generator) ?? ""
            let matcher =
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: #""value":\#(word())"#
                case 1: #""like":\#(word())"#
                case 2: #""any":[\#(word()),{"like":\#(word())}]"#
                case 3: #""from":\#(word()),"to":\#(word())"#
                default: #""op":">=","value":\#(word())"#
                }
            let text = #"{"filter":{"and":[{"not":{"text":\#(word())}},{"field":"\#(name)",\#(matcher)}]}}"#
            let single = #"{"filter":{"and":[{"field":"\#(name)",\#(matcher)}]}}"#
            for text in [text, single] {
                guard let request = try? ask(text) else { continue }
                understood += 1
                #expect(try read(request.query.description) == request.query, "\(text)")
            }
        }
        #expect(understood > 50)
    }
}

/// A text as a JSON string.
enum JSONWord {
    static func of(_ text: String) -> String {
        let digits = Array("0123456789abcdef")
        let escaped = text.utf16.map { unit in
            "\\u" + [12, 8, 4, 0].map { String(digits[Int(unit >> $0 & 15)]) }.joined()
        }
        return "\"" + escaped.joined() + "\""
    }
}
