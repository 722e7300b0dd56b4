import Exchange

extension KeyTable {
    static let retentionRules = NamedSections(
        table: retentionRule,
        words: "the name of a client key or a pattern with *",
        limit: 64,
        isName: { NameRules.isModel($0) && !$0.contains("**") },
        name: { $0.key.text },
        start: { RetentionSettings(key: Pattern($0)) },
        finish: { _, entry, reading in
            guard reading.positions["\(entry.path).days"] == nil else { return }
            reading.error(entry, "days is missing")
        }
    )

    static let retentionRule = Table(RetentionSettings(key: Pattern(""))) { field in
        [
            field.integer("days", \.days, 1...3_650, "How many days exchanges of these keys are kept whole."),
            field.choice(
                "keeps",
                \.keeps,
                "What stays of them after that: no row at all, or the row without its messages."
            ),
        ]
    }
}
