import Exchange

/// Reads the terms of a query and gathers everything that is wrong with it.
struct QueryParser {
    var text: QueryText
    let now: WallTime
    private(set) var diagnostics: [QueryDiagnostic] = []

    init(_ text: String, now: WallTime) {
        self.text = QueryText(text)
        self.now = now
    }

    /// Notes what is wrong at a place.
    mutating func refuse(
        _ code: QueryDiagnostic.Code,
        _ position: Range<Int>,
        _ message: String,
        suggestion: String? = nil
    ) {
        diagnostics.append(QueryDiagnostic(code, position, message, suggestion: suggestion))
    }

    /// Notes what is wrong with what stands at a place.
    mutating func refuse(_ problem: ValueProblem, at position: Range<Int>) {
        refuse(problem.code, position, problem.message, suggestion: problem.suggestion)
    }

    /// All terms up to the end of the text.
    mutating func terms() -> [Term] {
        guard isReadable() else { return [] }
        var terms: [Term] = []
        while true {
            text.skipSpace()
            let start = text.place
            guard text.next != nil else { return terms }
            guard terms.count < HistoryQuery.maximumTerms, diagnostics.count < HistoryQuery.maximumTerms else {
                refuse(
                    .tooLong,
                    start..<text.scalars.count,
                    "a query has at most \(HistoryQuery.maximumTerms) terms",
                    suggestion: ""
                )
                return terms
            }
            if let term = term() { terms.append(term) }
        }
    }

    private mutating func isReadable() -> Bool {
        let all = text.scalars
        if all.count > HistoryQuery.maximumLength {
            refuse(
                .tooLong,
                HistoryQuery.maximumLength..<all.count,
                "a query has at most \(HistoryQuery.maximumLength) characters",
                suggestion: ""
            )
            return false
        }
        if let place = all.firstIndex(of: "\0") {
            refuse(.badValue, place..<place + 1, "the character U+0000 can stand nowhere", suggestion: "")
            return false
        }
        return true
    }

    /// One term, or nil when it was refused; stands behind it in either case.
    private mutating func term() -> Term? {
        let start = text.place
        let isNegated = text.take("-")
        if isNegated, text.isAtGap {
            refuse(.missingValue, start..<text.place, "a `-` stands before nothing", suggestion: "")
            return nil
        }
        guard let next = text.next else { return nil }
        switch next {
        case "!": return refuseMark(from: start, isNegated: isNegated)
        case "(": return refuseGroup(from: start)
        case ")":
            text.advance()
            refuse(.unbalanced, start..<text.place, "this `)` closes nothing", suggestion: "")
            return nil
        case "\"":
            guard let phrase = quotedWords(.both) else { return nil }
            return Term(isNegated: isNegated, condition: phrase)
        default: return fieldOrWord(from: start, isNegated: isNegated)
        }
    }

    private mutating func fieldOrWord(from start: Int, isNegated: Bool) -> Term? {
        let wordStart = text.place
        let name = text.skip(QueryText.isName)
        if !name.isEmpty, text.next == ":" {
            guard let condition = fieldTerm(name, isNegated: isNegated, from: start) else { return nil }
            return Term(isNegated: isNegated, condition: condition)
        }
        if !name.isEmpty, let next = text.next, "=<>!".unicodeScalars.contains(next), isField(text[name]) {
            return refuseMissingColon(name)
        }
        text.move(to: wordStart)
        guard let condition = bareWord(from: start) else { return nil }
        return Term(isNegated: isNegated, condition: condition)
    }

    private func isField(_ name: String) -> Bool { FieldText.read(name) != nil || name == "has" }

    /// `latency>2s` would be looked for in the texts; a colon is meant.
    private mutating func refuseMissingColon(_ name: Range<Int>) -> Term? {
        let place = text.place
        text.skip { !QueryText.isSpace($0) }
        refuse(
            .badOperator,
            place..<place,
            "a `:` is missing behind the field `\(text[name])`; a text with such signs is looked for in quotes",
            suggestion: ":"
        )
        return nil
    }
}
