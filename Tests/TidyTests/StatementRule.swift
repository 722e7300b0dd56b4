/// Statements of SQL are written down, never put together of what somebody says.
///
/// What may stand in a statement besides its own words are names of tables and columns, numbers and marks for values,
/// all of them made by the program. Each such expression is listed here: another one is looked at by who adds it.
enum StatementRule {
    private static let known: Set<String> = [
        // names of tables and columns, and lists of them
        "BlobCoding.open", "DayWords.columns(of: \"m\", in: database)",
        "DayWords.columns(of: \"messages\", in: database)",
        "DayWords.columns(of: \"s\", in: database)", "ExchangeColumn.list", "FigureEntry.source", "Profile.columns",
        "Profile.source", "Self.value(field)", "column", "column.name", "kind.column", "kind.table",
        "name.facts.column",
        "principalColumns", "reference.kind.table", "row.principal.kind.table", "table", "table.name", "upper.column",
        "(keys + figures).joined(separator: \", \")", "values.joined(separator: \", \")", "list", "time", "names",
        "isKeyID(literal.text) ? \"key_id\" : \"key_name\"",
        "[\"client_keys\", \"client_tokens\", \"organisations\", \"teams\", \"users\"].map(counting).joined()",
        // conditions and orders that are written down beside it
        "above", "condition", "comparison.rawValue", "hint", "mine", "order", "orphaning", "place", "places",
        "isDurable ? \"FULL\" : \"NORMAL\"",
        // as many marks as there are values
        "values.map { _ in \"?\" }.joined(separator: \", \")",
        // numbers of the program
        "Self.applicationID", "applicationID", "pageBytes", "step.number", "Self.memoryBytes / 1_024",
        "Self.memoryBytes / page",
    ]

    /// The expressions that stand in the statements of a text and are not known.
    static func strangers(in text: String) -> [String] {
        ["sql:", "SQLStatement("].flatMap { mark in
            text.ranges(of: mark).flatMap { expressions(of: literal(at: text[$0.upperBound...])) }
        }.filter { !known.contains($0) }
    }

    /// The literal that a text begins with, blanks left out, without its quotes; nothing where it begins with none.
    private static func literal(at text: Substring) -> Substring {
        let rest = text.drop { $0 == " " || $0 == "\n" }
        if rest.hasPrefix("\"\"\"") {
            let body = rest.dropFirst(3)
            return body.ranges(of: "\"\"\"").first.map { body[..<$0.lowerBound] } ?? body
        }
        guard rest.hasPrefix("\"") else { return "" }
        var depth = 0
        var isEscaped = false
        let body = rest.dropFirst()
        for place in body.indices {
            let letter = body[place]
            if isEscaped, letter == "(" { depth += 1 } else if depth > 0, letter == "(" { depth += 1 }
            if depth > 0, letter == ")" { depth -= 1 }
            if depth == 0, !isEscaped, letter == "\"" { return body[..<place] }
            isEscaped = letter == "\\" && !isEscaped
        }
        return body
    }

    /// What stands between `\(` and its `)`.
    private static func expressions(of literal: Substring) -> [String] {
        literal.ranges(of: "\\(").map { range in
            var depth = 1
            let body = literal[range.upperBound...]
            let end = body.indices.first { place in
                if body[place] == "(" { depth += 1 }
                if body[place] == ")" { depth -= 1 }
                return depth == 0
            }
            return String(body[..<(end ?? body.endIndex)])
        }
    }
}
