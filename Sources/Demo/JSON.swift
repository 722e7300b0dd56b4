/// A JSON value whose objects keep the order of their members.
package enum JSON: Sendable, Hashable {
    /// `null`, and every member that is not there.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction or exponent that fits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object; where a name is repeated the last one counts.
    case object([Member])

    /// One member of an object.
    package struct Member: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: JSON

        /// Makes a member.
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The member of that name, or null; set, it takes the old one's place or the last one.
    package subscript(_ name: String) -> JSON {
        get { members.last { $0.name == name }?.value ?? .null }
        set {
            var members = members
            if let index = members.lastIndex(where: { $0.name == name }) {
                members[index].value = newValue
            } else {
                members.append(Member(name, newValue))
            }
            self = .object(members)
        }
    }

    /// The string, or nil where it is something else.
    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The whole number, or nil where it is something else.
    package var whole: Int? {
        switch self {
        case .integer(let value): Int(exactly: value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number, or nil where it is something else.
    package var real: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The elements, or none where it is no array.
    package var elements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The members, or none where it is no object.
    package var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// This value, or `other` where it is null.
    package func or(_ other: JSON) -> JSON { self == .null ? other : self }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes null.
    package init(nilLiteral: ()) { self = .null }

    /// Makes `true` or `false`.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes a whole number.
    package init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes a number.
    package init(floatLiteral value: Double) { self = .number(value) }

    /// Makes a string.
    package init(stringLiteral value: String) { self = .string(value) }

    /// Makes an array.
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// Makes an object with the members in that order.
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    /// Makes a whole number.
    package static func count(_ value: Int) -> JSON { .integer(Int64(value)) }
}

extension JSON {
    /// The value as compact JSON.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        write(into: &out)
        return out
    }

    /// The value as compact JSON.
    package var rendered: String { String(decoding: bytes, as: UTF8.self) }

    private func write(into out: inout [UInt8]) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): out.append(contentsOf: String(value).utf8)
        case .number(let value): out.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
        case .string(let text): Self.write(text, into: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.write(into: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                Self.write(member.name, into: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(into: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): out.append(contentsOf: #"\\"#.utf8)
            case 0x0A: out.append(contentsOf: #"\n"#.utf8)
            case 0x0D: out.append(contentsOf: #"\r"#.utf8)
            case 0x09: out.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                out.append(contentsOf: (byte < 16 ? #"\u000"# : #"\u00"#).utf8)
                out.append(contentsOf: digits.utf8)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
