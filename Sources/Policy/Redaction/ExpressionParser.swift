/// Reads the text of an expression, one byte after the other.
struct ExpressionParser {
    private static let mostDepth = 32
    private static let mostRepeats = 256

    let bytes: [UInt8]
    var at = 0
    private var isCaseless = false
    private var depth = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The whole expression.
    mutating func parse() throws(ExpressionFault) -> ExpressionTree {
        if bytes.starts(with: "(?i)".utf8) {
            isCaseless = true
            at = 4
        }
        let tree = try choice()
        guard at == bytes.count else { throw fault("a ) that closes nothing") }
        return tree
    }

    func fault(_ reason: String, back: Int = 0) -> ExpressionFault { ExpressionFault(at: at - back, reason) }

    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    /// Takes a byte when it comes next.
    mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    private mutating func choice() throws(ExpressionFault) -> ExpressionTree {
        var options = [try sequence()]
        while take("|") { options.append(try sequence()) }
        return options.count == 1 ? options[0] : .choice(options)
    }

    private mutating func sequence() throws(ExpressionFault) -> ExpressionTree {
        var parts: [ExpressionTree] = []
        while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            let part = try atom()
            parts.append(try repeated(part))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// One thing, before it is repeated.
    private mutating func atom() throws(ExpressionFault) -> ExpressionTree {
        guard let byte = next else { throw fault("ends too early") }
        at += 1
        switch byte {
        case UInt8(ascii: "("): return try group()
        case UInt8(ascii: "["): return try bracket()
        case UInt8(ascii: "."): return .character(ByteSet((0..<0x80).filter { $0 != 0x0A }))
        case UInt8(ascii: "\\"): return try escaped()
        case UInt8(ascii: "^"), UInt8(ascii: "$"):
            throw fault("^ and $ are not supported; \\b is where a word begins or ends", back: 1)
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw fault("nothing stands before this repetition; \\ makes it a character", back: 1)
        case 0x80...: return literal(character: byte)
        default: return literal(byte)
        }
    }

    /// A set of one byte, or of both cases of a letter.
    func literal(_ byte: UInt8) -> ExpressionTree { .byte(cased(ByteSet([byte]))) }

    func cased(_ set: ByteSet) -> ByteSet { isCaseless ? set.caseless : set }

    /// A character beyond ASCII, which is repeated as a whole.
    private mutating func literal(character first: UInt8) -> ExpressionTree {
        var parts = [literal(first)]
        while let byte = next, byte.isContinuation {
            parts.append(literal(byte))
            at += 1
        }
        return .sequence(parts)
    }

    private mutating func group() throws(ExpressionFault) -> ExpressionTree {
        if take("?") {
            guard take(":") else {
                throw fault("only groups of the forms ( ) and (?: ) are supported", back: 2)
            }
        }
        depth += 1
        guard depth <= Self.mostDepth else { throw fault("groups lie deeper than \(Self.mostDepth)", back: 1) }
        let tree = try choice()
        guard take(")") else { throw fault("a group that is never closed") }
        depth -= 1
        return tree
    }

    private mutating func repeated(_ part: ExpressionTree) throws(ExpressionFault) -> ExpressionTree {
        let result: ExpressionTree
        switch next {
        case UInt8(ascii: "?"): result = .repeated(part, least: 0, most: 1)
        case UInt8(ascii: "*"): result = .repeated(part, least: 0, most: nil)
        case UInt8(ascii: "+"): result = .repeated(part, least: 1, most: nil)
        case UInt8(ascii: "{"):
            at += 1
            result = try counted(part)
            at -= 1
        default: return part
        }
        if case .boundary = part { throw fault("a place cannot be repeated") }
        at += 1
        if let byte = next, "?*+{".utf8.contains(byte) {
            throw fault("a repetition of a repetition, and the forms *? and *+, are not supported")
        }
        return result
    }

    /// What stands in braces; ends on the closing one.
    private mutating func counted(_ part: ExpressionTree) throws(ExpressionFault) -> ExpressionTree {
        let start = at
        guard let least = number() else { throw fault("a repetition is {m}, {m,} or {m,n}") }
        var most: Int? = least
        if take(",") { most = next == UInt8(ascii: "}") ? nil : number() ?? -1 }
        guard next == UInt8(ascii: "}") else { throw fault("a repetition is {m}, {m,} or {m,n}") }
        guard least <= Self.mostRepeats, (most ?? least) <= Self.mostRepeats else {
            throw fault("repeats more than \(Self.mostRepeats) times", back: at - start)
        }
        guard (most ?? least) >= max(least, most == nil ? 0 : 1) else {
            throw fault("the second number is less than the first, or 0", back: at - start)
        }
        at += 1
        return .repeated(part, least: least, most: most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let byte = next, byte.isDigit {
            value = min((value ?? 0) * 10 + Int(byte - 0x30), 1_000_000)
            at += 1
        }
        return value
    }
}
