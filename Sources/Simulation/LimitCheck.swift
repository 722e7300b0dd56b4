import Exchange

/// Counts anew, from the records alone, what limits let in and refused, and compares it with what they say.
///
/// What happens at one moment has no order in the records. Each answer is judged by the order that speaks most for it,
/// and an exchange of which it is not known whether it was let in counts only where that speaks for weir.
struct LimitCheck {
    let admissions: [Admission]
    let limits: [Allowance.Limit]
    let breaches: Breaches

    private func hold(_ isTrue: Bool, _ admission: Admission, _ sentence: @autoclosure () -> String) {
        breaches.hold(.limits, isTrue, "\(admission.exchange.client.requestID ?? "?"): \(sentence())")
    }

    private var enforced: [Allowance.Limit] {
        limits.filter { $0.rule.mode == .enforce && $0.holder != .eachTarget }
    }

    /// Checks every limit that is asked before a target is chosen.
    func judge() {
        guard !limits.isEmpty else { return }
        for admission in admissions {
            switch admission.fate {
            case .admitted: checkAdmitted(admission)
            case .refused: checkRefused(admission)
            case .unknown: break
            }
        }
    }

    private func checkAdmitted(_ admission: Admission) {
        for limit in enforced {
            guard let those = those(beside: admission, limit) else { continue }
            let rule = limit.rule
            if rule.unit == .concurrency {
                let running = those.count { $0.fate == .admitted && $0.at <= admission.at && $0.ended > admission.at }
                // one that ended at once made room for those of the same moment
                let isFitting = running < rule.amount || admission.ended == admission.at
                hold(isFitting, admission, "\(running) run already, \(rule.id) allows \(rule.amount)")
                continue
            }
            let (curve, others) = curve(those, rule, before: admission.at, isGenerous: true)
            let own = admission.reserved(rule.unit)
            // what ended at once made room for those of the same moment
            let given = others + (admission.ended == admission.at ? max(own - admission.taken(rule.unit), 0) : 0)
            let together = those.filter { $0.fate == .admitted && $0.at == admission.at }
            let wanted = together.reduce(own) { $0 + $1.reserved(rule.unit) }
            let isAllowed = own == 0 || curve.hasRoom(for: wanted - given, at: admission.at)
            hold(isAllowed, admission, "let in beyond \(rule.id)")
        }
    }

    private func checkRefused(_ admission: Admission) {
        switch admission.exchange.failure?.code {
        case .rateLimited:
            let refusing = enforced.contains { limit in
                limit.rule.unit != .concurrency && isFull(limit, for: admission, after: .zero)
            }
            hold(refusing, admission, "refused though every limit had room")
            checkWait(admission)
        case .concurrencyLimit:
            let isFull = enforced.contains { limit in
                guard limit.rule.unit == .concurrency, let those = those(beside: admission, limit) else { return false }
                return Self.running(those, at: admission.at) >= limit.rule.amount
            }
            let same = admissions.filter {
                $0.exchange.id != admission.exchange.id && $0.exchange.caller?.keyID == admission.exchange.caller?.keyID
            }
            let most = admission.exchange.caller?.permission.maxConcurrent ?? 0
            hold(isFull || Self.running(same, at: admission.at) >= most, admission, "refused though few run")
        default: break
        }
    }

    /// After the time that is told there is room, and not a nanosecond earlier.
    private func checkWait(_ admission: Admission) {
        guard let wait = admission.exchange.failure?.retryAfter else {
            let isTooLarge = enforced.contains {
                $0.holder.subject(of: admission.exchange) != nil && admission.reserved($0.rule.unit) > $0.rule.burst
            }
            return hold(isTooLarge, admission, "told never to try again")
        }
        for limit in enforced where limit.rule.unit != .concurrency {
            guard let those = those(beside: admission, limit) else { continue }
            let (curve, given) = curve(those, limit.rule, before: admission.at, isGenerous: true)
            let wanted = admission.reserved(limit.rule.unit)
            let hasRoom = wanted == 0 || curve.hasRoom(for: wanted - given, at: admission.at + wait)
            hold(hasRoom, admission, "told to wait \(wait), when \(limit.rule.id) still has no room")
        }
        let isStillFull = enforced.contains { limit in
            limit.rule.unit != .concurrency && isFull(limit, for: admission, after: wait - .nanoseconds(1))
        }
        hold(isStillFull, admission, "told to wait \(wait), longer than any limit wants")
    }

    /// True when the limit may have had no room.
    private func isFull(_ limit: Allowance.Limit, for admission: Admission, after wait: Duration) -> Bool {
        guard let those = those(beside: admission, limit) else { return false }
        let rule = limit.rule
        let (curve, taken) = curve(those, rule, before: admission.at, isGenerous: false)
        let wanted = admission.reserved(rule.unit)
        return wanted > 0 && !curve.hasRoom(for: wanted + taken, at: admission.at + wait)
    }

    /// The other exchanges that are counted with one; nil where the limit does not hold it.
    private func those(beside admission: Admission, _ limit: Allowance.Limit) -> [Admission]? {
        guard let subject = limit.holder.subject(of: admission.exchange) else { return nil }
        return admissions.filter {
            $0.exchange.id != admission.exchange.id && $0.fate != .refused
                && limit.holder.subject(of: $0.exchange) == subject
        }
    }

    private static func running(_ those: [Admission], at now: Moment) -> Int {
        those.count { $0.fate != .refused && $0.at <= now && $0.ended >= now }
    }

    // MARK: the curve

    private struct Step {
        let at: Moment
        let count: Int64
    }

    /// What had come before a moment, and what may have been given back, or else been taken, at that moment.
    private func curve(
        _ those: [Admission],
        _ rule: QuotaRule,
        before now: Moment,
        isGenerous: Bool
    ) -> (ArrivalCurve, Int64) {
        var steps: [Step] = []
        for one in those where one.fate == .admitted || !isGenerous {
            let reserved = one.reserved(rule.unit)
            steps.append(Step(at: one.at, count: reserved))
            let taken = one.fate == .unknown && rule.unit != .requests ? 0 : one.taken(rule.unit)
            if taken != reserved { steps.append(Step(at: one.ended, count: taken - reserved)) }
        }
        // who gives back first may lose it at the brim
        steps.sort { ($0.at, isGenerous ? -$0.count : $0.count) < ($1.at, isGenerous ? -$1.count : $1.count) }
        var curve = ArrivalCurve(rule)
        for step in steps where step.at < now { curve.add(step.count, at: step.at) }
        let present = steps.filter { $0.at == now && (isGenerous ? $0.count < 0 : $0.count > 0) }
        return (curve, abs(present.reduce(0) { $0 + $1.count }))
    }
}
