import Dialects

/// Texts for columns that have a bound or a form.
enum BoundedWords {
    /// The text, cut at a character so that it has at most `bytes` bytes.
    static func cut(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var size = 0
        return String(
            text.prefix {
                size += $0.utf8.count
                return size <= bytes
            }
        )
    }

    /// A JSON array of texts.
    static func json(_ texts: [String]) -> String {
        String(decoding: JSONValue.array(texts.map { .string($0) }).bytes(sortedKeys: true), as: UTF8.self)
    }
}
