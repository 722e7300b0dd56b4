import Query
import Testing

/// What is refused, where, and what is suggested.
@Suite struct DiagnosticTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let code: QueryDiagnostic.Code
        let position: Range<Int>
        let suggestion: String?

        init(_ text: String, _ code: QueryDiagnostic.Code, _ position: Range<Int>, _ suggestion: String? = nil) {
            self.text = text
            self.code = code
            self.position = position
            self.suggestion = suggestion
        }

        var testDescription: String { text }
    }

    private static let fields = [
        Case("provder:openai", .unknownField, 0..<7, "provider"),
        Case("-provder:openai", .unknownField, 1..<8, "provider"),
        Case("Status:200", .unknownField, 0..<6, "status"),
        Case("stauts:200", .unknownField, 0..<6, "status"),
        Case("duration:>2s", .unknownField, 0..<8, "latency"),
        Case("conversation_id:c", .unknownField, 0..<15, "conv"),
        Case("tags.env:prod", .unknownField, 0..<8, "tag.env"),
        Case("tag.Env:prod", .unknownField, 0..<7, "tag.env"),
        Case("http://x", .unknownField, 0..<4),
        Case("tag.:x", .unknownField, 0..<4),
        Case("tag:x", .unknownField, 0..<3),
        Case("template:a", .notRecorded, 0..<8),
        Case("has:template", .notRecorded, 4..<12),
        Case("has:modle", .unknownField, 4..<9, "model"),
        Case("has:status", .notAsked, 4..<10),
        Case("has:stream", .notAsked, 4..<10),
        Case("has:tag", .notAsked, 4..<7),
        Case("has:prompt", .notAsked, 4..<10),
        Case("has:", .missingValue, 4..<4),
        Case("has:error:x", .badValue, 9..<11, ""),
    ]

    private static let reserved = [
        Case("!status:200", .reserved, 0..<1, "-"),
        Case("-!status:200", .reserved, 1..<2, ""),
        Case("status:!200", .reserved, 7..<8),
        Case("status:!=200", .reserved, 7..<9),
        Case("(provider:a OR status:200)", .reserved, 0..<26),
        Case("-(a OR b) model:x", .reserved, 0..<9),
        Case("a OR b", .reserved, 2..<4, "\"OR\""),
        Case("a or b", .reserved, 2..<4, "\"or\""),
        Case("a AND b", .reserved, 2..<5, ""),
        Case("a and b", .reserved, 2..<5, ""),
        Case("not stream:true", .reserved, 0..<4, "-"),
        Case("a NOT", .reserved, 2..<5, "\"NOT\""),
        Case("model:(a OR provider:b)", .reserved, 12..<22),
        Case("model:(a AND b)", .reserved, 9..<12, "OR"),
        Case("model:((a))", .reserved, 6..<11),
    ]

    private static let shapes = [
        Case("status:", .missingValue, 7..<7),
        Case("status: 200", .missingValue, 7..<7),
        Case("latency:>", .missingValue, 9..<9),
        Case("- a", .missingValue, 0..<1, ""),
        Case("model:()", .missingValue, 7..<7),
        Case("model:(a OR )", .missingValue, 12..<12),
        Case("model:(a b)", .badList, 9..<9, "OR "),
        Case("model:(a or b)", .badList, 9..<11, "OR"),
        Case("model:(OR b)", .badList, 7..<9, "\"OR\""),
        Case("model:(a", .unbalanced, 6..<7),
        Case("model:(a OR", .unbalanced, 6..<7),
        Case("\"open", .unbalanced, 0..<1),
        Case("model:\"open", .unbalanced, 6..<7),
        Case(")", .unbalanced, 0..<1, ""),
        Case("\"a\"b", .unbalanced, 3..<3, " "),
        Case("model:(a)b", .unbalanced, 9..<9, " "),
        Case("a\"b", .unbalanced, 0..<3, "\"a\\\"b\""),
        Case("model:a\"b", .unbalanced, 6..<9, "\"a\\\"b\""),
        Case("latency>2s", .badOperator, 7..<7, ":"),
        Case("status!=200", .badOperator, 6..<6, ":"),
        Case("a\0b", .badValue, 1..<2, ""),
        Case("time:(2026-11-22 OR 2026-11-23)", .badList, 5..<31),
        Case("-time:-1h", .badOperator, 0..<1, ""),
    ]

    private static let values = [
        Case("status:abc", .badValue, 7..<10),
        Case("status:6xx", .badValue, 7..<10),
        Case("status:20", .badValue, 7..<9),
        Case("status:500,502", .badValue, 7..<14),
        Case("status:500..abc", .badValue, 12..<15),
        Case("status:504..500", .emptyRange, 7..<15, "500..504"),
        Case("status:500..", .missingValue, 7..<12, ">=500"),
        Case("status:..500", .missingValue, 7..<12, "<=500"),
        Case("status:>500..502", .badOperator, 7..<8, ""),
        Case("status:5*", .badPattern, 7..<9),
        Case("status:=>500", .badOperator, 7..<9, ">="),
        Case("latency:>2", .badValue, 9..<10, "2s"),
        Case("latency:2s", .badOperator, 8..<8, ">="),
        Case("latency:>2 model:", .badValue, 9..<10, "2s"),
        Case("tps:40", .badOperator, 4..<4, ">="),
        Case("latency:>99999999999999999h", .badValue, 9..<27),
        Case("latency:>0.0001us", .badValue, 9..<17),
        Case("tokens.in:>1.0001k", .badValue, 11..<18),
        Case("tokens.in:-5", .badValue, 10..<12),
        Case("cost:>$0.0000000001", .badValue, 6..<19),
        Case("cost:>€5", .badValue, 6..<8),
        Case("stream:yes", .badValue, 7..<10, "true"),
        Case("stream:>true", .badOperator, 7..<8, ""),
        Case("stream:maybe", .badValue, 7..<12),
        Case("outcome:sucess", .badValue, 8..<14, "success"),
        Case("outcome:TIMEOUT", .badValue, 8..<15, "timeout"),
        Case("outcome:zzz*", .badPattern, 8..<12),
        Case("provider:>a", .badOperator, 9..<10, ""),
        Case("model:a*b", .badPattern, 6..<9),
        Case("model:*", .badPattern, 6..<7),
        Case("model:**", .badPattern, 6..<8),
        Case("conv:a*", .badPattern, 5..<7),
        Case("id:req*", .badPattern, 3..<7),
        Case("trace:xyz", .badValue, 6..<9),
        Case("time:1h", .badValue, 5..<7, "-1h"),
        Case("time:2026-02-30", .badValue, 5..<15),
        Case("time:2026-11-23T25:00", .badValue, 5..<21),
        Case("time:yesterday", .badValue, 5..<14),
        Case("time:-99999999h", .badValue, 5..<15),
        Case("time:-1h..-2h", .emptyRange, 5..<13, "-2h..-1h"),
        Case("*foo", .badPattern, 0..<4, "foo*"),
        Case("prompt:f*o", .badPattern, 7..<10, "fo*"),
        Case("prompt:>a", .badOperator, 7..<8, ""),
        Case("…", .badValue, 0..<1),
        Case("\"!?\"", .badValue, 0..<4),
    ]

    @Test(arguments: fields + reserved + shapes + values)
    func `what is wrong is told with its place`(_ example: Case) throws {
        let first = try #require(problems(example.text).first)
        #expect(first.code == example.code, "\(first)")
        #expect(first.position == example.position, "\(first)")
        #expect(first.suggestion == example.suggestion, "\(first)")
    }

    @Test(arguments: fields + reserved + shapes + values)
    func `a suggestion put in its place mends the query or another one follows`(_ example: Case) throws {
        var text = example.text
        var seen = 0
        while let first = problems(text).first(where: { $0.suggestion != nil }), seen < 4 {
            let scalars = Array(text.unicodeScalars)
            var mended = String.UnicodeScalarView(scalars[..<first.position.lowerBound])
            mended.append(contentsOf: (first.suggestion ?? "").unicodeScalars)
            mended.append(contentsOf: scalars[first.position.upperBound...])
            text = String(mended)
            seen += 1
        }
        #expect(problems(text).allSatisfy { $0.suggestion == nil }, "\(example.text) became \(text)")
    }

    @Test func `everything that is wrong is told at once and in order`() {
        let found = problems("provder:a status:abc ok (x OR y) latency:>2")
        #expect(found.map(\.code) == [.unknownField, .badValue, .reserved, .badValue])
        #expect(found.map(\.position.lowerBound) == [0, 17, 24, 42])
    }

    @Test func `a query and its lists are bounded`() {
        let long = problems(String(repeating: "a", count: HistoryQuery.maximumLength + 1))
        #expect(long.map(\.code) == [.tooLong])
        #expect(long.first?.position == HistoryQuery.maximumLength..<HistoryQuery.maximumLength + 1)
        let many = String(repeating: "a ", count: HistoryQuery.maximumTerms + 1)
        #expect(problems(many).map(\.code) == [.tooLong])
        #expect(problems(String(repeating: "a ", count: HistoryQuery.maximumTerms)).isEmpty)
        func list(_ count: Int) -> String { "model:(" + (0..<count).map { "m\($0)" }.joined(separator: " OR ") + ")" }
        #expect(problems(list(HistoryQuery.maximumList)).isEmpty)
        #expect(problems(list(HistoryQuery.maximumList + 1)).map(\.code) == [.tooLong])
        #expect(problems(String(repeating: "x:y ", count: 500)).count <= HistoryQuery.maximumTerms + 1)
    }

    @Test func `a diagnostic says its place counted from one`() {
        #expect(
            problems("a provder:b").first?.description
                == "position 3: unknown field `provder`; did you mean `provider`?"
        )
        #expect(problems("a AND b").first?.description.hasSuffix("; leave it out") == true)
    }
}
