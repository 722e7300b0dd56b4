/// Makes a value that fits a JSON schema, the same for the same schema.
///
/// Knows what providers allow in structured output: types, properties, items, enum, const, anyOf, oneOf,
/// allOf, `$ref` into the schema itself, bounds of numbers, strings and arrays, and the usual formats; not
/// `pattern`.
package struct SchemaSample {
    // Below this depth what may be left out is left out.
    private static let deepest = 4

    private let root: JSON
    // A schema that contains itself may branch at every level; this bounds the value as a whole.
    private var budget = 4_096

    private init(_ root: JSON) {
        self.root = root
    }

    /// A value that fits `schema`; an empty object where the schema says nothing.
    package static func value(for schema: JSON) -> JSON {
        var sample = SchemaSample(schema)
        return schema.members.isEmpty ? [:] : sample.value(schema, depth: 0)
    }

    private mutating func value(_ schema: JSON, depth: Int) -> JSON {
        // A schema that contains itself is left by the first way out: null, no element, no optional member.
        guard depth < 64, budget > 0 else { return nil }
        budget -= 1
        if let reference = schema["$ref"].text { return value(resolve(reference), depth: depth + 1) }
        if schema.members.contains(where: { $0.name == "const" }) { return schema["const"] }
        if let first = schema["enum"].elements.first { return first }
        let choices = schema["anyOf"].elements + schema["oneOf"].elements
        if let first = choices.first {
            let null = choices.first { $0["type"] == "null" }
            return value(depth < Self.deepest ? first : null ?? first, depth: depth + 1)
        }
        if case .array(let parts) = schema["allOf"], let first = parts.first {
            return parts.count == 1 ? value(first, depth: depth + 1) : object(merged(parts), depth: depth)
        }
        return typed(schema, depth: depth)
    }

    private mutating func typed(_ schema: JSON, depth: Int) -> JSON {
        let types = schema["type"].elements.filter { $0 != "null" }
        switch schema["type"].text ?? types.first?.text {
        case "string": return .string(string(schema))
        case "integer": return .integer(Int64(number(schema, step: 1).rounded(.up)))
        case "number": return .number(number(schema, step: 0.5))
        case "boolean": return true
        case "null": return nil
        case "array": return array(schema, depth: depth)
        default: return object(schema, depth: depth)
        }
    }

    private mutating func object(_ schema: JSON, depth: Int) -> JSON {
        let required = schema["required"].elements.compactMap(\.text)
        let members = schema["properties"].members.filter {
            depth < Self.deepest || required.contains($0.name)
        }
        var object: [JSON.Member] = []
        for member in members {
            object.append(JSON.Member(member.name, value(member.value, depth: depth + 1)))
        }
        return .object(object)
    }

    private mutating func array(_ schema: JSON, depth: Int) -> JSON {
        let least = schema["minItems"].whole ?? 0
        let most = schema["maxItems"].whole ?? .max
        let count = min(max(least, depth < Self.deepest ? 1 : 0), most, 16)
        var elements: [JSON] = []
        for _ in 0..<max(count, 0) { elements.append(value(schema["items"], depth: depth + 1)) }
        return .array(elements)
    }

    private func string(_ schema: JSON) -> String {
        switch schema["format"].text {
        case "date-time": return "2026-01-01T00:00:00Z"
        case "date": return "2026-01-01"
        case "time": return "00:00:00Z"
        case "duration": return "PT1S"
        case "email": return "demo@example.com"
        case "hostname": return "example.com"
        case "ipv4": return "192.0.2.1"
        case "ipv6": return "2001:db8::1"
        case "uri", "url": return "https://example.com/"
        case "uuid": return "00000000-0000-4000-8000-000000000000"
        default: break
        }
        let least = min(max(schema["minLength"].whole ?? 0, 0), 4_096)
        let word = "demo" + String(repeating: "o", count: max(least - 4, 0))
        return String(word.prefix(max(schema["maxLength"].whole ?? word.count, 0)))
    }

    private func number(_ schema: JSON, step: Double) -> Double {
        let least = schema["minimum"].real ?? schema["exclusiveMinimum"].real.map { $0 + step }
        let most = schema["maximum"].real ?? schema["exclusiveMaximum"].real.map { $0 - step }
        let value = min(max(1, least ?? 1), most ?? .greatestFiniteMagnitude)
        return min(max(value, -1e15), 1e15)
    }

    private func merged(_ parts: [JSON]) -> JSON {
        let parts = parts.map { part in part["$ref"].text.map(resolve) ?? part }
        return [
            "properties": .object(parts.flatMap { $0["properties"].members }),
            "required": .array(parts.flatMap { $0["required"].elements }),
        ]
    }

    private func resolve(_ reference: String) -> JSON {
        guard reference.hasPrefix("#") else { return nil }
        return reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] }
    }
}
