/// Why a text is not JSON, or more of it than this program reads.
package struct JSONValueError: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Reason: Sendable, Hashable {
        /// A byte that the grammar does not allow there, or invalid UTF-8.
        case unexpected
        /// The text ends within a value.
        case truncated
        /// Something follows the value.
        case trailing
        /// Deeper than `JSONValue.maximumDepth`.
        case tooDeep
        /// More values than `JSONValue.maximumValues`.
        case tooMany
    }

    /// What is wrong.
    package let reason: Reason
    /// Where, in bytes from the start.
    package let offset: Int
}

extension JSONValue {
    /// How many arrays and objects may be open at once.
    package static let maximumDepth = 128

    /// How many values, member names not counted, one text may hold: a bound on memory, about 64 MB.
    package static let maximumValues = 1_000_000

    /// Reads one JSON text as RFC 8259 defines it: no comments, no trailing commas, no byte order mark.
    ///
    /// Strings must be valid UTF-8; an escaped surrogate without its partner becomes U+FFFD.
    package init(parsing bytes: [UInt8]) throws(JSONValueError) {
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONValueError) in
            try JSONValue(parsing: UnsafeRawBufferPointer(bytes))
        }
    }

    /// Reads one JSON text from memory that is only lent; see `init(parsing:)` over an array.
    package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONValueError) {
        var parser = JSONValueParser(bytes: bytes)
        self = try parser.document()
    }

    /// Reads the JSON text of a string; see `init(parsing:)` over an array.
    package init(parsing text: String) throws(JSONValueError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// One walk over the bytes of a JSON text; every access stays within them.
struct JSONValueParser {
    let bytes: UnsafeRawBufferPointer
    var place = 0
    private var depth = 0
    private var values = 0

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONValueError) -> JSONValue {
        let value = try value()
        skipBlanks()
        if place < bytes.count { throw failure(.trailing) }
        return value
    }

    func failure(_ reason: JSONValueError.Reason) -> JSONValueError {
        JSONValueError(reason: place >= bytes.count && reason == .unexpected ? .truncated : reason, offset: place)
    }

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): place += 1
            default: return
            }
        }
    }

    private mutating func value() throws(JSONValueError) -> JSONValue {
        skipBlanks()
        values += 1
        if values > JSONValue.maximumValues { throw failure(.tooMany) }
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONValueError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[index] else { throw failure(.unexpected) }
            place += 1
        }
        return value
    }

    private mutating func enter() throws(JSONValueError) {
        depth += 1
        if depth > JSONValue.maximumDepth { throw failure(.tooDeep) }
        place += 1
        skipBlanks()
    }

    /// Passes a comma and says true, or passes the closing byte and says false.
    private mutating func continues(until closing: UInt8) throws(JSONValueError) -> Bool {
        skipBlanks()
        guard let byte = next, byte == closing || byte == UInt8(ascii: ",") else { throw failure(.unexpected) }
        place += 1
        if byte == closing { depth -= 1 }
        return byte != closing
    }

    private mutating func array() throws(JSONValueError) -> JSONValue {
        try enter()
        if next == UInt8(ascii: "]") {
            place += 1
            depth -= 1
            return .array([])
        }
        var elements: [JSONValue] = []
        repeat { elements.append(try value()) } while try continues(until: UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func object() throws(JSONValueError) -> JSONValue {
        try enter()
        if next == UInt8(ascii: "}") {
            place += 1
            depth -= 1
            return .object([])
        }
        var members: [JSONValue.Member] = []
        members.reserveCapacity(4)
        repeat { members.append(try member()) } while try continues(until: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func member() throws(JSONValueError) -> JSONValue.Member {
        skipBlanks()
        guard next == UInt8(ascii: "\"") else { throw failure(.unexpected) }
        let name = try string()
        skipBlanks()
        guard next == UInt8(ascii: ":") else { throw failure(.unexpected) }
        place += 1
        return JSONValue.Member(name, try value())
    }

    private mutating func digits() throws(JSONValueError) {
        let start = place
        while let byte = next, byte.isDigit { place += 1 }
        if place == start { throw failure(.unexpected) }
    }

    private mutating func number() throws(JSONValueError) -> JSONValue {
        let start = place
        if next == UInt8(ascii: "-") { place += 1 }
        if next == UInt8(ascii: "0") { place += 1 } else { try digits() }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            isWhole = false
            place += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            place += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        // "-0" is not the integer 0 for every reader, so it keeps its text.
        if isWhole, text != "-0", let integer = Int64(text) { return .integer(integer) }
        return .number(text: text)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
