/// An event of a chat stream that only adds words, read without building a tree of it: nearly all of them.
struct ConversationDelta {
    /// The choice's index, as `ConversationChat` counts; nil when the event has no choice.
    private(set) var index: Int64?
    private var words: JSONCursor.Text?
    private let bytes: UnsafeRawBufferPointer

    /// Steps over an event; nil when it is more than words, or broken, and so for the tree.
    init?(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        var cursor = JSONCursor(bytes)
        cursor.skipBlanks()
        guard (try? event(&cursor)) != nil else { return nil }
        cursor.skipBlanks()
        guard cursor.at == bytes.count else { return nil }
    }

    /// The words, or nil when there are none.
    var text: String? {
        guard let words else { return nil }
        let raw = bytes.part(words.range)
        guard words.hasEscapes else { return String(decoding: raw, as: UTF8.self) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(raw.count)
        JSONText.decode(raw, into: &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }

    /// What is for the tree; which error is thrown does not matter, since the tree is asked anyway.
    private static func odd() -> ScanFailure { .notAnObject }

    private mutating func event(_ cursor: inout JSONCursor) throws(ScanFailure) {
        var isSeen = false
        try cursor.object(inside: JSONNesting()) { (cursor, name, nesting) throws(ScanFailure) in
            guard try Self.word(name, cursor).equals("choices") else { return try cursor.value(inside: nesting) }
            var inner = nesting
            guard !isSeen, inner.open(isObject: false) else { throw Self.odd() }
            isSeen = true
            try cursor.expect(JSONByte.openBracket)
            if cursor.next != JSONByte.closeBracket {
                try choice(&cursor, inner)
                cursor.skipBlanks()
            }
            guard cursor.next == JSONByte.closeBracket else { throw Self.odd() }
            cursor.at += 1
        }
    }

    private mutating func choice(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure) {
        var number: Int64?
        var isSeen = false
        try cursor.object(inside: nesting) { (cursor, name, nesting) throws(ScanFailure) in
            let word = try Self.word(name, cursor)
            switch true {
            case word.equals("index"):
                guard number == nil, JSONByte.isDigit(cursor.next) else { throw Self.odd() }
                number = Int64(cursor.next - 0x30)
                cursor.at += 1
            case word.equals("delta"):
                guard !isSeen else { throw Self.odd() }
                isSeen = true
                try delta(&cursor, nesting)
            case word.equals("message"), word.equals("text"): throw Self.odd()
            default: try cursor.value(inside: nesting)
            }
        }
        index = number ?? 0
    }

    private mutating func delta(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure) {
        var isSeen = false
        try cursor.object(inside: nesting) { (cursor, name, nesting) throws(ScanFailure) in
            let word = try Self.word(name, cursor)
            if word.equals("content") {
                guard !isSeen else { throw Self.odd() }
                isSeen = true
                if cursor.next == JSONByte.quote {
                    words = try cursor.string()
                    return
                }
            } else if !Self.isMore(word) {
                return try cursor.value(inside: nesting)
            }
            // A null says nothing; anything else here says more than words.
            guard cursor.next == UInt8(ascii: "n"), !word.equals("function_call") else { throw Self.odd() }
            try cursor.scalar()
        }
    }

    /// True for the members by which a delta can add something else than words.
    private static func isMore(_ word: UnsafeRawBufferPointer) -> Bool {
        let first = word.first
        if first == UInt8(ascii: "r") {
            return word.equals("refusal") || word.equals("reasoning") || word.equals("reasoning_content")
                || word.equals("reasoning_details")
        }
        return word.equals("tool_calls") || word.equals("function_call") || word.equals("annotations")
            || word.equals("audio")
    }

    private static func word(_ name: JSONCursor.Text, _ cursor: JSONCursor) throws(ScanFailure)
        -> UnsafeRawBufferPointer
    {
        if name.hasEscapes { throw odd() }
        return cursor.bytes.part(name.range)
    }
}
