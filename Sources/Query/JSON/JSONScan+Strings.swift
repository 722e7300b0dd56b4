extension JSONScan {
    /// A string; the next byte is its opening quote.
    mutating func string(at pointer: JSONPointer) throws(RequestDiagnostic) -> String {
        advance()
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                advance()
                text += Array(String(try escape(at: pointer)).utf8)
            case ..<0x20: throw fault(pointer, "a control character stands unescaped")
            default:
                text.append(byte)
                advance()
            }
        }
        throw fault(pointer, "a string is not closed")
    }

    /// What an escape stands for; the backslash is read.
    private mutating func escape(at pointer: JSONPointer) throws(RequestDiagnostic) -> Unicode.Scalar {
        guard let byte = next else { throw fault(pointer, "a string is not closed") }
        advance()
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode(at: pointer)
        default: throw fault(pointer, "there is no such escape")
        }
    }

    /// `XXXX` behind `\u`, or a pair of surrogates; half a pair stands for nothing.
    private mutating func unicode(at pointer: JSONPointer) throws(RequestDiagnostic) -> Unicode.Scalar {
        let first = try hex(at: pointer)
        guard first != 0 else {
            throw RequestDiagnostic(.badValue, pointer, "the character U+0000 can stand nowhere")
        }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\"), take("u") else { throw fault(pointer, "half a surrogate pair") }
        let second = try hex(at: pointer)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw fault(pointer, "half a surrogate pair") }
        return scalar
    }

    private mutating func hex(at pointer: JSONPointer) throws(RequestDiagnostic) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Self.digit(byte) else {
                throw fault(pointer, "four hex digits are expected")
            }
            value = value << 4 | digit
            advance()
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }
}
