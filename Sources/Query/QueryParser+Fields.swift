/// Terms that begin with a field.
extension QueryParser {
    /// What stands between a field and its value.
    enum Sign: Equatable {
        /// `:`.
        case plain
        /// `:=`, by which a `*` and `..` stand for themselves.
        case exact
        /// `:>` and its like.
        case comparison(Match.Comparison)
    }

    /// A field, its sign and its value; the next scalar is the colon.
    mutating func fieldTerm(_ name: Range<Int>, isNegated: Bool, from start: Int) -> Condition? {
        text.advance()
        if text[name] == "has" { return hasTerm() }
        guard let field = FieldText.read(text[name]) else {
            skipTerm()
            refuseField(name, "a text with a colon is looked for in quotes")
            return nil
        }
        if field.field == .template {
            skipTerm()
            refuse(.notRecorded, name, "`template` is not recorded yet")
            return nil
        }
        guard let sign = sign() else { return nil }
        if text.isAtGap {
            refuse(.missingValue, text.place..<text.place, "a value is missing behind `\(field)`")
            return nil
        }
        if field.field == .time, isNegated { return refuseNegatedTime(from: start) }
        return switch field.facts.kind {
        case .words: wordsTerm(field.field == .prompt ? .prompt : .response, field, sign)
        default: valueTerm(field, sign)
        }
    }

    private mutating func refuseField(_ name: Range<Int>, _ hint: String) {
        refuse(FieldText.unknown(text[name], hint: hint), at: name)
    }

    private mutating func hasTerm() -> Condition? {
        let range = text.skip(QueryText.isName)
        guard text.isAtGap else {
            let place = text.place
            skipTerm()
            refuse(.badValue, place..<text.place, "behind `has:` stands the name of a field", suggestion: "")
            return nil
        }
        guard !range.isEmpty else {
            refuse(.missingValue, range, "behind `has:` stands the name of a field")
            return nil
        }
        do throws(ValueProblem) {
            return .has(try HasText.read(text[range]))
        } catch {
            refuse(error, at: range)
            return nil
        }
    }

    /// The sign behind the name, the colon being read; nil when it was refused.
    private mutating func sign() -> Sign? {
        let start = text.place
        if text.take(">") { return .comparison(text.take("=") ? .atLeast : .above) }
        if text.take("<") { return .comparison(text.take("=") ? .atMost : .below) }
        if text.take("=") {
            guard let next = text.next, next == ">" || next == "<" else { return .exact }
            text.advance()
            refuse(
                .badOperator,
                start..<text.place,
                "`=\(next)` is no comparison",
                suggestion: "\(next)="
            )
            skipTerm()
            return nil
        }
        if text.next == "!" {
            text.skip { $0 == "!" || $0 == "=" }
            refuse(.reserved, start..<text.place, "`!` is reserved; a term is negated by a `-` before its field")
            skipTerm()
            return nil
        }
        return .plain
    }

    /// A time is one window, so what lies outside of one is asked for by a comparison.
    private mutating func refuseNegatedTime(from start: Int) -> Condition? {
        skipTerm()
        refuse(
            .badOperator,
            start..<start + 1,
            "`time` is one window and is not negated; `time:<…` is what lies before it",
            suggestion: ""
        )
        return nil
    }

    // MARK: words

    private mutating func wordsTerm(_ part: TextPart, _ field: FieldName, _ sign: Sign) -> Condition? {
        guard sign == .plain else {
            refuseSign(field, "full text is not compared; `\(field):word` finds it")
            return nil
        }
        if text.next == "\"" { return quotedWords(part) }
        if text.next == "(" {
            let phrases = list(field) { parser, item in
                item.isQuoted
                    ? parser.phrase(item.text, isPrefix: false, at: item.range)
                    : parser.words(item.text, at: item.range, in: part)
            }
            return phrases.map { .words(part, $0) }
        }
        let range = text.skip { !QueryText.isSpace($0) }
        return words(text[range], at: range, in: part).map { .words(part, [$0]) }
    }

    mutating func refuseSign(_ field: FieldName, _ message: String) {
        let end = text.place
        var start = end
        while start > 0, text.scalars[start - 1] != ":" { start -= 1 }
        skipTerm()
        refuse(.badOperator, start..<end, message, suggestion: "")
    }

    // MARK: values

    private mutating func valueTerm(_ field: FieldName, _ sign: Sign) -> Condition? {
        if text.next == "(" {
            if case .comparison = sign {
                refuseSign(field, "a comparison has one value")
                return nil
            }
            if field.field == .time {
                let start = text.place
                skipTerm()
                refuse(.badList, start..<text.place, "`time` is one window: one value or one range")
                return nil
            }
            return list(field) { parser, item in
                parser.match(item, of: field, item.isQuoted ? .exact : sign)
            }.map { .matches(field, $0) }
        }
        guard let item = item(inList: false) else { return nil }
        return match(item, of: field, item.isQuoted && sign == .plain ? .exact : sign).map { .matches(field, [$0]) }
    }

    /// What is compared, read by what kind of values the field has.
    private mutating func match(_ item: Item, of field: FieldName, _ sign: Sign) -> Match? {
        if item.text.hasPrefix("!"), !item.isQuoted {
            let range = item.range.lowerBound..<item.range.lowerBound + 1
            refuse(.reserved, range, "`!` is reserved; a term is negated by a `-` before its field")
            return nil
        }
        switch MatchText(field: field, sign: sign, now: now).read(item.text) {
        case .success(let match): return match
        case .failure(let problem):
            var position = item.range
            if let part = problem.part, !item.isQuoted {
                position = item.range.lowerBound + part.lowerBound..<item.range.lowerBound + part.upperBound
            }
            if problem.code == .badOperator {
                refuse(
                    problem.code,
                    signRange(before: item.range.lowerBound),
                    problem.message,
                    suggestion: problem.suggestion
                )
            } else {
                refuse(problem.code, position, problem.message, suggestion: problem.suggestion)
            }
            return nil
        }
    }

    /// The place of the sign that ends where the value begins, the colon left out.
    private func signRange(before end: Int) -> Range<Int> {
        var start = end
        while start > 0, "=<>".unicodeScalars.contains(text.scalars[start - 1]) { start -= 1 }
        return start..<end
    }
}
