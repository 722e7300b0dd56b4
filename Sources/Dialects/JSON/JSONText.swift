/// Turns the raw inside of a JSON string into UTF-8 and back.
enum JSONText {
    /// Appends the decoded form of `raw` to `output`; false when a surrogate stands alone or an escape is broken.
    ///
    /// A lone surrogate becomes U+FFFD and a broken escape is left out, so `output` is usable either way.
    @discardableResult
    static func decode(_ raw: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Bool {
        var isClean = true
        var at = 0
        while at < raw.count {
            let mark = raw.stringMark(from: at)
            output.append(contentsOf: raw.part(at..<mark))
            guard mark < raw.count else { break }
            at = mark + 2
            guard mark + 1 < raw.count else { return false }
            if raw[mark + 1] == UInt8(ascii: "u") {
                isClean = unicode(raw, &at, &output) && isClean
            } else if let plain = simple(raw[mark + 1]) {
                output.append(plain)
            } else {
                isClean = false
            }
        }
        return isClean
    }

    /// Appends `text` as a JSON string with its quotes.
    static func encode(_ text: String, into output: inout [UInt8]) {
        output.append(JSONByte.quote)
        for byte in text.utf8 {
            switch byte {
            case JSONByte.quote, JSONByte.backslash:
                output.append(JSONByte.backslash)
                output.append(byte)
            case 0..<0x20:
                output.append(contentsOf: "\\u00".utf8)
                output.append(hexDigit(byte >> 4))
                output.append(hexDigit(byte & 15))
            default:
                output.append(byte)
            }
        }
        output.append(JSONByte.quote)
    }

    /// The four hexadecimal digits at `start`, or nil.
    @inline(__always)
    static func unit(_ raw: UnsafeRawBufferPointer, at start: Int) -> UInt16? {
        guard start + 4 <= raw.count else { return nil }
        var value: UInt16 = 0
        for offset in 0..<4 {
            guard let digit = JSONByte.hexValue(raw[start + offset]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? value + 0x30 : value + 0x57
    }

    private static func simple(_ byte: UInt8) -> UInt8? {
        switch byte {
        case JSONByte.quote, JSONByte.backslash, UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// Decodes the digits at `at`, and a second escape behind them where they are a high surrogate.
    private static func unicode(_ raw: UnsafeRawBufferPointer, _ at: inout Int, _ output: inout [UInt8]) -> Bool {
        guard let first = unit(raw, at: at) else { return false }
        at += 4
        var value = UInt32(first)
        if UTF16.isLeadSurrogate(first), at + 2 <= raw.count, raw[at] == JSONByte.backslash,
            raw[at + 1] == UInt8(ascii: "u"), let second = unit(raw, at: at + 2), UTF16.isTrailSurrogate(second)
        {
            at += 6
            value = 0x1_0000 + (UInt32(first) & 0x3FF) << 10 + UInt32(second) & 0x3FF
        }
        let scalar = Unicode.Scalar(value)
        output.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
        return scalar != nil
    }
}
