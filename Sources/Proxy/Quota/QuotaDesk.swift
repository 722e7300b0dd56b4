package import Exchange
import Policy
import Synchronization

/// The limits of the process and what they have learnt, shared by all event loops.
///
/// Each question takes one lock for the time of a decision; where there is no limit, none.
package final class QuotaDesk: Sendable {
    /// What was reserved for one exchange or attempt, and what it was counted by.
    struct Hold: Sendable {
        let reservation: Reservation
        let facets: QuotaFacets
    }

    /// True where there is no limit.
    let isIdle: Bool
    /// True where some limit counts tokens or money.
    let needsForecast: Bool
    /// True where some limit holds single targets.
    let asksAttempts: Bool
    private let quotas: Mutex<Quotas>
    private let forecasts = Mutex(UsageForecast())
    private let time: any TimeSource

    /// Makes a desk of limits of which nothing is used.
    package init(_ rules: [QuotaRule], time: any TimeSource) {
        self.time = time
        isIdle = rules.isEmpty
        needsForecast = rules.contains { $0.unit != .requests && $0.unit != .concurrency }
        asksAttempts = rules.contains { $0.scope.stage == .attempt }
        quotas = Mutex(Quotas(limits: rules, at: time.now, wall: time.wall))
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

    /// Replaces what was reserved by what was taken; a second call changes nothing.
    func settle(_ hold: Hold, _ use: QuotaUse) {
        let now = time.now
        _ = quotas.withLock { $0.settle(hold.reservation, use, at: now) }
    }

    /// How the limits that hold an exchange stand.
    package func statuses(_ facets: QuotaFacets) -> [QuotaStatus] {
        let now = time.now
        return quotas.withLock { $0.limits(for: facets, at: now) }
    }

    /// Settles what nobody settled in time.
    package func expire() {
        guard !isIdle else { return }
        let now = time.now
        _ = quotas.withLock { $0.expire(at: now) }
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
