/// Reads strict JSON (RFC 8259): UTF-8, one value, at most 128 levels deep.
package struct JSONReader {
    /// Where the text stops being JSON.
    package struct Fault: Error, Equatable {
        /// The offset of the first byte that does not fit.
        package let offset: Int
    }

    private static let deepest = 128

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the one value that `bytes` hold.
    package static func read(_ bytes: [UInt8]) throws(Fault) -> JSON {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.fault }
        return value
    }

    private var fault: Fault { Fault(offset: position) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Fault) {
        guard take(byte) else { throw fault }
    }

    private mutating func value(depth: Int) throws(Fault) -> JSON {
        guard depth < Self.deepest else { throw fault }
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Fault) -> JSON {
        for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
        return value
    }

    private mutating func array(depth: Int) throws(Fault) -> JSON {
        position += 1
        var elements: [JSON] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func object(depth: Int) throws(Fault) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipBlanks()
            let name = try string()
            skipBlanks()
            try expect(UInt8(ascii: ":"))
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return .object(members)
    }
}

extension JSONReader {
    private mutating func string() throws(Fault) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        var unescaped: [UInt8] = []
        var run = start
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault }
            position += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            unescaped.append(contentsOf: bytes[run..<position - 1])
            unescaped.append(contentsOf: try escape())
            run = position
        }
        let end = position
        try expect(UInt8(ascii: "\""))
        if run > start { unescaped.append(contentsOf: bytes[run..<end]) }
        let text = String(validating: run > start ? unescaped[...] : bytes[start..<end], as: UTF8.self)
        guard let text else { throw Fault(offset: start) }
        return text
    }

    private mutating func escape() throws(Fault) -> [UInt8] {
        guard let byte = next else { throw fault }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault
        }
    }

    private mutating func unicodeEscape() throws(Fault) -> [UInt8] {
        var code = try fourDigits()
        if (0xD800..<0xDC00).contains(code) {
            try expect(UInt8(ascii: "\\"))
            try expect(UInt8(ascii: "u"))
            let low = try fourDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw fault }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func fourDigits() throws(Fault) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw fault }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func number() throws(Fault) -> JSON {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw Fault(offset: start) }
        return .number(value)
    }

    private mutating func digits() throws(Fault) {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw fault }
    }
}
