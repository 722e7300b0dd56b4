import Dialects

/// The schemas of shapes (JSON Schema 2020-12), each that has a name kept once.
struct SchemaBook {
    /// The schemas by name, in the order they were asked for.
    private(set) var members: [JSONValue.Member] = []

    /// The schema of a shape, or a reference to it.
    mutating func schema(_ shape: Shape) -> JSONValue {
        switch shape {
        case .text(let form):
            // Every form is bounded by its expression; a time has a name of its own beside it.
            return form == .time
                ? ["type": "string", "format": "date-time", "pattern": .string(form.pattern)]
                : ["type": "string", "pattern": .string(form.pattern)]
        case .words: return ["type": "string"]
        case .oneOf(let words): return ["type": "string", "enum": .array(words.map { .string($0) })]
        case .integer(let bounds):
            return ["type": "integer", "minimum": .integer(bounds.lowerBound), "maximum": .integer(bounds.upperBound)]
        case .number: return ["type": "number"]
        case .boolean: return ["type": "boolean"]
        case .list(let shape, let most):
            return ["type": "array", "items": schema(shape), "maxItems": .integer(Int64(most))]
        case .object(let members): return object(members)
        case .map(let shape): return ["type": "object", "additionalProperties": schema(shape)]
        case .nullable(let shape): return ["oneOf": [schema(shape), ["type": "null"]]]
        case .named(let name, let shape): return named(name, shape)
        case .anyObject: return ["type": "object"]
        case .any: return [:]
        }
    }

    private mutating func named(_ name: String, _ shape: Shape) -> JSONValue {
        if !members.contains(where: { $0.name == name }) {
            let place = members.count
            members.append(.init(name, .null))
            members[place].value = schema(shape)
        }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    private mutating func object(_ known: [Shape.Member]) -> JSONValue {
        let properties = known.map { member -> JSONValue.Member in
            var value = schema(member.shape).members ?? []
            value.append(.init("description", .string(member.about)))
            return .init(member.name, .object(value))
        }
        let required = known.filter(\.isRequired).map { JSONValue.string($0.name) }
        return .object([
            .init("type", "object"), .init("properties", .object(properties)), .init("required", .array(required)),
            .init("additionalProperties", false),
        ])
    }
}
