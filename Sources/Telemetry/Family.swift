/// One metric family as the catalogue fixes it; dashboards and alerts rely on every part.
package struct Family: Sendable {
    /// What kind of numbers the family holds.
    package enum Kind: Sendable, Hashable {
        /// A number that only rises.
        case counter
        /// A number that goes up and down.
        case gauge
        /// Observations sorted into buckets.
        case histogram(BucketSet)

        /// The word in the `# TYPE` line.
        package var name: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// Which family it is.
    package let id: FamilyID
    /// The name, with `_total` on counters and the unit before it.
    package let name: String
    /// Counter, gauge or histogram.
    package let kind: Kind
    /// The labels, in the order they are printed; at most 5.
    package let labels: [Label]
    /// One sentence, printed in the `# HELP` line.
    package let help: String
    /// What the sentence leaves open, for the documentation.
    package let note: String?
    /// True when its buckets carry exemplars.
    package let hasExemplars: Bool

    init(
        _ id: FamilyID,
        _ name: String,
        _ kind: Kind,
        _ labels: [Label],
        _ help: String,
        note: String? = nil,
        exemplars: Bool = false
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
        self.note = note
        hasExemplars = exemplars
    }

    /// The unit, which is the name's suffix, or nil for plain counts.
    package var unit: String? {
        ["seconds", "bytes", "ratio", "usd"].first { openMetricsName.hasSuffix("_" + $0) }
    }

    /// True when the values count nano-dollars and are written in dollars.
    var isMoney: Bool { unit == "usd" }

    /// The name in OpenMetrics' HELP and TYPE lines: a counter's without `_total`.
    package var openMetricsName: String {
        kind == .counter && name.hasSuffix("_total") ? String(name.dropLast(6)) : name
    }

    /// The buckets of a histogram.
    var buckets: BucketSet? {
        if case .histogram(let set) = kind { set } else { nil }
    }
}
