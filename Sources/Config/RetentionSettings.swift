package import Exchange
package import Policy

/// What of some keys' exchanges goes before their day does.
package struct RetentionSettings: Sendable, Equatable {
    /// The names of the keys, or a pattern with `*`.
    package var key: Pattern
    /// How many days are kept whole.
    package var days = 30
    /// What stays after that.
    package var keeps = RetentionRule.Rest.nothing

    /// Makes the rule of the keys of that name.
    package init(key: Pattern) {
        self.key = key
    }

    /// The rule as the history applies it.
    package var rule: RetentionRule { RetentionRule(keys: [key], days: days, keeps: keeps) }
}
