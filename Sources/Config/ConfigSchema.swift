/// The JSON Schema (draft 2020-12) of the file, for editors; made from the table of keys.
package enum ConfigSchema {
    /// The schema as JSON text with two blanks of indentation; `kinds` are the values `kind` may have.
    package static func json(kinds: [KnownKind]) -> String {
        var root = SchemaValue.object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("weir.yaml")),
            ("description", .text("The configuration of weir. Every key is optional.")),
        ])
        root.append(contentsOf: mapping(below: "", kinds))
        return root.json() + "\n"
    }

    private static func mapping(below path: String, _ kinds: [KnownKind]) -> [(String, SchemaValue)] {
        let prefix = path.isEmpty ? "" : path + "."
        let own = KeyTable.rows.filter { row in
            row.path.hasPrefix(prefix) && !row.path.dropFirst(prefix.count).contains { ".[".contains($0) }
        }
        return [
            ("type", .text("object")),
            ("additionalProperties", .bool(false)),
            ("properties", .object(own.map { ($0.name, schema(of: $0, kinds)) })),
        ]
    }

    private static func schema(of row: KeyRow, _ kinds: [KnownKind]) -> SchemaValue {
        var members: [(String, SchemaValue)] = [("description", .text(row.summary))]
        members += shape(of: row, kinds)
        if !row.fallback.isEmpty { members.append(("default", fallback(of: row))) }
        return .object(members)
    }

    private static func shape(of row: KeyRow, _ kinds: [KnownKind]) -> [(String, SchemaValue)] {
        switch row.shape {
        case .boolean: return either([("type", .text("boolean"))])
        case .integer(let range):
            return either(bounds("integer", String(range.lowerBound), String(range.upperBound)))
        case .seconds(let range):
            let (least, most) = (range.lowerBound, range.upperBound)
            return either(bounds("number", Number.shown(thousandths: least), Number.shown(thousandths: most)))
        case .price: return [("anyOf", .list([.object(bounds("number", "0", "999999.999999")), text]))]
        case .choice(let words): return either([("enum", .list(words.map { .text($0) }))])
        case .text where row.path == "providers.*.kind" && !kinds.isEmpty:
            return either([("enum", .list(kinds.map { .text($0.name) }))])
        case .text, .secret: return [("type", .text("string"))]
        case .list: return [("type", .list([.text("array"), .text("null")])), ("items", text)]
        case .keys: return keys
        case .records(let limit):
            return [
                ("type", .text("array")), ("minItems", .number("1")), ("maxItems", .number(String(limit))),
                ("items", .object(mapping(below: row.path + "[]", kinds))),
            ]
        case .headers: return [("type", .list([.text("object"), .text("null")])), ("additionalProperties", text)]
        case .section: return nullable(mapping(below: row.path, kinds))
        case .named:
            return [
                ("type", .list([.text("object"), .text("null")])),
                ("additionalProperties", .object(nullable(mapping(below: row.path + ".*", kinds)))),
            ]
        }
    }

    private static let text = SchemaValue.object([("type", .text("string"))])

    private static let keys: [(String, SchemaValue)] = [
        ("type", .list([.text("array"), .text("null")])),
        (
            "items",
            .object([
                (
                    "anyOf",
                    .list([
                        text,
                        .object([
                            ("type", .text("object")),
                            ("additionalProperties", .bool(false)),
                            (
                                "properties",
                                .object([
                                    ("name", text), ("value", text),
                                    ("command", .object([("type", .text("array")), ("items", text)])),
                                    ("refresh_seconds", .object(either(bounds("number", "0", "86400")))),
                                ])
                            ),
                            (
                                "oneOf",
                                .list(
                                    ["value", "command"].map { .object([("required", .list([.text($0)]))]) }
                                )
                            ),
                        ]),
                    ])
                )
            ])
        ),
    ]

    /// An empty mapping may be written as nothing.
    private static func nullable(_ members: [(String, SchemaValue)]) -> [(String, SchemaValue)] {
        members.map { $0.0 == "type" ? ("type", .list([.text("object"), .text("null")])) : $0 }
    }

    /// The value itself, or text that holds a reference.
    private static func either(_ members: [(String, SchemaValue)]) -> [(String, SchemaValue)] {
        let reference = SchemaValue.object([("type", .text("string")), ("pattern", .text("\\$\\{"))])
        return [("anyOf", .list([.object(members), reference]))]
    }

    private static func bounds(_ type: String, _ least: String, _ most: String) -> [(String, SchemaValue)] {
        [("type", .text(type)), ("minimum", .number(least)), ("maximum", .number(most))]
    }

    private static func fallback(of row: KeyRow) -> SchemaValue {
        switch row.shape {
        case .boolean: .bool(row.fallback == "true")
        case .integer, .seconds: .number(row.fallback)
        default: .text(row.fallback)
        }
    }
}

/// A JSON value whose members keep their order.
indirect enum SchemaValue: Sendable {
    case text(String)
    case number(String)
    case bool(Bool)
    case list([SchemaValue])
    case object([(String, SchemaValue)])

    mutating func append(contentsOf more: [(String, SchemaValue)]) {
        if case .object(let members) = self { self = .object(members + more) }
    }

    func json(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let digits): return digits
        case .bool(let value): return String(value)
        case .list(let items):
            return "[" + items.map { $0.json(indent: indent) }.joined(separator: ", ") + "]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.json(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    /// The table holds printable text only, so quote and backslash are all there is to escape.
    private static func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
