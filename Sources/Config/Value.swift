/// A node of the file's tree, free of the YAML library, with the place it begins at.
struct Value: Sendable {
    /// A key of a mapping and what it holds.
    struct Member: Sendable {
        let key: String
        let position: Position
        let value: Value
    }

    /// The three things a file can hold.
    enum Content: Sendable {
        case scalar(String, isQuoted: Bool)
        case list([Value])
        case mapping([Member])
    }

    let position: Position
    let content: Content

    /// True for an unquoted `~`, `null` or nothing at all.
    var isNull: Bool {
        guard case .scalar(let text, isQuoted: false) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What the operator wrote, in words.
    var kindInWords: String {
        switch content {
        case .scalar(let text, let isQuoted):
            if isNull { return "nothing" }
            if isQuoted { return "quoted text" }
            if text == "true" || text == "false" { return text }
            return Double(text) == nil ? "text" : "a number"
        case .list: return "a list"
        case .mapping: return "a mapping"
        }
    }
}
