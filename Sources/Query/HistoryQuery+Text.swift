extension HistoryQuery: CustomStringConvertible {
    /// The query in its canonical form: reading it gives the same query.
    package var description: String { terms.map(\.written).joined(separator: " ") }
}

extension Term {
    fileprivate var written: String { (isNegated ? "-" : "") + condition.written }
}

extension Condition {
    fileprivate var written: String {
        switch self {
        case .has(let name): return "has:\(name)"
        case .matches(let name, let matches):
            if let match = matches.first, matches.count == 1 { return "\(name):\(match.written)" }
            return "\(name):(\(matches.map(\.written).joined(separator: " OR ")))"
        case .words(let part, let phrases):
            let prefix =
                switch part {
                case .both: ""
                case .prompt: "prompt:"
                case .response: "response:"
                }
            if let phrase = phrases.first, phrases.count == 1 { return prefix + phrase.written }
            return "\(prefix)(\(phrases.map(\.listed).joined(separator: " OR ")))"
        }
    }
}

extension Phrase {
    fileprivate var written: String { "\"\(text.escaped)\"" + (isPrefix ? "*" : "") }

    /// In a list an open end has no quotes.
    fileprivate var listed: String { isPrefix ? text + "*" : written }
}

extension Match {
    fileprivate var written: String {
        switch self {
        case .equals(let literal): literal.written
        case .compares(let comparison, let literal): comparison.rawValue + literal.written
        case .range(let low, let high): "\(low.written)..\(high.written)"
        case .pattern(let pattern): pattern.written
        }
    }
}

extension Literal {
    /// A text that could be read as something else stands in quotes.
    fileprivate var written: String {
        guard case .value(.text) = meaning else {
            return text.unicodeScalars.contains(where: QueryText.isSpace) ? "\"\(text.escaped)\"" : text
        }
        let isPlain =
            !text.isEmpty && !["or", "and"].contains(text.asciiLowercased)
            && text.unicodeScalars.allSatisfy(Self.isPlain)
            && (!text.contains(":") || text.hasPrefix("/"))
        return isPlain ? text : "\"\(text.escaped)\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        QueryText.isName(scalar) || "/@{}:".unicodeScalars.contains(scalar)
    }
}
