extension JSONValueParser {
    /// Reads a string from its opening quote; without escapes it is one copy.
    mutating func string() throws(JSONValueError) -> String {
        place += 1
        var start = place
        var text: [UInt8]?
        var seen: UInt8 = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let run = bytes[start..<place]
                guard let string = Self.string(text, and: run, isASCII: seen < 0x80) else {
                    throw failure(.unexpected)
                }
                place += 1
                return string
            case UInt8(ascii: "\\"):
                var copy = text ?? []
                text = nil
                copy.append(contentsOf: bytes[start..<place])
                try escape(into: &copy)
                text = copy
                start = place
            case ..<0x20: throw failure(.unexpected)
            default:
                seen |= byte
                place += 1
            }
        }
        throw failure(.truncated)
    }

    /// Joins what was unescaped with the last run; nil when the bytes are not UTF-8.
    ///
    /// Escapes yield valid UTF-8, so bytes that are ASCII as written need no validation, which is dear.
    private static func string(_ text: [UInt8]?, and run: ArraySlice<UInt8>, isASCII: Bool) -> String? {
        guard var text else {
            return isASCII ? String(decoding: run, as: UTF8.self) : String(validating: run, as: UTF8.self)
        }
        text.append(contentsOf: run)
        return isASCII ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONValueError) {
        place += 1
        guard let byte = next else { throw failure(.truncated) }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            place += 1
            return text.append(contentsOf: String(Character(try escapedScalar())).utf8)
        default: throw failure(.unexpected)
        }
        place += 1
    }

    /// Reads the four digits behind `\u`, and the second half of a surrogate pair when it follows.
    private mutating func escapedScalar() throws(JSONValueError) -> Unicode.Scalar {
        let unit = try hexUnit()
        guard 0xd800...0xdbff ~= unit else { return Unicode.Scalar(unit) ?? "\u{fffd}" }
        let start = place
        guard next == UInt8(ascii: "\\"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "u") else {
            return "\u{fffd}"
        }
        place += 2
        let second = try hexUnit()
        guard 0xdc00...0xdfff ~= second else {
            place = start
            return "\u{fffd}"
        }
        return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (second - 0xdc00)) ?? "\u{fffd}"
    }

    private mutating func hexUnit() throws(JSONValueError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = byte.hexValue else { throw failure(.unexpected) }
            unit = unit << 4 | digit
            place += 1
        }
        return unit
    }
}

extension UInt8 {
    fileprivate var hexValue: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
