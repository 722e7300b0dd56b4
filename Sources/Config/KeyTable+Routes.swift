import Policy

extension KeyTable {
    static let routes = NamedSections(
        table: route,
        words: "up to 128 printable characters without blanks or *",
        limit: 1_024,
        isName: { NameRules.isModel($0) && !$0.contains("*") },
        name: { $0.name },
        start: { ModelRoute(name: $0, legs: []) },
        finish: RouteChecks.finish
    )

    private static let route = Table(ModelRoute(name: "", legs: [])) { field in
        [
            field.records(
                "targets",
                \.legs,
                RecordList(
                    table: leg,
                    limit: 16,
                    example: "[{ provider: openai, model: gpt-4o-mini }]",
                    needed: ["provider", "model"]
                ),
                "Where its requests go."
            ),
            field.choice(
                "balance",
                \.balance,
                "How one of the targets of a priority is taken: by weights, the fewest attempts, the shortest wait, "
                    + "the least cost."
            ),
            field.choice("sticky", \.stickiness, "What goes the same way as long as it works."),
            field.words("fallback_on", \.fallbackOn, "Refusals after which the next target is asked."),
            field.section(optional: "canary", \.canary, canary, "A share of the requests that goes elsewhere first."),
            field.section(
                optional: "shadow",
                \.shadow,
                shadow,
                "A share of the requests that is sent elsewhere too; its answers are recorded and reach nobody."
            ),
            field.section(
                optional: "hedge",
                \.hedge,
                hedge,
                "A second target is asked beside a slow first one; both are paid."
            ),
        ]
    }

    private static let leg = Table(ModelRoute.Leg(provider: "", model: "")) { field in
        [
            field.scalar("provider", \.provider, .name("a provider's name", example: "openai"), "The provider."),
            field.scalar("model", \.model, .model(example: "gpt-4o-mini"), "The model's name at that provider."),
            field.integer("weight", \.weight, 1...1_000, "Its share among the targets of its priority."),
            field.integer(
                "priority",
                \.priority,
                0...1_000,
                "0 is asked first; the next higher one when nothing is left of the lower."
            ),
        ]
    }

    private static let canary = share("How many of each hundred requests go there first.")
    private static let shadow = share("How many of each hundred requests are sent there too.")

    private static func share(_ summary: String) -> Table<ModelRoute.Share> {
        let none = ModelRoute.Share(leg: ModelRoute.Leg(provider: "", model: ""), percent: 0)
        return Table(none, check: checkShare) { field in
            [
                field.scalar(
                    "provider",
                    \.leg.provider,
                    .name("a provider's name", example: "openai"),
                    "The provider."
                ),
                field.scalar(
                    "model",
                    \.leg.model,
                    .model(example: "gpt-4o-mini"),
                    "The model's name at that provider."
                ),
                field.integer("percent", \.percent, 0...100, summary).needed("5"),
            ]
        }
    }

    private static func checkShare(_ share: ModelRoute.Share, _ entry: Entry, _ reading: inout Reading) {
        reading.need(["provider", "model", "percent"], in: entry)
    }

    private static func checkHedge(_ hedge: HedgeSettings, _ entry: Entry, _ reading: inout Reading) {
        reading.need(["after_seconds"], in: entry)
    }

    private static let hedge = Table(HedgeSettings(after: .seconds(2)), check: checkHedge) { field in
        [
            field.seconds(
                "after_seconds",
                \.after,
                most: 600,
                "How long the first attempt may be silent before a second begins."
            ).needed("2"),
            field.integer("percent", \.percent, 0...100, "The most second attempts for each hundred requests."),
        ]
    }
}

/// What goes the same way; the words of `routes.*.sticky`.
private enum Stickiness: String, CaseIterable {
    case none
    case conversation
}

extension ModelRoute {
    fileprivate var stickiness: Stickiness {
        get { isSticky ? .conversation : .none }
        set { isSticky = newValue == .conversation }
    }
}
