/// Shapes that other languages have and this one keeps for later: each is refused, none is read as something else.
extension QueryParser {
    /// `!term`.
    mutating func refuseMark(from start: Int, isNegated: Bool) -> Term? {
        let place = text.place
        text.skip { $0 == "!" }
        refuse(
            .reserved,
            place..<text.place,
            "`!` is reserved; a term is negated by a `-` before it",
            suggestion: isNegated || text.isAtGap ? "" : "-"
        )
        skipTerm()
        return nil
    }

    /// `(a OR b)` that is no list of one field.
    mutating func refuseGroup(from start: Int) -> Term? {
        skipGroup()
        refuse(
            .reserved,
            start..<text.place,
            "groups over fields are reserved; a list stands behind one field, as in `status:(429 OR 503)`"
        )
        return nil
    }

    /// `and`, `or` and `not` between terms, in capitals or not; nil when the word is another one.
    mutating func refuseWord(_ range: Range<Int>) -> Bool {
        let word = text[range]
        let quoted = "\"\(word)\""
        switch word.lowercased() {
        case "and":
            refuse(.reserved, range, "`\(word)` is reserved; terms are joined by AND as they are", suggestion: "")
        case "or":
            refuse(
                .reserved,
                range,
                "OR between terms is reserved; any of several values is `field:(a OR b)`, the word itself is \(quoted)",
                suggestion: quoted
            )
        case "not":
            text.skipSpace()
            let isLast = text.next == nil || text.next == "-"
            let position = isLast ? range : range.lowerBound..<text.place
            refuse(
                .reserved,
                position,
                "`\(word)` is reserved; a term is negated by a `-` before it, the word itself is \(quoted)",
                suggestion: isLast ? quoted : "-"
            )
        default: return false
        }
        return true
    }

    /// Steps over the rest of a term whatever it is: quotes and parentheses keep together what they hold.
    mutating func skipTerm() {
        while let next = text.next, !QueryText.isSpace(next) {
            switch next {
            case "\"": skipQuoted()
            case "(": skipGroup()
            default: text.advance()
            }
        }
    }

    private mutating func skipGroup() {
        var depth = 0
        while let next = text.next {
            switch next {
            case "\"":
                skipQuoted()
                continue
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            text.advance()
            if depth == 0 { return }
        }
    }

    private mutating func skipQuoted() {
        text.advance()
        while let next = text.next {
            text.advance()
            if next == "\\" { text.advance() }
            if next == "\"" { return }
        }
    }
}
