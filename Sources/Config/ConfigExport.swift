import Exchange

extension ConfigLoader {
    /// One file that says what this one and these entries beside it say; comments are not kept.
    ///
    /// References stay as they are written; a secret that stands in the file becomes a reference to a variable that is
    /// named after its key. Nil where the file is not good.
    package func export(_ bytes: [UInt8], file: String, managed: [ManagedSection]) -> String? {
        let result = load(bytes, file: file, managed: managed)
        guard result.settings != nil,
            let root = try? YAMLDocument.parse(bytes) ?? Value(position: .start, content: .mapping([]))
        else { return nil }
        var reading = Reading(references: References(external: external, directory: ""), kinds: kinds)
        var merge = ManagedMerge(root)
        for entry in managed { merge.add(entry, &reading) }
        let names = Dictionary(
            result.literals.map { ($0.position, Self.variable(of: $0.path)) },
            uniquingKeysWith: { first, _ in first }
        )
        var writer = ValueWriter(variables: names)
        writer.mapping(merge.root, indent: 0)
        return writer.text
    }

    /// `providers.openai.keys[0]` as `PROVIDERS_OPENAI_KEYS_0`.
    private static func variable(of path: String) -> String {
        let words = path.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.joined(separator: "_").uppercased()
    }
}

/// Writes a tree of values as YAML in blocks.
private struct ValueWriter {
    /// The variables that stand for secrets, by the secrets' places.
    let variables: [Position: String]
    private(set) var text = ""

    init(variables: [Position: String]) { self.variables = variables }

    mutating func mapping(_ members: [Value.Member], indent: Int) {
        for member in members {
            text += String(repeating: " ", count: indent) + Self.quoted(member.key) + ":"
            below(member.value, indent: indent)
        }
    }

    private mutating func below(_ value: Value, indent: Int) {
        switch value.content {
        case .mapping(let members) where !members.isEmpty:
            text += "\n"
            mapping(members, indent: indent + 2)
        case .list(let items) where !items.isEmpty:
            text += "\n"
            for item in items {
                text += String(repeating: " ", count: indent + 2) + "- " + flow(item) + "\n"
            }
        default: text += " \(flow(value))\n"
        }
    }

    private func flow(_ value: Value) -> String {
        switch value.content {
        case .mapping(let members):
            "{" + members.map { "\(Self.quoted($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
        case .list(let items): "[" + items.map { flow($0) }.joined(separator: ", ") + "]"
        case .scalar(let text, let isQuoted):
            if let name = variables[value.position] {
                "\"${\(name)}\""
            } else if !isQuoted && Self.isPlain(text) {
                text
            } else if value.isNull {
                "null"
            } else {
                Self.quoted(text)
            }
        }
    }

    /// Numbers and words that mean themselves without quotes.
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func quoted(_ text: String) -> String {
        if isPlain(text), Double(text) == nil, !["true", "false", "null", "yes", "no", "on", "off"].contains(text) {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
