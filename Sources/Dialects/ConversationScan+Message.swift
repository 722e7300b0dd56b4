extension ConversationScan {
    /// The message under the cursor; nil when it is no object or more than a role and words.
    mutating func message(_ cursor: inout JSONCursor, _ nesting: JSONNesting, role: String) throws(ScanFailure)
        -> StoredMessage?
    {
        guard cursor.next == JSONByte.openBrace else {
            try cursor.value(inside: nesting)
            return nil
        }
        var message = Message()
        try cursor.object(inside: nesting) { (cursor, name, nesting) throws(ScanFailure) in
            let word = cursor.bytes.part(name.range)
            switch true {
            case name.hasEscapes:
                message.isPlain = false
                try cursor.value(inside: nesting)
            case word.equals("role"): try self.role(&cursor, nesting, &message)
            case word.equals("content"): try content(&cursor, nesting, &message)
            case word.equals("cache_control"), word.equals("index"): try cursor.value(inside: nesting)
            default: if try !Self.isEmpty(&cursor, nesting) { message.isPlain = false }
            }
        }
        guard message.isPlain, let words = message.words else { return nil }
        return StoredMessage(role: message.role ?? role, words: words)
    }

    mutating func role(_ cursor: inout JSONCursor, _ nesting: JSONNesting, _ message: inout Message) throws(ScanFailure)
    {
        guard message.role == nil, cursor.next == JSONByte.quote else {
            message.isPlain = false
            return try cursor.value(inside: nesting)
        }
        let text = try cursor.string()
        if text.hasEscapes { message.isPlain = false }
        let word = cursor.bytes.part(text.range)
        message.role =
            switch true {
            case word.equals("user"): "user"
            case word.equals("assistant"): "assistant"
            case word.equals("system"): "system"
            default: String(decoding: word, as: UTF8.self)
            }
    }

    /// Takes content that is a string, or a list of one part that is text and nothing else.
    mutating func content(_ cursor: inout JSONCursor, _ nesting: JSONNesting, _ message: inout Message)
        throws(ScanFailure)
    {
        if message.words != nil { message.isPlain = false }
        switch cursor.next {
        case JSONByte.quote:
            let text = try cursor.string()
            if text.range.isEmpty { message.isPlain = false }
            message.words = ConversationWords(text, of: cursor.bytes, in: body)
        case JSONByte.openBracket:
            var words: [ConversationWords?] = []
            try array(&cursor, nesting) { scan, cursor, nesting throws(ScanFailure) in
                if words.count < 2 {
                    words.append(try scan.part(&cursor, nesting))
                } else {
                    try cursor.value(inside: nesting)
                }
            }
            guard words.count == 1, let only = words[0] else {
                message.isPlain = false
                return
            }
            message.words = only
        default:
            message.isPlain = false
            try cursor.value(inside: nesting)
        }
    }

    /// The words of the part under the cursor; nil when it is not text or more than that.
    private func part(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure) -> ConversationWords? {
        guard cursor.next == JSONByte.openBrace else {
            try cursor.value(inside: nesting)
            return nil
        }
        var isText = false
        var isPlain = true
        var text: JSONCursor.Text?
        try cursor.object(inside: nesting) { (cursor, name, nesting) throws(ScanFailure) in
            let word = cursor.bytes.part(name.range)
            if name.hasEscapes { isPlain = false }
            if word.equals("cache_control") || word.equals("index") { return try cursor.value(inside: nesting) }
            guard cursor.next == JSONByte.quote else {
                if try !Self.isNothing(&cursor, nesting) { isPlain = false }
                return
            }
            let value = try cursor.string()
            if word.equals("type"), !isText {
                isText = Self.isText(cursor.bytes.part(value.range))
                if !isText { isPlain = false }
            } else if word.equals("text"), text == nil, !value.range.isEmpty {
                text = value
            } else {
                isPlain = false
            }
        }
        guard isPlain, isText, let text else { return nil }
        return ConversationWords(text, of: cursor.bytes, in: body)
    }

    private static func isText(_ type: UnsafeRawBufferPointer) -> Bool {
        type.equals("text") || type.equals("input_text") || type.equals("output_text")
    }

    /// Steps over a value, and tells whether it is `null` or `[]`.
    private static func isNothing(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure) -> Bool {
        let first = cursor.next
        return try isEmpty(&cursor, nesting) && first != JSONByte.quote && first != JSONByte.openBrace
    }

    /// Steps over a value, and tells whether it is `null`, `""`, `[]` or `{}`.
    private static func isEmpty(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure) -> Bool {
        let start = cursor.at
        let first = cursor.next
        try cursor.value(inside: nesting)
        switch first {
        case UInt8(ascii: "n"): return true
        case JSONByte.quote: return cursor.at - start == 2
        case JSONByte.openBrace, JSONByte.openBracket:
            return cursor.bytes.part(start + 1..<cursor.at - 1).allSatisfy(JSONByte.isBlank)
        default: return false
        }
    }
}
