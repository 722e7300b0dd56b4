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

    /// The text with U+FFFD for every NUL, at which SQLite would end it.
    static func column(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
        return String(scalars)
    }

    /// A JSON array of texts.
    static func json(_ texts: [String]) -> String {
        String(decoding: JSONValue.array(texts.map { .string($0) }).bytes(sortedKeys: true), as: UTF8.self)
    }
}
