import Dialects

/// What JSON must look like: bodies are read by it, and the API's document is made of it, so that both say the same.
indirect enum Shape: Sendable {
    /// A text of a form.
    case text(TextForm)
    /// Any text, which is only ever sent.
    case words
    /// One of these words.
    case oneOf([String])
    /// A whole number within these bounds.
    case integer(ClosedRange<Int64>)
    /// Any number.
    case number
    /// True or false.
    case boolean
    /// A list of at most so many.
    case list(Shape, most: Int)
    /// An object with these members and no other.
    case object([Member])
    /// An object of any names, each with a value of one shape.
    case map(Shape)
    /// The same or `null`.
    case nullable(Shape)
    /// A shape that has a name in the document.
    case named(String, Shape)
    /// Any JSON object.
    case anyObject
    /// Any JSON.
    case any

    /// A member of an object.
    struct Member: Sendable {
        let name: String
        let shape: Shape
        let isRequired: Bool
        let about: String

        init(_ name: String, _ shape: Shape, _ about: String, isRequired: Bool = true) {
            self.name = name
            self.shape = shape
            self.about = about
            self.isRequired = isRequired
        }
    }

    /// The members of an object, nil for another shape.
    var members: [Member]? {
        switch self {
        case .object(let members): members
        case .named(_, let shape): shape.members
        default: nil
        }
    }

    /// The same with members that may all be left out, as a merge patch has them.
    var patch: Shape {
        guard let members else { return self }
        return .object(members.map { Member($0.name, $0.shape, $0.about, isRequired: false) })
    }
}

extension Shape {
    /// What of a value is not of this shape.
    func mistakes(in value: JSONValue, at pointer: String = "#") -> [Mistake] {
        switch self {
        case .text(let form):
            guard let text = value.text else { return [Self.type(pointer, "a string")] }
            return form.accepts(text) ? [] : [Mistake(pointer, "form", "must match \(form.pattern)")]
        case .words: return value.text == nil ? [Self.type(pointer, "a string")] : []
        case .oneOf(let words):
            guard let text = value.text, words.contains(text) else {
                return [Mistake(pointer, "choice", "must be one of \(words.joined(separator: ", "))")]
            }
            return []
        case .integer(let bounds): return Self.mistakes(in: value, bounds, at: pointer)
        case .number:
            if case .number = value { return [] }
            return value.integer == nil ? [Self.type(pointer, "a number")] : []
        case .boolean: return value.bool == nil ? [Self.type(pointer, "true or false")] : []
        case .list(let shape, let most): return Self.mistakes(in: value, each: shape, most: most, at: pointer)
        case .object(let members): return Self.mistakes(in: value, members, at: pointer)
        case .map(let shape):
            guard let found = value.members else { return [Self.type(pointer, "an object")] }
            return found.flatMap { shape.mistakes(in: $0.value, at: pointer + Self.step($0.name)) }
        case .nullable(let shape): return value.isNull ? [] : shape.mistakes(in: value, at: pointer)
        case .named(_, let shape): return shape.mistakes(in: value, at: pointer)
        case .anyObject: return value.members == nil ? [Self.type(pointer, "an object")] : []
        case .any: return []
        }
    }

    private static func mistakes(in value: JSONValue, _ bounds: ClosedRange<Int64>, at pointer: String) -> [Mistake] {
        // 5.0 is the whole number 5 to JSON Schema, and so it is here.
        let whole = value.integer ?? value.wholeNumber
        guard let whole else { return [type(pointer, "a whole number")] }
        if bounds ~= whole { return [] }
        return [Mistake(pointer, "bounds", "must be from \(bounds.lowerBound) to \(bounds.upperBound)")]
    }

    private static func mistakes(in value: JSONValue, each shape: Shape, most: Int, at pointer: String) -> [Mistake] {
        guard let elements = value.elements else { return [type(pointer, "an array")] }
        guard elements.count <= most else { return [Mistake(pointer, "bounds", "has more than \(most) entries")] }
        return elements.enumerated().flatMap { shape.mistakes(in: $0.element, at: "\(pointer)/\($0.offset)") }
    }

    private static func mistakes(in value: JSONValue, _ members: [Member], at pointer: String) -> [Mistake] {
        guard let found = value.members else { return [type(pointer, "an object")] }
        var mistakes: [Mistake] = []
        for member in found {
            let place = pointer + step(member.name)
            guard let known = members.first(where: { $0.name == member.name }) else {
                mistakes.append(Mistake(place, "unknown_member", "there is no such member"))
                continue
            }
            mistakes += known.shape.mistakes(in: member.value, at: place)
        }
        for member in members where member.isRequired && !found.contains(where: { $0.name == member.name }) {
            mistakes.append(Mistake(pointer + step(member.name), "missing", "is needed"))
        }
        return mistakes
    }

    private static func type(_ pointer: String, _ wanted: String) -> Mistake {
        Mistake(pointer, "type", "must be \(wanted)")
    }

    /// One step of a pointer; a name that nobody would give is cut, as it goes back to its sender.
    static func step(_ name: String) -> String {
        var step = "/"
        for scalar in name.unicodeScalars.prefix(64) {
            switch scalar {
            case "~": step += "~0"
            case "/": step += "~1"
            default: step.unicodeScalars.append(scalar)
            }
        }
        return step
    }
}

extension JSONValue {
    /// The whole number a text such as `5.0` or `5e0` names, where it is small.
    var wholeNumber: Int64? {
        if let integer { return integer }
        guard case .number(let text) = self, let value = Double(text), value == value.rounded(), abs(value) < 1e15
        else {
            return nil
        }
        return Int64(value)
    }
}
