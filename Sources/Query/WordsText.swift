/// Words as a query of SQLite's full-text search (sqlite.org/fts5.html, section 3), itself a bound value.
enum WordsText {
    /// All positive terms of words together.
    static func of(_ terms: [Term]) -> String {
        let parts = terms.compactMap { term -> String? in
            guard !term.isNegated, case .words(let part, let phrases) = term.condition else { return nil }
            let any = "(" + phrases.map(quoted).joined(separator: " OR ") + ")"
            return switch part {
            case .both: any
            case .prompt: "prompt : \(any)"
            case .response: "response : \(any)"
            }
        }
        return parts.joined(separator: " AND ")
    }

    /// A phrase in quotes, within which a quote is doubled and no other sign means anything.
    private static func quoted(_ phrase: Phrase) -> String {
        var body = String.UnicodeScalarView()
        for scalar in phrase.text.unicodeScalars {
            if scalar == "\"" { body.append("\"") }
            body.append(scalar)
        }
        return "\"\(String(body))\"" + (phrase.isPrefix ? " *" : "")
    }
}
