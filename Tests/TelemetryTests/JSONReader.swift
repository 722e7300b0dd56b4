/// A small strict JSON reader that keeps the order of keys; for tests only.
struct JSONReader {
    indirect enum Value: Equatable {
        case object([(String, Value)])
        case array([Value])
        case string(String)
        case number(String)
        case bool(Bool)
        case null

        static func == (left: Value, right: Value) -> Bool { "\(left)" == "\(right)" }
    }

    struct Malformed: Error {
        let offset: Int
    }

    private let bytes: [UInt8]
    private var index = 0

    /// Reads exactly one value.
    static func read(_ bytes: [UInt8]) throws -> Value {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Malformed(offset: -1) }
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value()
        guard reader.index == bytes.count else { throw reader.fault }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var fault: Malformed { Malformed(offset: index) }

    private var next: UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func expect(_ text: String) throws {
        guard bytes[index...].starts(with: Array(text.utf8)) else { throw fault }
        index += text.utf8.count
    }

    private mutating func value() throws -> Value {
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        default: return try number()
        }
    }

    private mutating func object() throws -> Value {
        try expect("{")
        var members: [(String, Value)] = []
        while next != UInt8(ascii: "}") {
            if !members.isEmpty { try expect(",") }
            let key = try string()
            guard !members.contains(where: { $0.0 == key }) else { throw fault }
            try expect(":")
            members.append((key, try value()))
        }
        try expect("}")
        return .object(members)
    }

    private mutating func array() throws -> Value {
        try expect("[")
        var items: [Value] = []
        while next != UInt8(ascii: "]") {
            if !items.isEmpty { try expect(",") }
            items.append(try value())
        }
        try expect("]")
        return .array(items)
    }

    private mutating func string() throws -> String {
        try expect("\"")
        var text: [UInt8] = []
        while next != UInt8(ascii: "\"") {
            guard index < bytes.count, next >= 0x20 else { throw fault }
            if next == UInt8(ascii: "\\") { text += try escape() } else { text.append(next) }
            index += 1
        }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape() throws -> [UInt8] {
        index += 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [next]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"):
            guard index + 4 < bytes.count else { throw fault }
            let digits = String(decoding: bytes[index + 1...index + 4], as: UTF8.self)
            guard let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else { throw fault }
            index += 4
            return Array(String(Character(scalar)).utf8)
        default: throw fault
        }
    }

    private mutating func number() throws -> Value {
        let start = index
        while "+-.0123456789eE".utf8.contains(next) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard Double(text) != nil else { throw fault }
        return .number(text)
    }
}

extension JSONReader.Value {
    /// The members of an object in order; none for anything else.
    var members: [(String, JSONReader.Value)] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The keys of an object in order.
    var keys: [String] { members.map(\.0) }

    /// A member of an object.
    subscript(key: String) -> JSONReader.Value? { members.first { $0.0 == key }?.1 }

    /// The text of a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a number.
    var number: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }
}
