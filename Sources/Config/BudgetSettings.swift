package import Exchange

/// A budget as the file says it: how much money whoever it is for may spend in each period of the calendar.
package struct BudgetSettings: Sendable, Equatable {
    /// Its name, by which answers tell it and what was spent of it is stored.
    package let name: String
    /// The ids of those it is for, `each` standing for all; of one kind once the file was checked.
    package var holders: [QuotaFacet: String] = [:]
    /// How much, in nano-dollars; nil until it was read.
    package var amount: Int64?
    /// For how long.
    package var period = BudgetPeriod.month
    /// Whether it refuses what goes beyond.
    package var isHard = true
    /// Whether it reserves the most an exchange can cost.
    package var isStrict = false
    /// What it does with an exchange whose price is not known; nil leaves it to `isStrict`.
    package var unknownPrice: UnknownPrice?
    /// Whether it is enforced.
    package var mode = QuotaMode.enforce

    /// Makes a budget of nothing yet.
    package init(name: String) {
        self.name = name
    }

    /// The kinds of holders, in the order of the keys.
    static let kinds: [QuotaFacet] = [.org, .team, .user, .key]

    /// The budget, or nil while it has no amount or nobody it is for.
    package var rule: BudgetRule? {
        guard let amount, let kind = Self.kinds.first(where: { holders[$0] != nil }), let holder = holders[kind] else {
            return nil
        }
        return BudgetRule(
            id: name,
            holder: kind,
            subject: holder == "each" ? nil : holder,
            period: period,
            amount: Cost(nanoUSD: amount),
            isHard: isHard,
            isStrict: isStrict,
            unknownPrice: unknownPrice,
            mode: mode
        )
    }
}
