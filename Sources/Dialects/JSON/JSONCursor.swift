/// Steps through JSON text strictly as RFC 8259 has it, without building anything.
struct JSONCursor {
    /// A string that was stepped over: the bytes between its quotes.
    struct Text {
        let range: Range<Int>
        let hasEscapes: Bool
        /// True when one of them is `\/` or `\u`, for which there may be a shorter way.
        let hasOddEscapes: Bool
    }

    /// What a value is.
    enum Kind {
        case object
        case array
        case string
        case number
        case bool
        case null
    }

    let bytes: UnsafeRawBufferPointer
    var at = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The byte under the cursor; 0, which no token begins with, at the end.
    @inline(__always)
    var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

    /// Steps over blanks.
    @inline(__always)
    mutating func skipBlanks() {
        while at < bytes.count, JSONByte.isBlank(bytes[at]) { at += 1 }
    }

    /// Steps over `byte`, and the blanks behind it.
    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(ScanFailure) {
        guard next == byte else { throw .notJSON(offset: at) }
        at += 1
        skipBlanks()
    }

    /// Steps over a member's name and its colon, to the first byte of its value.
    @inline(__always)
    mutating func name() throws(ScanFailure) -> Text {
        guard next == JSONByte.quote else { throw .notJSON(offset: at) }
        let text = try string()
        skipBlanks()
        try expect(JSONByte.colon)
        return text
    }

    /// Steps over the string whose opening quote is under the cursor.
    @inline(__always)
    mutating func string() throws(ScanFailure) -> Text {
        at += 1
        let start = at
        var hasEscapes = false
        var hasOddEscapes = false
        while true {
            at = bytes.strictStringMark(from: at)
            let byte = next
            if byte == JSONByte.quote {
                at += 1
                return Text(range: start..<at - 1, hasEscapes: hasEscapes, hasOddEscapes: hasOddEscapes)
            }
            if byte == JSONByte.backslash {
                if try escape() { hasOddEscapes = true }
                hasEscapes = true
            } else {
                try foreign()
            }
        }
    }

    /// What kind of value begins under the cursor, by its first byte.
    func kind() throws(ScanFailure) -> Kind {
        switch next {
        case JSONByte.openBrace: .object
        case JSONByte.openBracket: .array
        case JSONByte.quote: .string
        case JSONByte.minus, 0x30...0x39: .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: throw .notJSON(offset: at)
        }
    }

    /// Steps over a string, number or word.
    @inline(__always)
    mutating func scalar() throws(ScanFailure) {
        switch next {
        case JSONByte.quote: _ = try string()
        case JSONByte.minus, 0x30...0x39: try number()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: throw .notJSON(offset: at)
        }
    }

    /// Steps over characters beyond ASCII; everything else that ends up here is not allowed in a string.
    private mutating func foreign() throws(ScanFailure) {
        guard next >= 0x80 else { throw .notJSON(offset: at) }
        while at < bytes.count, bytes[at] >= 0x80 {
            guard let length = bytes.sequenceLength(at: at) else { throw .notUTF8(offset: at) }
            at += length
        }
    }

    /// Steps over an escape; true for the two that may stand for what is shorter otherwise.
    private mutating func escape() throws(ScanFailure) -> Bool {
        guard at + 1 < bytes.count else { throw .notJSON(offset: at) }
        switch bytes[at + 1] {
        case JSONByte.quote, JSONByte.backslash, UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
            return false
        case UInt8(ascii: "/"):
            at += 2
            return true
        case UInt8(ascii: "u"):
            guard JSONText.unit(bytes, at: at + 2) != nil else { throw .notJSON(offset: at) }
            at += 6
            return true
        default: throw .notJSON(offset: at)
        }
    }

    private mutating func number() throws(ScanFailure) {
        if next == JSONByte.minus { at += 1 }
        if next == UInt8(ascii: "0") { at += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if next | 0x20 == UInt8(ascii: "e") {
            at += 1
            if next == UInt8(ascii: "+") || next == JSONByte.minus { at += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(ScanFailure) {
        guard JSONByte.isDigit(next) else { throw .notJSON(offset: at) }
        while JSONByte.isDigit(next) { at += 1 }
    }

    private mutating func word(_ word: StaticString) throws(ScanFailure) {
        let end = at + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes.part(at..<end).equals(word) else { throw .notJSON(offset: at) }
        at = end
    }
}
