/// Reads the name of a field to group by.
enum GroupingText {
    static func read(_ text: String) throws(QueryRefusal) -> FieldName {
        let position = 0..<text.unicodeScalars.count
        guard let name = FieldText.read(text) else {
            let nearest = FieldText.nearest(to: text)
            throw QueryRefusal([QueryDiagnostic(.unknownField, position, "unknown field", suggestion: nearest)])
        }
        guard name.facts.isGroupable else {
            let names = QueryField.allCases.filter { $0.facts.isGroupable }.map { $0 == .tag ? "tag.…" : $0.rawValue }
            let message = "`\(name)` has too many values to group by; these have few: \(names.joined(separator: ", "))"
            throw QueryRefusal([QueryDiagnostic(.notGroupable, position, message)])
        }
        return name
    }
}
