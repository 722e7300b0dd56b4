/// Every family weir exposes, with its labels, values, buckets and help; `docs/metrics.md` says the same.
package enum Catalogue {
    /// The most label sets of one family; what comes later is counted under `_other`.
    package static let labelSetLimit = 1_000
    /// The most pairs of provider and model that are told apart.
    package static let pairLimit = 200
    /// The value that stands for everything beyond a limit and everything that is not configured.
    package static let other = "_other"
    /// The model of a breaker that guards a credential, whatever the model.
    package static let allModels = "_all"

    /// The families by subject, in the order they are exposed.
    static let groups: [(title: String, families: [Family])] = [
        ("HTTP server", http),
        ("LLM requests and tokens", llm),
        ("Upstream attempts and streams", upstream),
        ("Retries, fallbacks and shadows", resilience),
        ("Targets and circuit breakers", targets),
        ("Authentication and limits", admission),
        ("Storage", storage),
        ("Ledger", ledger),
        ("Telemetry about telemetry", telemetry),
        ("Configuration and runtime", runtime),
        ("Process (standard names)", process),
    ]

    /// The families in the order of `FamilyID`, which is the order they are exposed in.
    package static let families: [Family] = groups.flatMap(\.families)

    /// Finds a family by its identifier.
    package static subscript(id: FamilyID) -> Family { families[id.rawValue] }
}
