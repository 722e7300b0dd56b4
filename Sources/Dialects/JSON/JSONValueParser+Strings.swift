extension JSONValueParser {
    /// Reads a string from its opening quote; without escapes it is one copy.
    mutating func string() throws(JSONValueError) -> String {
        place += 1
        let start = place
        var isASCII = true
        var hasEscapes = false
        while true {
            place = bytes.strictStringMark(from: place)
            guard let byte = next else { throw failure(.truncated) }
            switch byte {
            case UInt8(ascii: "\""):
                let raw = bytes.part(start..<place)
                guard let string = hasEscapes ? unescaped(raw, isASCII) : Self.string(raw, isASCII) else {
                    throw failure(.unexpected)
                }
                place += 1
                return string
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try escape()
            case ..<0x20: throw failure(.unexpected)
            default:
                isASCII = false
                place += 1
                while place < bytes.count, bytes[place] >= 0x80 { place += 1 }
            }
        }
    }

    /// The text of bytes; nil when they are not UTF-8.
    ///
    /// Escapes yield valid UTF-8, so bytes that are ASCII as written need no validation, which is dear.
    private static func string(_ bytes: UnsafeRawBufferPointer, _ isASCII: Bool) -> String? {
        isASCII ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
    }

    /// The text of the inside of a string whose escapes are known to be whole.
    private func unescaped(_ raw: UnsafeRawBufferPointer, _ isASCII: Bool) -> String? {
        var text: [UInt8] = []
        text.reserveCapacity(raw.count)
        JSONText.decode(raw, into: &text)
        return text.withUnsafeBytes { Self.string($0, isASCII) }
    }

    /// Steps over an escape.
    private mutating func escape() throws(JSONValueError) {
        place += 1
        guard let byte = next else { throw failure(.truncated) }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            place += 1
        case UInt8(ascii: "u"):
            place += 1
            for _ in 0..<4 {
                guard let digit = next, JSONByte.hexValue(digit) != nil else { throw failure(.unexpected) }
                place += 1
            }
        default: throw failure(.unexpected)
        }
    }
}
