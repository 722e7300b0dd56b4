package import Exchange

/// A limit as the file says it: whom it holds, how much of one thing in which time.
package struct QuotaSettings: Sendable, Equatable {
    /// Its name, by which answers tell it and its state outlives a change of its numbers.
    package let name: String
    /// Whom it holds.
    package var scope = QuotaScope()
    /// How much; of one unit once the file was checked.
    package var amounts: [QuotaUnit: Int64] = [:]
    /// In which time.
    package var window = Duration.seconds(60)
    /// How much at once after a time of rest; nil for the amount.
    package var burst: Int64?
    /// Whether it is enforced.
    package var mode = QuotaMode.enforce

    /// Makes a limit of nothing yet.
    package init(name: String) {
        self.name = name
    }

    /// The limit, or nil while it has no amount.
    package var rule: QuotaRule? {
        guard let unit = QuotaUnit.allCases.first(where: { amounts[$0] != nil }), let amount = amounts[unit] else {
            return nil
        }
        return QuotaRule(
            id: name,
            scope: scope,
            unit: unit,
            amount: amount,
            window: window,
            burst: burst,
            mode: mode
        )
    }
}
