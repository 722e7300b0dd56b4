/// Values and lists of them.
extension QueryParser {
    /// A value as it stands in the text.
    struct Item {
        /// The value, without its quotes.
        let text: String
        let isQuoted: Bool
        /// Where it stands, its quotes included.
        let range: Range<Int>
    }

    /// One value; nil when it was refused.
    mutating func item(inList isInList: Bool) -> Item? {
        let start = text.place
        if text.next == "\"" {
            guard let words = quoted() else { return nil }
            if !isInList || text.next != ")" {
                guard isAtEnd(of: "a quoted value", from: start) else { return nil }
            }
            return Item(text: words, isQuoted: true, range: start..<text.place)
        }
        let range = text.skip { !QueryText.isSpace($0) && !(isInList && $0 == ")") }
        guard !text[range].unicodeScalars.contains("\"") else {
            refuse(.unbalanced, range, "a quote stands inside a value", suggestion: "\"\(text[range].escaped)\"")
            return nil
        }
        return Item(text: text[range], isQuoted: false, range: range)
    }

    /// `(a OR b)`; nil when anything in it was refused.
    ///
    /// The next scalar is the parenthesis.
    mutating func list<Value>(_ field: FieldName, _ read: (inout QueryParser, Item) -> Value?) -> [Value]? {
        let start = text.place
        let known = diagnostics.count
        text.advance()
        var values: [Value] = []
        while true {
            text.skipSpace()
            guard let item = listItem(field, isFirst: values.isEmpty, from: start) else { return nil }
            if let value = read(&self, item) { values.append(value) }
            text.skipSpace()
            if text.take(")") { break }
            guard takeOr(from: start) else { return nil }
            guard values.count < HistoryQuery.maximumList else {
                leaveList()
                refuse(.tooLong, start..<text.place, "a list has at most \(HistoryQuery.maximumList) values")
                return nil
            }
        }
        guard isAtEnd(of: "a list", from: start) else { return nil }
        return diagnostics.count == known ? values : nil
    }

    private mutating func listItem(_ field: FieldName, isFirst: Bool, from start: Int) -> Item? {
        guard let next = text.next else {
            refuse(.unbalanced, start..<start + 1, "this `(` is not closed")
            return nil
        }
        if next == ")" {
            let place = text.place
            leaveList()
            refuse(
                .missingValue,
                place..<place,
                isFirst ? "a list has values: `(a OR b)`" : "a value is missing behind OR"
            )
            return nil
        }
        if next == "(" {
            leaveList()
            refuse(.reserved, start..<text.place, "lists inside lists are reserved")
            return nil
        }
        guard let item = item(inList: true) else {
            leaveList()
            return nil
        }
        if !item.isQuoted, let other = fieldPrefix(item.text) {
            leaveList()
            refuse(
                .reserved,
                item.range,
                "a list holds values of one field; OR over fields (`\(field)`, `\(other)`) is reserved"
            )
            return nil
        }
        if !item.isQuoted, ["OR", "or", "Or"].contains(item.text) {
            leaveList()
            refuse(.badList, item.range, "a value is missing before `\(item.text)`", suggestion: "\"\(item.text)\"")
            return nil
        }
        return item
    }

    /// The field a value seems to name, as in `(provider:a OR model:b)`.
    private func fieldPrefix(_ value: String) -> FieldName? {
        let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        return FieldText.read(String(parts[0].drop { $0 == "-" }))
    }

    /// Steps over `OR`; refuses whatever else stands between two values.
    private mutating func takeOr(from start: Int) -> Bool {
        guard text.next != nil else {
            refuse(.unbalanced, start..<start + 1, "this `(` is not closed")
            return false
        }
        let range = text.skip { !QueryText.isSpace($0) && $0 != ")" }
        let word = text[range]
        if word == "OR" { return true }
        leaveList()
        switch word.lowercased() {
        case "or": refuse(.badList, range, "OR is written in capitals", suggestion: "OR")
        case "and":
            refuse(.reserved, range, "a list is any of its values; AND in lists is reserved", suggestion: "OR")
        default:
            refuse(
                .badList,
                range.lowerBound..<range.lowerBound,
                "between two values of a list stands OR",
                suggestion: "OR "
            )
        }
        return false
    }

    /// Steps behind the list's end.
    private mutating func leaveList() {
        while let next = text.next, next != ")" {
            if next == "\"" {
                text.advance()
                while let inner = text.next, inner != "\"" { text.advance() }
            }
            text.advance()
        }
        skipTerm()
    }
}
