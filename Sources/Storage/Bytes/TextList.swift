/// A list of short texts as one column: one per line, line breaks and backslashes escaped.
enum TextList {
    /// The column's text.
    static func encode(_ texts: [String]) -> String {
        texts.map { text in
            String(
                decoding: text.utf8.flatMap { byte -> [UInt8] in
                    switch byte {
                    case 0x5C: [0x5C, 0x5C]
                    case 0x0A: [0x5C, 0x6E]
                    default: [byte]
                    }
                },
                as: UTF8.self
            ) + "\n"
        }.joined()
    }

    /// The texts of a column.
    static func decode(_ column: String) -> [String] {
        var texts: [String] = []
        var current: [UInt8] = []
        var isEscaped = false
        for byte in column.utf8 {
            if isEscaped {
                current.append(byte == 0x6E ? 0x0A : byte)
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == 0x0A {
                texts.append(String(decoding: current, as: UTF8.self))
                current = []
            } else {
                current.append(byte)
            }
        }
        return texts
    }
}
