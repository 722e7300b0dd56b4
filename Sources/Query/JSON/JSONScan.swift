/// Reads a small JSON text as RFC 8259 defines it, strictly: what two readers could take differently is refused.
///
/// The text must be UTF-8; duplicate members, lone surrogates and whatever is deeper than `HistoryRequest.maximumDepth`
/// are refused with their place. Work and memory are linear in the bytes, of which the caller says the bound.
struct JSONScan {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The whole text as one value.
    static func read(_ bytes: [UInt8]) throws(RequestDiagnostic) -> JSONNode {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw RequestDiagnostic(.invalidJSON, JSONPointer(), "the text is not UTF-8")
        }
        var scan = JSONScan(bytes)
        let value = try scan.value(at: JSONPointer())
        scan.skipBlanks()
        guard scan.next == nil else { throw scan.fault(JSONPointer(), "something follows the value") }
        return value
    }

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func advance() { place += 1 }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == byte.value else { return false }
        place += 1
        return true
    }

    /// What is wrong at the place reached.
    func fault(_ pointer: JSONPointer, _ message: String) -> RequestDiagnostic {
        let isCut = place >= bytes.count
        return RequestDiagnostic(.invalidJSON, pointer, isCut ? "the text ends too early" : "byte \(place): \(message)")
    }

    private mutating func skipBlanks() {
        while let next, [0x20, 0x0A, 0x0D, 0x09].contains(next) { place += 1 }
    }

    private mutating func value(at pointer: JSONPointer) throws(RequestDiagnostic) -> JSONNode {
        skipBlanks()
        switch next {
        case UInt8(ascii: "\""): return .text(try string(at: pointer))
        case UInt8(ascii: "{"):
            try enter(at: pointer)
            defer { depth -= 1 }
            return .object(try members(at: pointer))
        case UInt8(ascii: "["):
            try enter(at: pointer)
            defer { depth -= 1 }
            return .list(try elements(at: pointer))
        case UInt8(ascii: "t"): return try word("true", .flag(true), at: pointer)
        case UInt8(ascii: "f"): return try word("false", .flag(false), at: pointer)
        case UInt8(ascii: "n"): return try word("null", .null, at: pointer)
        default: return .number(try number(at: pointer))
        }
    }

    private mutating func word(
        _ word: String,
        _ value: JSONNode,
        at pointer: JSONPointer
    ) throws(RequestDiagnostic) -> JSONNode {
        for scalar in word.unicodeScalars {
            guard take(scalar) else { throw fault(pointer, "a value is expected") }
        }
        return value
    }

    private mutating func enter(at pointer: JSONPointer) throws(RequestDiagnostic) {
        depth += 1
        guard depth <= HistoryRequest.maximumDepth else {
            throw RequestDiagnostic(
                .tooLong,
                pointer,
                "a question is at most \(HistoryRequest.maximumDepth) levels deep"
            )
        }
        place += 1
        skipBlanks()
    }

    private mutating func elements(at pointer: JSONPointer) throws(RequestDiagnostic) -> [JSONNode] {
        if take("]") { return [] }
        var elements: [JSONNode] = []
        repeat {
            elements.append(try value(at: pointer.element(elements.count)))
            skipBlanks()
        } while take(",")
        guard take("]") else { throw fault(pointer, "`,` or `]` is expected") }
        return elements
    }

    private mutating func members(at pointer: JSONPointer) throws(RequestDiagnostic) -> [JSONNode.Member] {
        if take("}") { return [] }
        var members: [JSONNode.Member] = []
        var names: Set<[UInt8]> = []
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw fault(pointer, "the name of a member is expected") }
            let name = try string(at: pointer)
            skipBlanks()
            guard take(":") else { throw fault(pointer, "`:` is expected") }
            let inner = pointer.member(name)
            guard names.insert(Array(name.utf8)).inserted else {
                throw RequestDiagnostic(.duplicateMember, inner, "this member is there twice")
            }
            members.append(JSONNode.Member(name: name, value: try value(at: inner)))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw fault(pointer, "`,` or `}` is expected") }
        return members
    }

    // MARK: numbers

    private mutating func number(at pointer: JSONPointer) throws(RequestDiagnostic) -> String {
        let start = place
        _ = take("-")
        if !take("0") { try digits(at: pointer) }
        if take(".") { try digits(at: pointer) }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits(at: pointer)
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func digits(at pointer: JSONPointer) throws(RequestDiagnostic) {
        let start = place
        while let next, (0x30...0x39).contains(next) { place += 1 }
        guard place > start else { throw fault(pointer, "a value is expected") }
    }
}
