/// A JSON text as a tree; numbers keep their text, and no object has two members of one name.
indirect enum JSONNode: Sendable, Hashable {
    case null
    case flag(Bool)
    case number(String)
    case text(String)
    case list([JSONNode])
    case object([Member])

    /// A name and its value.
    struct Member: Sendable, Hashable {
        let name: String
        let value: JSONNode
    }

    /// What it is, in words.
    var kind: String {
        switch self {
        case .null: "null"
        case .flag: "a truth value"
        case .number: "a number"
        case .text: "a string"
        case .list: "an array"
        case .object: "an object"
        }
    }
}

/// A place in a JSON text (RFC 6901).
struct JSONPointer: Sendable, Hashable {
    /// The most bytes of a name that a pointer shows; a longer one is not told.
    private static let longestName = 64

    /// The pointer's text; empty for the whole.
    private(set) var text = ""

    /// The place of a member.
    func member(_ name: String) -> JSONPointer {
        guard name.utf8.count <= Self.longestName else { return self }
        var inner = self
        inner.text += "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": inner.text += "~0"
            case "/": inner.text += "~1"
            default: inner.text.unicodeScalars.append(scalar)
            }
        }
        return inner
    }

    /// The place of an element.
    func element(_ place: Int) -> JSONPointer { member("\(place)") }
}
