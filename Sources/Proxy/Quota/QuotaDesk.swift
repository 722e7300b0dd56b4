package import Exchange
import Policy
import Synchronization

/// The limits and budgets of the process and what they have learnt, shared by all event loops.
///
/// Each question takes one lock for the time of a decision; where there is no limit, none.
package final class QuotaDesk: Sendable {
    /// What there is to hold to.
    package struct Rules: Sendable {
        /// The limits.
        package var limits: [QuotaRule]
        /// The budgets.
        package var budgets: [BudgetRule]

        /// Gathers them.
        package init(limits: [QuotaRule] = [], budgets: [BudgetRule] = []) {
            self.limits = limits
            self.budgets = budgets
        }
    }

    /// What was reserved for one exchange or attempt, and what it was counted by.
    struct Hold: Sendable {
        let reservation: Reservation
        let facets: QuotaFacets
    }

    /// True where there is no limit.
    var isIdle: Bool { facts.load(ordering: .relaxed) & Facts.idle != 0 }
    /// True where some limit or budget counts tokens or money.
    var needsForecast: Bool { facts.load(ordering: .relaxed) & Facts.forecast != 0 }
    /// True where some limit holds single targets.
    var asksAttempts: Bool { facts.load(ordering: .relaxed) & Facts.attempts != 0 }
    /// The limits and budgets it began with, which the first snapshot has.
    let first: Rules
    private let facts: Atomic<UInt8>
    private let quotas: Mutex<Quotas>
    private let forecasts = Mutex(UsageForecast())
    private let time: any TimeSource
    private let watcher: (any BudgetWatcher)?

    /// Makes a desk of limits of which nothing is used, and of budgets of which so much was spent.
    package init(
        _ rules: Rules,
        spent: [BudgetCharge] = [],
        time: any TimeSource,
        watcher: (any BudgetWatcher)? = nil
    ) {
        self.time = time
        self.watcher = watcher
        first = rules
        facts = Atomic(Facts.of(rules))
        quotas = Mutex(
            Quotas(limits: rules.limits, budgets: rules.budgets, spent: spent, at: time.now, wall: time.wall)
        )
    }

    /// Changes the limits and budgets; what is used, spent and reserved survives under the same name.
    ///
    /// For budgets that are new, `spent` says what was spent before.
    func change(_ rules: Rules, spent: [BudgetCharge]) {
        let (now, wall) = (time.now, time.wall)
        quotas.withLock { quotas in
            quotas.change(limits: rules.limits, budgets: rules.budgets, spent: spent, at: now, wall: wall)
        }
        facts.store(Facts.of(rules), ordering: .relaxed)
    }

    /// What a request may take, as far as that can be told before.
    func forecast(_ ask: UsageForecast.Ask) -> UsageForecast.Forecast { forecasts.withLock { $0.forecast(ask) } }

    /// Learns how far the count of a request's tokens was from what the provider counted.
    func learn(_ model: String, counted: Int64, actual: Int64) {
        forecasts.withLock { $0.learn(model, counted: counted, actual: actual) }
    }

    /// Reserves for an exchange or an attempt, or tells who refuses it.
    func enter(_ facets: QuotaFacets, _ estimate: QuotaEstimate, _ stage: QuotaStage) -> QuotaVerdict {
        let (now, wall) = (time.now, time.wall)
        return quotas.withLock { $0.enter(facets, estimate, stage: stage, at: now, wall: wall) }
    }

    /// Replaces what was reserved by what was taken; a second call changes nothing and brings nothing.
    ///
    /// Returns what is to be stored of budgets.
    @discardableResult
    func settle(_ hold: Hold, _ use: QuotaUse) -> [BudgetCharge] {
        let now = time.now
        return told(quotas.withLock { $0.settle(hold.reservation, use, at: now) })
    }

    /// How the limits that hold an exchange stand.
    package func statuses(_ facets: QuotaFacets) -> [QuotaStatus] {
        let now = time.now
        return quotas.withLock { $0.limits(for: facets, at: now) }
    }

    /// Settles what nobody settled in time; returns what is to be stored of budgets.
    package func expire() -> [BudgetCharge] {
        let now = time.now
        return told(quotas.withLock { $0.expire(at: now) })
    }

    /// Takes note of what is stored as spent, which another process may have been.
    package func raise(to spent: [BudgetCharge]) {
        let wall = time.wall
        quotas.withLock { $0.raise(to: spent, at: wall) }
    }

    /// Takes note whether what is spent can be stored at present.
    package func note(isBehind: Bool) { quotas.withLock { $0.isBehind = isBehind } }

    /// How much of all budgets is reserved by exchanges that run, in nano-dollars.
    package var reservedCost: Int128 { quotas.withLock { $0.reservedCost } }

    private func told(_ settlement: QuotaSettlement) -> [BudgetCharge] {
        if let watcher { settlement.events.forEach(watcher.crossed) }
        return settlement.charges
    }
}

/// What is asked of the limits before each exchange, without their lock.
private enum Facts {
    static let idle: UInt8 = 1
    static let forecast: UInt8 = 2
    static let attempts: UInt8 = 4

    static func of(_ rules: QuotaDesk.Rules) -> UInt8 {
        let (limits, hasBudgets) = (rules.limits, !rules.budgets.isEmpty)
        let isCounting = hasBudgets || limits.contains { $0.unit != .requests && $0.unit != .concurrency }
        var facts = limits.isEmpty && !hasBudgets ? idle : 0
        if isCounting { facts |= forecast }
        if limits.contains(where: { $0.scope.stage == .attempt }) { facts |= attempts }
        return facts
    }
}

extension QuotaDesk: QuotaDirectory {
    /// How often limits of a scope on a resource decided so.
    package func count(_ scope: QuotaScope.Label, _ resource: QuotaResource, _ decision: QuotaDecision) -> Int {
        quotas.withLock { $0.tally[scope, resource, decision] }
    }

    /// Hands every subject that is known to `body`, under the lock.
    package func each(_ body: (QuotaStatus) -> Void) {
        let (now, wall) = (time.now, time.wall)
        quotas.withLock { $0.each(at: now, wall: wall, body) }
    }
}
