import Exchange

extension KeyTable {
    /// `providers.*.models`.
    static let models = Field<ProviderSettings>(
        rows: [
            KeyRow(
                path: "models",
                shape: .list("a model's name or a pattern with *"),
                fallback: "",
                summary: "The models it serves, as names or patterns with `*`; those of its kind when left out.",
                example: "[gpt-4o-mini, \"gpt-*\"]"
            )
        ],
        read: { entry, section, reading in
            var patterns: [Pattern] = []
            for item in reading.items(of: entry, atMost: 1_024) {
                guard let text = reading.text(item, "must be a model's name or a pattern with *") else { continue }
                reading.found(item)
                if !NameRules.isModel(text) || text.contains("**") {
                    reading.error(item, "must be up to 128 printable characters without blanks or **")
                } else if patterns.contains(Pattern(text)) {
                    reading.warning(at: item.path, "stands in the list already")
                } else {
                    patterns.append(Pattern(text))
                }
            }
            section.models = patterns
        },
        lines: { section in section.models.isEmpty ? [] : [("models", Words.list(section.models.map(\.text)))] }
    )

    /// `providers.*.residency`.
    static let residency = Field<ProviderSettings>(
        rows: [
            KeyRow(
                path: "residency",
                shape: .list("a tag, \(NameRules.tagWords)"),
                fallback: "",
                summary: "Every place where it keeps or processes what it is sent; keys may be bound to places.",
                example: "[eu]"
            )
        ],
        read: { entry, section, reading in
            var tags: [String] = []
            for item in reading.items(of: entry, atMost: 64) {
                guard let text = reading.text(item, "must be \(NameRules.tagWords)") else { continue }
                reading.found(item)
                if !NameRules.isTag(text) {
                    reading.error(item, "must be \(NameRules.tagWords)")
                } else if tags.contains(text) {
                    reading.warning(at: item.path, "stands in the list already")
                } else {
                    tags.append(text)
                }
            }
            section.residency = tags
        },
        lines: { section in section.residency.isEmpty ? [] : [("residency", Words.list(section.residency))] }
    )

    /// `providers.*.keys`.
    static let keys = Field<ProviderSettings>(
        rows: [
            KeyRow(
                path: "keys",
                shape: .keys,
                fallback: "",
                summary: "Its credentials, as references; what the kind's environment variable holds when left out.",
                example: "[\"${OPENAI_API_KEY}\"]"
            ),
            KeyRow(
                path: "keys[].name",
                shape: .text(keyNameWords),
                fallback: "",
                summary: "A name to tell the credential by; `key-1`, `key-2` … by position when left out.",
                example: "primary"
            ),
            KeyRow(
                path: "keys[].value",
                shape: .secret,
                fallback: "",
                summary: "The credential of a key that has a name: `\"${NAME}\"` or `\"file:PATH\"`.",
                example: "\"file:/run/secrets/openai\""
            ),
        ],
        read: { entry, section, reading in
            section.keys = []
            for (index, item) in reading.items(of: entry, atMost: 32).enumerated() {
                reading.found(item)
                guard let key = key(item, "key-\(index + 1)", &reading) else { continue }
                if section.keys.contains(where: { $0.name == key.name }) {
                    reading.error(item, "a second key of that name")
                } else if section.keys.contains(where: { $0.secret.hasSameBytes(as: key.secret) }) {
                    reading.warning(at: item.path, "the same credential stands in the list already")
                } else {
                    section.keys.append(key)
                }
            }
        },
        lines: { section in section.keys.isEmpty ? [] : [("keys", Words.list(section.keys.map(\.name)))] }
    )

    private static let keyNameWords = "1 to 63 of a-z, 0-9, _ and -, the first a letter or digit"

    private static func key(_ item: Entry, _ fallback: String, _ reading: inout Reading) -> ProviderKey? {
        guard case .mapping(let members) = item.value.content else {
            return reading.secret(item).map { ProviderKey(name: fallback, secret: $0) }
        }
        var (name, secret): (String?, Secret?) = (fallback, nil)
        var hasValue = false
        for member in members {
            let below = item.below(member)
            reading.found(below)
            switch member.key {
            case "name":
                name = reading.text(below, "must be \(keyNameWords)")
                if let text = name, !NameRules.isProvider(text) {
                    reading.error(below, "must be \(keyNameWords)")
                    name = nil
                }
            case "value":
                hasValue = true
                secret = reading.secret(below)
            default:
                let message = Words.unknownKey(member.key, known: ["name", "value"])
                reading.error(below.path, at: member.position, message)
            }
        }
        if !hasValue { reading.error(item, "value is missing") }
        guard let name, let secret else { return nil }
        return ProviderKey(name: name, secret: secret)
    }
}

extension Words {
    /// A list as it would be written.
    static func list(_ items: [String]) -> String {
        "[" + items.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
}
