import Dialects

/// A JSON value as YAML 1.2 that people like to read; every text that could be read as something else is quoted.
enum YAMLText {
    /// The text.
    static func of(_ value: JSONValue) -> String {
        var text = ""
        write(value, indent: 0, to: &text)
        return text
    }

    private static func write(_ value: JSONValue, indent: Int, to text: inout String) {
        let blanks = String(repeating: " ", count: indent)
        switch value {
        case .object(let members) where !members.isEmpty:
            for member in members {
                text += blanks + scalar(.string(member.name)) + ":"
                writeBelow(member.value, indent: indent, to: &text)
            }
        case .array(let elements) where !elements.isEmpty:
            for element in elements {
                text += blanks + "-"
                writeBelow(element, indent: indent, to: &text)
            }
        default: text += blanks + scalar(value) + "\n"
        }
    }

    private static func writeBelow(_ value: JSONValue, indent: Int, to text: inout String) {
        switch value {
        case .object(let members) where !members.isEmpty: break
        case .array(let elements) where !elements.isEmpty: break
        default:
            text += " " + scalar(value) + "\n"
            return
        }
        text += "\n"
        write(value, indent: indent + 2, to: &text)
    }

    private static func scalar(_ value: JSONValue) -> String {
        guard let word = value.text, isPlain(word) else { return String(decoding: value.bytes(), as: UTF8.self) }
        return word
    }

    /// True for words that YAML reads as a text without quotes.
    private static func isPlain(_ word: String) -> Bool {
        guard let first = word.utf8.first, 0x41...0x5A ~= first || 0x61...0x7A ~= first || first == 0x2F else {
            return false
        }
        let isSimple = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2F, 0x2D, 0x5F, 0x2E, 0x7B, 0x7D: true
            default: false
            }
        }
        return isSimple && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(word.lowercased())
    }
}
