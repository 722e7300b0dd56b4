import Exchange
import Policy

/// Adds up anew, from the records alone, what was spent of budgets, and compares it with what they allow.
///
/// As in `LimitCheck`, what happens at one moment is judged by the order that speaks most for weir.
struct SpendingCheck {
    /// From a moment to another.
    struct Span {
        let from: Moment
        var to: Moment?
    }

    let exchanges: [Exchange]
    let admissions: [Admission]
    let allowance: Allowance
    /// When what was spent could not be written down.
    let backlogs: [Span]
    /// The civil times at which stretches of an even clock began and ended.
    let walls: [WallTime]
    let breaches: Breaches

    private func hold(_ isTrue: Bool, _ exchange: Exchange, _ sentence: @autoclosure () -> String) {
        breaches.hold(.spending, isTrue, "\(exchange.client.requestID ?? "?"): \(sentence())")
    }

    func judge() {
        guard let tariff = allowance.tariff else { return }
        for exchange in exchanges { checkBill(exchange, tariff) }
        let byID = Dictionary(admissions.map { ($0.exchange.id, $0) }, uniquingKeysWith: { first, _ in first })
        for exchange in exchanges {
            if let admission = byID[exchange.id], admission.fate == .admitted {
                checkCharges(admission, tariff)
            } else {
                hold(exchange.charges.isEmpty, exchange, "charged though it was not let in")
            }
        }
        for admission in admissions { checkBacklog(admission) }
        guard case .flat(let price) = tariff else { return }
        for budget in allowance.budgets where budget.isHard && budget.mode == .enforce {
            check(budget, price)
        }
        for admission in admissions where admission.exchange.failure?.code == .quotaExceeded {
            checkRefused(admission, price)
        }
    }

    // MARK: what was charged

    private func checkBill(_ exchange: Exchange, _ tariff: Allowance.Tariff) {
        guard let usage = exchange.usage, !usage.isEmpty, let cost = exchange.bill?.cost else { return }
        hold(cost.nanoUSD == tariff.cost(of: usage), exchange, "billed \(cost.nanoUSD) for \(usage)")
    }

    /// Each budget of the caller is charged once, with what the exchange cost.
    private func checkCharges(_ admission: Admission, _ tariff: Allowance.Tariff) {
        let exchange = admission.exchange
        let given = exchange.attempts.compactMap(\.estimatedCost).reduce(0) { $0 + $1.nanoUSD }
        var due: Int64? = 0
        if admission.isSent {
            due = exchange.usage.map { tariff.cost(of: $0) + given } ?? given
            if admission.isUntold { due = nil }
            if admission.isUntold, case .flat(let price) = tariff { due = price }
        }
        for budget in allowance.budgets {
            let mine = exchange.charges.filter { $0.budget == budget.id }
            let subject = Self.subject(budget, exchange)
            hold(mine.count <= 1, exchange, "charged \(mine.count) times for \(budget.id)")
            hold(mine.allSatisfy { $0.subject == subject }, exchange, "\(mine) is charged to somebody else")
            guard let due, subject != nil else { continue }
            let cost = mine.first?.cost.nanoUSD ?? 0
            hold(cost == due, exchange, "\(budget.id) is charged \(cost), not \(due)")
        }
    }

    private static func subject(_ budget: BudgetRule, _ exchange: Exchange) -> String? {
        let facets = exchange.caller?.facets ?? QuotaFacets()
        return facets[budget.holder].isEmpty ? nil : facets[budget.holder]
    }

    // MARK: who was let in

    /// While what is spent cannot be written down, a strict budget pays for nobody, and only then it says so.
    private func checkBacklog(_ admission: Admission) {
        let exchange = admission.exchange
        let isStrict = allowance.budgets.contains {
            $0.isStrict && $0.isHard && $0.mode == .enforce && Self.subject($0, exchange) != nil
        }
        let now = admission.at
        if exchange.failure?.code == .accountingBacklog {
            let isBehind = backlogs.contains { $0.from <= now && $0.to.map { now <= $0 } ?? true }
            hold(isBehind && isStrict, exchange, "refused though what is spent can be written down")
            hold(exchange.failure?.retryAfter == .seconds(5), exchange, "not told to wait")
        } else if admission.fate == .admitted, isStrict {
            let isBehind = backlogs.contains { $0.from < now && $0.to.map { now < $0 } ?? true }
            hold(!isBehind, exchange, "a strict budget pays while nothing can be written down")
        }
    }

