import Exchange

/// What is wrong with a value.
struct ValueProblem: Error {
    let code: QueryDiagnostic.Code
    let message: String
    var suggestion: String?
    /// The part of the value that is wrong; nil for the whole.
    var part: Range<Int>?

    init(_ code: QueryDiagnostic.Code, _ message: String, suggestion: String? = nil, part: Range<Int>? = nil) {
        self.code = code
        self.message = message
        self.suggestion = suggestion
        self.part = part
    }
}

/// Reads what stands behind a field's sign.
struct MatchText {
    let field: FieldName
    let sign: QueryParser.Sign
    let now: WallTime

    /// Reads a value, a range or a pattern.
    func read(_ text: String) -> Result<Match, ValueProblem> {
        do throws(ValueProblem) {
            return .success(try match(text))
        } catch {
            return .failure(error)
        }
    }

    private var kind: FieldKind { field.facts.kind }

    private func match(_ text: String) throws(ValueProblem) -> Match {
        if kind.isOrdered, sign != .exact, let range = try range(text) { return range }
        if case .comparison(let comparison) = sign {
            guard kind.isOrdered else {
                throw ValueProblem(.badOperator, "`\(field)` is not ordered, so it is not compared", suggestion: "")
            }
            return .compares(comparison, try literal(text))
        }
        if text.unicodeScalars.contains("*"), sign != .exact { return .pattern(try pattern(text)) }
        let value = try literal(text)
        switch kind {
        case .time where RelativeTime.isOne(text): return .compares(.atLeast, value)
        case .duration, .rate:
            throw ValueProblem(
                .badOperator,
                "`\(field)` is measured and hardly ever just that: compare it, or give a range",
                suggestion: ">="
            )
        default: return .equals(value)
        }
    }

    private func literal(_ text: String) throws(ValueProblem) -> Literal {
        try LiteralText(field: field, now: now).read(text)
    }

    /// `a..b`, both ends included; nil when the value is no range.
    private func range(_ text: String) throws(ValueProblem) -> Match? {
        let scalars = Array(text.unicodeScalars)
        guard let dots = scalars.indices.dropLast().first(where: { scalars[$0] == "." && scalars[$0 + 1] == "." })
        else { return nil }
        if case .comparison(let comparison) = sign {
            throw ValueProblem(
                .badOperator,
                "a range is not compared: `\(comparison.rawValue)` is left out",
                suggestion: ""
            )
        }
        let ends = [scalars[..<dots], scalars[(dots + 2)...]].map { String(String.UnicodeScalarView($0)) }
        guard ends.allSatisfy({ !$0.isEmpty }) else {
            let isOpenAtEnd = ends[1].isEmpty
            throw ValueProblem(
                .missingValue,
                "a range has two ends; an open one is a comparison, as in `\(field):\(isOpenAtEnd ? ">=" : "<=")…`",
                suggestion: ends.allSatisfy(\.isEmpty) ? nil : isOpenAtEnd ? ">=\(ends[0])" : "<=\(ends[1])"
            )
        }
        let low = try part(ends[0], at: 0)
        let high = try part(ends[1], at: dots + 2)
        guard !Self.isReversed(low, high) else {
            throw ValueProblem(.emptyRange, "this range ends before it begins", suggestion: "\(ends[1])..\(ends[0])")
        }
        return .range(low, high)
    }

    private func part(_ text: String, at offset: Int) throws(ValueProblem) -> Literal {
        do throws(ValueProblem) {
            return try literal(text)
        } catch {
            throw ValueProblem(
                error.code,
                error.message,
                suggestion: error.suggestion,
                part: offset..<offset + text.unicodeScalars.count
            )
        }
    }

    /// Tells whether a range ends before it begins.
    static func isReversed(_ low: Literal, _ high: Literal) -> Bool {
        if case .value(.real(let first)) = low.meaning, case .value(.real(let last)) = high.meaning {
            return first > last
        }
        guard let first = low.lowest, let last = high.highest else { return false }
        return first > last
    }

    // MARK: patterns

    private func pattern(_ text: String) throws(ValueProblem) -> Match.Glob {
        switch kind {
        case .text, .word: break
        case .identifier: throw ValueProblem(.badPattern, "`\(field)` is compared whole, without `*`")
        default: throw ValueProblem(.badPattern, "`\(field)` takes no `*`")
        }
        var body = text.unicodeScalars[...]
        let isOpenAtStart = body.first == "*"
        body = isOpenAtStart ? body.dropFirst() : body
        let isOpenAtEnd = body.last == "*"
        body = isOpenAtEnd ? body.dropLast() : body
        if body.isEmpty {
            throw ValueProblem(.badPattern, "`*` alone asks whether there is a value: `has:\(field)`")
        }
        guard !body.contains("*") else {
            throw ValueProblem(
                .badPattern,
                "a `*` can stand at the start and at the end only; one that stands for itself goes in quotes"
            )
        }
        let pattern = Match.Glob(
            text: String(String.UnicodeScalarView(body)),
            isOpenAtStart: isOpenAtStart,
            isOpenAtEnd: isOpenAtEnd
        )
        if case .word(let words) = kind, field.field != .error, !words.contains(where: pattern.matches) {
            throw ValueProblem(.badPattern, "no value of `\(field)` is like this")
        }
        return pattern
    }
}

extension Match.Glob {
    /// Tells whether a word is like this, in either case of ASCII letters.
    func matches(_ word: String) -> Bool {
        let body = text.asciiLowercased
        let whole = word.asciiLowercased
        if isOpenAtStart, isOpenAtEnd { return Pattern("*\(body)*").matches(whole) }
        return isOpenAtStart ? whole.hasSuffix(body) : whole.hasPrefix(body)
    }

    /// As it is written.
    var written: String { (isOpenAtStart ? "*" : "") + text + (isOpenAtEnd ? "*" : "") }
}

extension String {
    /// With the letters A to Z in lower case, and no other.
    var asciiLowercased: String {
        String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}

extension FieldKind {
    /// True when the values are compared by their order.
    var isOrdered: Bool {
        switch self {
        case .time, .status, .count, .duration, .rate, .money: true
        default: false
        }
    }
}
