/// Words that are looked for in prompts and answers.
extension QueryParser {
    /// A word that stands alone; the next scalar is no white space.
    mutating func bareWord(from start: Int) -> Condition? {
        let range = text.skip { !QueryText.isSpace($0) }
        if refuseWord(range) { return nil }
        let word = text[range]
        if word.unicodeScalars.contains("\"") {
            let escaped = word.escaped
            refuse(.unbalanced, range, "a quote stands inside a word", suggestion: "\"\(escaped)\"")
            return nil
        }
        return words(word, at: range, in: .both).map { .words(.both, [$0]) }
    }

    /// A word with an open end or without: `time*`.
    mutating func words(_ word: String, at range: Range<Int>, in part: TextPart) -> Phrase? {
        do throws(ValueProblem) {
            return try PhraseText.pattern(word)
        } catch {
            refuse(error, at: range)
            return nil
        }
    }

    /// A quoted phrase; a `*` behind the quotes leaves the last word open.
    mutating func quotedWords(_ part: TextPart) -> Condition? {
        let start = text.place
        guard let words = quoted() else { return nil }
        let isPrefix = text.take("*")
        guard isAtEnd(of: "a phrase", from: start) else { return nil }
        return phrase(words, isPrefix: isPrefix, at: start..<text.place).map { .words(part, [$0]) }
    }

    /// Words that hold something to look for.
    mutating func phrase(_ words: String, isPrefix: Bool, at range: Range<Int>) -> Phrase? {
        do throws(ValueProblem) {
            return try PhraseText.exact(words, isPrefix: isPrefix)
        } catch {
            refuse(error, at: range)
            return nil
        }
    }

    /// The text between quotes, `\"` and `\\` read as what they stand for; the next scalar is the first quote.
    mutating func quoted() -> String? {
        let start = text.place
        text.advance()
        var words = String.UnicodeScalarView()
        while let next = text.next {
            text.advance()
            if next == "\"" { return String(words) }
            if next == "\\", let escaped = text.next, escaped == "\"" || escaped == "\\" {
                words.append(escaped)
                text.advance()
            } else {
                words.append(next)
            }
        }
        refuse(.unbalanced, start..<start + 1, "this quote is not closed")
        return nil
    }

    /// True before white space or at the end; says so and steps over the rest otherwise.
    mutating func isAtEnd(of what: String, from start: Int) -> Bool {
        if text.isAtGap { return true }
        let place = text.place
        skipTerm()
        refuse(.unbalanced, place..<place, "\(what) ends here; a blank is missing", suggestion: " ")
        return false
    }
}

extension String {
    /// True when full-text search finds a word in it: a letter, a digit or a private sign (SQLite FTS5, unicode61).
    var isSearchable: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
            case .decimalNumber, .letterNumber, .otherNumber, .privateUse: true
            default: false
            }
        }
    }

    /// With a `\` before each quote and each `\`.
    var escaped: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }
}
