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
}

extension Words {
    /// A list as it would be written.
    static func list(_ items: [String]) -> String {
        "[" + items.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
}
