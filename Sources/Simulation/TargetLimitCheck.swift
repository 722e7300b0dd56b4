import Exchange

/// Counts how often each target was asked, from the records alone, and compares it with the limits on targets.
struct TargetLimitCheck {
    let exchanges: [Exchange]
    let limits: [Allowance.Limit]
    /// True where a route asks a second target beside a slow one: what that takes of a limit is not always recorded.
    let isHedged: Bool
    let breaches: Breaches

    func judge() {
        let asked = exchanges.filter { $0.shadowOf == nil }
        let rules = limits.filter { $0.holder == .eachTarget && $0.rule.mode == .enforce }.map(\.rule)
        for rule in rules { checkAttempts(asked, rule) }
        if !isHedged { checkPassedOver(asked, least: rules.map(\.burst).min() ?? .max) }
    }

    /// No attempt begins at a target whose limit is used up.
    private func checkAttempts(_ asked: [Exchange], _ rule: QuotaRule) {
        var curves: [String: ArrivalCurve] = [:]
        for attempt in asked.flatMap(\.attempts).sorted(by: { $0.started < $1.started }) {
            var curve = curves[attempt.upstream] ?? ArrivalCurve(rule)
            let hasRoom = curve.hasRoom(for: 1, at: attempt.started)
            breaches.hold(.limits, hasRoom, "\(attempt.upstream) was asked beyond \(rule.id)")
            curve.add(1, at: attempt.started)
            curves[attempt.upstream] = curve
        }
    }

    /// A target is passed over only when it was asked so often that its burst may be used up.
    private func checkPassedOver(_ asked: [Exchange], least: Int64) {
        for exchange in asked {
            for passed in exchange.passedOver where passed.reason == .rateLimited {
                let end = exchange.timeline.ended
                let attempts = asked.flatMap(\.attempts).count {
                    $0.upstream == passed.upstream && $0.started <= end
                }
                // whom a breaker refuses has been counted before
                let others = asked.filter { $0.timeline.accepted <= end }.flatMap(\.passedOver).count {
                    $0.upstream == passed.upstream && $0.reason != .rateLimited && !$0.reason.isSettled
                }
                let name = exchange.client.requestID ?? "?"
                breaches.hold(
                    .limits,
                    Int64(attempts + others) >= least,
                    "\(name) passed \(passed.upstream) over, which was asked \(attempts) times"
                )
            }
        }
    }
}