    private func isPriced(_ admission: Admission) -> Bool { admission.bringsUsage }

    /// With a price that is known before, no budget is ever overspent but by attempts that were given up.
    private func check(_ budget: BudgetRule, _ price: Int64) {
        // of more than two periods the clock has been set to, some are forgotten
        guard Set(walls.map { budget.period.bounds(of: $0).lowerBound }).count <= 2 else { return }
        let paying = admissions.filter { $0.fate == .admitted && isPriced($0) }
        for (_, those) in Dictionary(grouping: paying, by: { Self.subject(budget, $0.exchange) ?? "" }) {
            guard let first = those.first, Self.subject(budget, first.exchange) != nil else { continue }
            let charged = those.compactMap { one in
                one.exchange.charges.first { $0.budget == budget.id }.map { (one, $0) }
            }
            for (_, ones) in Dictionary(grouping: charged, by: { $0.1.period }) {
                let own = ones.reduce(0) { $0 + min($1.1.cost.nanoUSD, price) }
                let name = budget.id
                breaches.hold(.spending, own <= budget.amount.nanoUSD, "\(own) of \(budget.amount.nanoUSD), \(name)")
                for (one, _) in ones where one.ended > one.at { checkAdmitted(one, ones, budget, price) }
            }
        }
    }

    /// What was spent, what was reserved, and the exchange itself are no more than the amount.
    private func checkAdmitted(
        _ one: Admission,
        _ ones: [(Admission, BudgetCharge)],
        _ budget: BudgetRule,
        _ price: Int64
    ) {
        let others = ones.filter { $0.0.exchange.id != one.exchange.id }
        let spent = others.filter { $0.0.ended < one.at }.reduce(0) { $0 + $1.1.cost.nanoUSD }
        let reserved = others.count { $0.0.at <= one.at && $0.0.ended > one.at }
        let sum = spent + price * Int64(reserved + 1)
        let isEnough = sum <= budget.amount.nanoUSD
        hold(isEnough, one.exchange, "let in with \(sum) of \(budget.amount.nanoUSD), \(budget.id)")
    }

    private func checkRefused(_ admission: Admission, _ price: Int64) {
        let exchange = admission.exchange
        let isRefused = allowance.budgets.contains { budget in
            guard budget.isHard, budget.mode == .enforce, let subject = Self.subject(budget, exchange) else {
                return false
            }
            if !isPriced(admission), budget.unknownPrice == .refuse { return true }
            // of a budget that is overspent by attempts that were given up, nothing is paid that may cost something
            let asked = isPriced(admission) ? price : 0
            let others = admissions.filter {
                $0.fate != .refused && $0.at <= admission.at && $0.exchange.id != exchange.id
                    && Self.subject(budget, $0.exchange) == subject
            }
            let most = others.reduce(asked) { sum, other in
                let charged = other.exchange.charges.first { $0.budget == budget.id }?.cost.nanoUSD ?? 0
                if other.ended < admission.at { return sum + charged }
                return sum + max(charged, isPriced(other) ? price : 0)
            }
            return most > budget.amount.nanoUSD
        }
        hold(isRefused, exchange, "refused though every budget had enough")
        checkWait(admission)
    }

    /// Who is to wait is told the end of the period; only where the clock goes evenly it is known here.
    private func checkWait(_ admission: Admission) {
        let exchange = admission.exchange
        guard walls.count == 2, let wait = exchange.failure?.retryAfter else { return }
        let wall = exchange.timeline.wall + (admission.at - exchange.timeline.accepted)
        let isEnd = allowance.budgets.contains { Self.isEnd(wall + wait, of: $0.period, after: wait) }
        hold(isEnd, exchange, "told to wait \(wait), when no period ends")
    }

    private static func isEnd(_ wall: WallTime, of period: BudgetPeriod, after wait: Duration) -> Bool {
        let day: Int64 = 86_400
        let (length, offset, longest): (Int64, Int64, Int64) =
            switch period {
            case .hour: (3_600, 0, 3_600)
            case .day: (day, 0, day)
            // 1970-01-05 was a Monday
            case .week: (7 * day, 4 * day, 7 * day)
            case .month: (day, 0, 31 * day)
            }
        let isBorder = (wall.nanoseconds - offset * 1_000_000_000) % (length * 1_000_000_000) == 0
        return isBorder && wait > .zero && wait <= .seconds(longest)
    }
}
