package import Exchange

extension BudgetRule {
    /// What an exchange of an earlier process adds to what was spent of budgets: the cost of its row.
    ///
    /// `owners` tell whom a key belongs to where the exchange itself does not say. Of budgets that came after the
    /// exchange it is charged too, since nobody knows any more which there were.
    package static func charges(
        _ budgets: [BudgetRule],
        _ exchange: borrowing Exchange,
        owners: [String: Principals]
    ) -> [BudgetCharge] {
        // a copy that nobody reads is paid from no budget
        guard exchange.shadowOf == nil, let caller = exchange.caller, let cost = exchange.bill?.cost, cost.nanoUSD > 0
        else { return [] }
        var facets = caller.facets
        if caller.principals.owner == nil, let known = owners[caller.keyID] { facets.take(known) }
        let wall = exchange.timeline.wall
        return budgets.compactMap { budget in
            let subject = facets[budget.holder]
            guard !subject.isEmpty, budget.subject.map({ $0 == subject }) ?? true else { return nil }
            let period = budget.period.bounds(of: wall).lowerBound
            return BudgetCharge(budget: budget.id, subject: subject, period: period, cost: cost)
        }
    }
}
