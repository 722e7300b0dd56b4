package import Exchange

/// What of some keys' exchanges goes before their day does.
package struct RetentionRule: Sendable, Hashable {
    /// What stays of an exchange whose time is over.
    package enum Rest: String, Sendable, CaseIterable {
        /// Nothing: its row, its attempts, its labels and its words go.
        case nothing = "off"
        /// Its row and its attempts; its words go.
        case metadata
    }

    /// The names of the keys, or patterns with `*`; exchanges without a key have the empty name.
    package let keys: [Pattern]
    /// How many days are kept whole beside today; at least 1.
    package let days: Int
    /// What stays after that.
    package let keeps: Rest

    /// Makes a rule; `days` is held between 1 and 36,500.
    package init(keys: [Pattern], days: Int, keeps: Rest) {
        self.keys = keys
        self.days = min(max(days, 1), 36_500)
        self.keeps = keeps
    }

    /// Tells whether the rule is about the key of that name.
    package func matches(_ name: String) -> Bool { keys.contains { $0.matches(name) } }
}
