package import Exchange

/// Counts each share of a budget that is crossed, and tells it in the log.
package struct BudgetRecorder: BudgetWatcher {
    private let registry: Registry
    private let events: EventLog

    /// Makes a recorder that feeds the registry and writes to the log.
    package init(_ registry: Registry, _ events: EventLog) {
        self.registry = registry
        self.events = events
    }

    /// Counts the share and writes its event.
    package func crossed(_ event: BudgetEvent) {
        registry.add(.budgetThresholds, [event.scope.rawValue, "\(event.threshold)"])
        events.emit(.budgetThreshold(event))
    }
}

extension Event {
    /// A share of a budget was spent.
    package static func budgetThreshold(_ event: BudgetEvent) -> Event {
        let whom = event.subject.isEmpty ? "" : " of \(event.subject)"
        return Event(
            .budgetThreshold,
            .warning,
            "budget \(event.budget)\(whom): \(event.threshold) % spent",
            [
                ("weir.budget.id", .text(event.budget)),
                ("weir.budget.scope", .text(event.scope.rawValue)),
                ("weir.budget.subject", .text(event.subject)),
                ("weir.budget.threshold_percent", .count(Int64(event.threshold))),
                ("weir.budget.spent_nanousd", .count(event.spent.nanoUSD)),
                ("weir.budget.amount_nanousd", .count(event.amount.nanoUSD)),
                ("weir.budget.period", .text(event.length.rawValue)),
            ]
        )
    }
}
