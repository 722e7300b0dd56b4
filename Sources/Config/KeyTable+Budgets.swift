import Exchange

extension KeyTable {
    static let budgets = NamedSections(
        table: budget,
        words: NameRules.providerWords,
        limit: 1_024,
        isName: NameRules.isProvider,
        name: { $0.name },
        start: { BudgetSettings(name: $0) },
        finish: finishBudget
    )

    private static let budget = Table(BudgetSettings(name: "")) { field in
        [
            field.holder("org", .org, "Which organisation it is for."),
            field.holder("team", .team, "Which team it is for."),
            field.holder("user", .user, "Which user it is for."),
            field.holder("key", .key, "Which client key it is for."),
            field.scalar("amount_usd", \.amount, .cost(example: "500"), "How much may be spent in each period."),
            field.choice("period", \.period, "For how long: a stretch of the calendar, in UTC; weeks begin on Monday."),
            field.boolean("hard", \.isHard, "Whether it refuses what goes beyond; otherwise it only warns."),
            field.boolean(
                "strict",
                \.isStrict,
                "Whether it reserves the most a request can cost, not what is to be expected, and refuses everybody "
                    + "while what is spent cannot be written down."
            ),
            field.scalar(
                "unknown_price",
                \.unknownPrice,
                .unknownPrice,
                "What becomes of a request to a model whose price is not known; where it is left out, a strict budget "
                    + "refuses it, and any other lets it in free."
            ),
            field.choice("mode", \.mode, "Whether it refuses, or only tells what it would refuse."),
        ]
    }

    private static func finishBudget(_ budget: inout BudgetSettings, _ entry: Entry, _ reading: inout Reading) {
        let written = BudgetSettings.kinds.map(\.rawValue).filter { reading.positions["\(entry.path).\($0)"] != nil }
        if written.count != 1 {
            let found = written.isEmpty ? "none" : written.joined(separator: " and ")
            reading.error(entry, "must have exactly one of org, team, user, key; it has \(found)")
        }
        for kind in BudgetSettings.kinds {
            guard let holder = budget.holders[kind], holder != "each", !holder.hasPrefix("\(kind.rawValue)_") else {
                continue
            }
            reading.error(
                at: "\(entry.path).\(kind.rawValue)",
                "must be each, or an id that begins with \(kind.rawValue)_"
            )
        }
        if reading.positions["\(entry.path).amount_usd"] == nil { reading.error(entry, "amount_usd is missing") }
    }
}

extension FieldMaker<BudgetSettings> {
    fileprivate func holder(_ name: String, _ facet: QuotaFacet, _ summary: String) -> Field<BudgetSettings> {
        scalar(name, \.holders[facet], .holder, summary)
    }
}

extension ScalarForm<String?> {
    /// `each`, or an id.
    fileprivate static var holder: ScalarForm {
        .text(
            "each, for a budget of its own for each of them, or the id of one",
            example: "each",
            parse: { text in
                let isID =
                    !text.isEmpty && text.utf8.count <= 64
                    && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "*") }
                return isID ? .some(.some(text)) : nil
            },
            show: { $0 ?? "" }
        )
    }
}

extension ScalarForm<UnknownPrice?> {
    fileprivate static var unknownPrice: ScalarForm {
        .text(
            "refuse or free",
            example: "refuse",
            parse: { UnknownPrice(rawValue: $0).map { .some($0) } },
            show: { $0?.rawValue ?? "" }
        )
    }
}
