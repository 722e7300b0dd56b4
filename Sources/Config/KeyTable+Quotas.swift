import Exchange

extension KeyTable {
    static let quotas = NamedSections(
        table: quota,
        words: NameRules.providerWords,
        limit: 1_024,
        isName: NameRules.isProvider,
        name: { $0.name },
        start: { QuotaSettings(name: $0) },
        finish: finishQuota
    )

    private static let quota = Table(QuotaSettings(name: "")) { field in
        [
            field.selector("org", .org, "Which organisations it holds."),
            field.selector("team", .team, "Which teams it holds."),
            field.selector("user", .user, "Which users it holds."),
            field.selector("key", .key, "Which client keys it holds, by id."),
            field.selector("model", .model, "Which models it holds, by the names callers use."),
            field.selector("endpoint", .endpoint, "Which endpoints it holds, by their routes' templates."),
            field.selector(
                "target",
                .target,
                "Which targets it holds, by their upstreams' names; each attempt counts."
            ),
            field.amount("requests", .requests, "600", "How many requests."),
            field.amount("tokens", .tokens, "200000", "How many tokens, read and generated."),
            field.amount("input_tokens", .inputTokens, "150000", "How many tokens that are read."),
            field.amount("output_tokens", .outputTokens, "50000", "How many tokens that are generated."),
            field.cost("cost_usd", "2.50", "How much money."),
            field.amount("concurrency", .concurrency, "20", "How many requests at once."),
            field.seconds("per_seconds", \.window, most: 31_622_400, "In which time; it slides, without edges."),
            field.scalar(
                "burst",
                \.burst,
                .amount(example: "100"),
                "How much at once after a time of rest; the whole amount where it is left out."
            ),
            field.choice("mode", \.mode, "Whether it refuses, or only tells what it would refuse."),
        ]
    }

    private static func finishQuota(_ quota: inout QuotaSettings, _ entry: Entry, _ reading: inout Reading) {
        let names = QuotaUnit.allCases.map { $0 == .cost ? "cost_usd" : $0.rawValue }
        let written = names.filter { reading.positions["\(entry.path).\($0)"] != nil }
        if written.count != 1 {
            let found = written.isEmpty ? "none" : written.joined(separator: " and ")
            reading.error(entry, "must have exactly one of \(names.joined(separator: ", ")); it has \(found)")
        }
        guard written == ["concurrency"] else { return }
        for name in ["per_seconds", "burst"] where reading.positions["\(entry.path).\(name)"] != nil {
            reading.error(at: "\(entry.path).\(name)", "means nothing for concurrency")
        }
    }
}

extension FieldMaker<QuotaSettings> {
    fileprivate func selector(_ name: String, _ facet: QuotaFacet, _ summary: String) -> Field<QuotaSettings> {
        scalar(name, \.scope[facet], .selector, summary)
    }

    fileprivate func amount(
        _ name: String,
        _ unit: QuotaUnit,
        _ example: String,
        _ summary: String
    ) -> Field<QuotaSettings> {
        scalar(name, \.amounts[unit], .amount(example: example), summary)
    }

    fileprivate func cost(_ name: String, _ example: String, _ summary: String) -> Field<QuotaSettings> {
        scalar(name, \.amounts[.cost], .cost(example: example), summary)
    }
}

extension ScalarForm<QuotaSelector?> {
    /// `each`, or a name or pattern.
    fileprivate static var selector: ScalarForm {
        let words =
            "each, for an amount of its own for each of them, or a name or pattern with * for all of them together"
        return .text(
            words,
            example: "each",
            parse: { text in
                if text == "each" { return .some(.each) }
                guard !text.isEmpty, text.utf8.count <= 256, !text.contains("**") else { return nil }
                return .some(.matching(Pattern(text)))
            },
            show: { selector in
                switch selector {
                case .each: "each"
                case .matching(let pattern): pattern.text
                case nil: ""
                }
            }
        )
    }
}

extension ScalarForm<Int64?> {
    private static let most = 1_000_000_000_000

    /// A whole number from 0.
    fileprivate static func amount(example: String) -> ScalarForm {
        let number = ScalarForm<Int>.integer(0...most)
        return ScalarForm(
            shape: number.shape,
            example: example,
            read: { entry, reading in number.read(entry, &reading).map { Int64($0) } },
            show: { $0.map { String($0) } ?? "" }
        )
    }

    /// Dollars in plain decimal digits, kept as nano-dollars; never goes through floating point.
    static func cost(example: String) -> ScalarForm {
        let expected = "must be USD from 0 to 999999.999999 in plain decimal digits, at most six behind the point"
        return ScalarForm(
            shape: .price,
            example: example,
            read: { entry, reading in
                guard let value = reading.scalar(entry, expected), case .scalar(let text, _) = value.content else {
                    return nil
                }
                if let price = Price(usd: text) { return price.microUSD * 1_000 }
                reading.error(entry, expected)
                return nil
            },
            show: { $0.map { Price(microUSD: $0 / 1_000).description } ?? "" }
        )
    }
}
