extension ExpressionParser {
    private static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    private static let words = ByteSet((0..<0x80).filter { UInt8($0).isWord })
    private static let blanks = ByteSet((0..<0x80).filter { UInt8($0).isBlank })

    /// What stands behind a backslash outside of a class.
    mutating func escaped() throws(ExpressionFault) -> ExpressionTree {
        guard let byte = next else { throw fault("a \\ at the end") }
        switch byte {
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            at += 1
            return .boundary(isOne: byte == UInt8(ascii: "b"))
        case UInt8(ascii: "D"), UInt8(ascii: "W"), UInt8(ascii: "S"):
            at += 1
            return .character(Self.named(byte | 0x20).asciiComplement)
        default: return .byte(cased(try set()))
        }
    }

    /// What an escape stands for that is a set of bytes.
    private mutating func set() throws(ExpressionFault) -> ByteSet {
        guard let byte = next else { throw fault("a \\ at the end") }
        switch byte {
        case UInt8(ascii: "d"), UInt8(ascii: "w"), UInt8(ascii: "s"):
            at += 1
            return Self.named(byte)
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            throw fault("references to groups are not supported", back: 1)
        default: return ByteSet([try single()])
        }
    }

    private static func named(_ letter: UInt8) -> ByteSet {
        switch letter {
        case UInt8(ascii: "d"): digits
        case UInt8(ascii: "w"): words
        default: blanks
        }
    }

    /// The one byte that an escape stands for.
    private mutating func single() throws(ExpressionFault) -> UInt8 {
        guard let byte = next else { throw fault("a \\ at the end") }
        at += 1
        switch byte {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case 0x21..<0x7F where !byte.isAlphanumeric, 0x20: return byte
        default: throw fault("this escape is not supported", back: 2)
        }
    }

    /// A class, behind its opening bracket.
    mutating func bracket() throws(ExpressionFault) -> ExpressionTree {
        let isNegated = take("^")
        var set = ByteSet()
        var isFirst = true
        while isFirst || next != UInt8(ascii: "]") {
            isFirst = false
            guard let byte = next else { throw fault("a class that is never closed") }
            if byte == UInt8(ascii: "["), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ":") {
                throw fault("classes of the form [:alpha:] are not supported")
            }
            if byte == UInt8(ascii: "\\"), at + 1 < bytes.count, "dws".utf8.contains(bytes[at + 1]) {
                at += 1
                set.formUnion(try self.set())
                continue
            }
            let first = try member()
            guard next == UInt8(ascii: "-"), at + 1 < bytes.count, bytes[at + 1] != UInt8(ascii: "]") else {
                set.insert(first)
                continue
            }
            at += 1
            let last = try member()
            guard first <= last else { throw fault("a range that ends before it begins") }
            for byte in first...last { set.insert(byte) }
        }
        at += 1
        set = cased(set)
        return isNegated ? .character(set.asciiComplement) : .byte(set)
    }

    /// One character of a class.
    private mutating func member() throws(ExpressionFault) -> UInt8 {
        guard let byte = next else { throw fault("a class that is never closed") }
        guard byte < 0x80 else {
            throw fault("a class takes characters of ASCII only; write (ä|ö) instead of [äö]")
        }
        at += 1
        return byte == UInt8(ascii: "\\") ? try single() : byte
    }
}
