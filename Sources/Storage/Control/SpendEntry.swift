package import Exchange

/// What one exchange adds to what was spent of budgets.
package struct SpendEntry: Sendable {
    /// The exchange.
    package let request: RequestID
    /// At most one for each budget.
    package let charges: [BudgetCharge]
    /// True for an exchange of an earlier process, which may have written them down in another period.
    package let isRecovered: Bool

    /// Makes an entry.
    package init(request: RequestID, charges: [BudgetCharge], isRecovered: Bool = false) {
        self.request = request
        self.charges = charges
        self.isRecovered = isRecovered
    }

    /// What a finished exchange adds; nil where that is nothing.
    init?(_ exchange: borrowing Exchange, isRecovered: Bool = false) {
        guard !exchange.charges.isEmpty else { return nil }
        self.init(request: exchange.id, charges: exchange.charges, isRecovered: isRecovered)
    }
}
