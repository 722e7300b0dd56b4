/// A JSON text as a tree, for work off the data path: the history, the demo provider, the commands.
///
/// Objects keep the order of their members and even repeated names; look-ups take the last of them, as
/// most JSON readers do. Numbers that are not whole or do not fit 64 bits keep their text, so nothing is rounded.
package enum JSONValue: Sendable, Hashable {
    /// The word `null`.
    case null
    /// The words `true` and `false`.
    case bool(Bool)
    /// A whole number within 64 bits, written without fraction and exponent.
    case integer(Int64)
    /// Any other number, as it was written; the text must be a JSON number.
    case number(text: String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object: its members in the order they were written.
    case object([Member])

    /// A name and its value.
    package struct Member: Sendable, Hashable {
        /// The member's name.
        package var name: String
        /// The member's value.
        package var value: JSONValue

        /// Makes a member.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

extension JSONValue {
    /// The value of the last member with this name; nil when there is none or this is no object.
    package subscript(name: String) -> JSONValue? {
        members?.last { $0.name == name }?.value
    }

    /// The element at this place; nil when there is none or this is no array.
    package subscript(place: Int) -> JSONValue? {
        guard let elements, elements.indices.contains(place) else { return nil }
        return elements[place]
    }

    /// The string, or nil when this is none.
    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The whole number, or nil when this is none.
    package var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// The truth value, or nil when this is none.
    package var bool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    /// The elements, or nil when this is no array.
    package var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members, or nil when this is no object.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// True for `null`.
    package var isNull: Bool { self == .null }

    /// True for `""`, `[]`, `{}` and `null`.
    package var isEmpty: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .integer, .number: false
        }
    }
}

// There is no literal for `null`: it would make `nil` of type `JSONValue?` mean `.null` without a word.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Makes a string.
    package init(stringLiteral value: String) { self = .string(value) }

    /// Makes a whole number.
    package init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes a truth value.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes an array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Makes an object with the members in the order written.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
