import Exchange
import Policy
import Testing

@Suite struct ConservationTests {
    private struct Running {
        let reservation: Reservation
        let estimate: QuotaEstimate
    }

    /// One budget of the organisation, one of each key, a strict one, and limits of every unit.
    private func house(_ amount: Int64) -> Quotas {
        let limits = QuotaUnit.allCases.map {
            QuotaRule(id: $0.rawValue, scope: .eachKey, unit: $0, amount: 1_000_000_000)
        }
        return Quotas.of(
            limits,
            budgets: [
                BudgetRule(id: "org", holder: .org, subject: "o", period: .month, amount: .nano(amount)),
                BudgetRule(id: "key", holder: .key, subject: nil, period: .day, amount: .nano(amount / 5)),
                BudgetRule(
                    id: "team",
                    holder: .team,
                    subject: "t",
                    period: .week,
                    amount: .nano(amount),
                    isStrict: true
                ),
            ]
        )
    }

    @Test(arguments: [UInt64](1...20))
    func `500 at once never overspend, and every reservation comes back`(seed: UInt64) {
        var chance = SeededChance(seed)
        let amount = Int64.random(in: 10_000...10_000_000, using: &chance)
        var quotas = house(amount)
        var running: [Running] = []
        var spent: [String: Int64] = [:]
        var told: [String: Int] = [:]
        var most = 0
        for step in 0..<6_000 {
            let now = Moment(nanoseconds: Int64(step) * 1_000_000)
            let isFull = running.count >= 500
            if isFull || !running.isEmpty && chance.chance(step < 2_000 ? 20 : 60) {
                let ended = running.remove(at: Int.random(in: running.indices, using: &chance))
                add(quotas.settle(ended.reservation, use(ended.estimate, &chance), at: now), to: &spent, &told)
            } else if let begun = begin(&quotas, amount, at: now, &chance) {
                running.append(begun)
            }
            most = max(most, running.count)
            for (budget, sum) in spent { #expect(sum <= (budget.hasPrefix("key") ? amount / 5 : amount)) }
        }
        for ended in running {
            add(quotas.settle(ended.reservation, use(ended.estimate, &chance), at: .second(6)), to: &spent, &told)
        }
        #expect(quotas.reservedCost == 0 && quotas.open == 0)
        for unit in QuotaUnit.allCases { #expect(quotas.reserved(unit) == 0) }
        for key in 0..<8 {
            for status in quotas.budgets(for: facets(key), at: .noon) {
                #expect(status.used == spent["\(status.rule)/\(status.subject)"] ?? 0)
                #expect(status.used <= status.limit)
            }
        }
        #expect(told.values.allSatisfy { $0 == 1 })
        #expect(most > 20 && spent["org/o"] ?? 0 > amount / 2)
    }

    private func facets(_ key: Int) -> QuotaFacets { .key("key-\(key)", team: "t", org: "o") }

    private func begin(
        _ quotas: inout Quotas,
        _ amount: Int64,
        at now: Moment,
        _ chance: inout SeededChance
    ) -> Running? {
        let cost = Int64.random(in: 0...amount / 300, using: &chance)
        let estimate = QuotaEstimate(
            input: Int64.random(in: 0...10_000, using: &chance),
            output: Int64.random(in: 0...4_096, using: &chance),
            cost: .nano(cost),
            worstCost: .nano(cost + cost / 4)
        )
        let key = Int.random(in: 0..<8, using: &chance)
        return quotas.enter(facets(key), estimate, at: now, wall: .noon).reservation.map {
            Running(reservation: $0, estimate: estimate)
        }
    }

    /// An ending of any kind: nothing was sent, it was cut, nobody knows, or all of it came.
    private func use(_ estimate: QuotaEstimate, _ chance: inout SeededChance) -> QuotaUse {
        let cost = estimate.cost?.nanoUSD ?? 0
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: return .nothing
        case 1: return .taken(input: estimate.input, output: 0, cost: .nano(cost / 7))
        case 2: return .taken(input: estimate.input, output: 0, cost: nil)
        default: return .taken(input: estimate.input, output: estimate.output, cost: .nano(cost))
        }
    }

    private func add(_ settlement: QuotaSettlement, to spent: inout [String: Int64], _ told: inout [String: Int]) {
        for charge in settlement.charges {
            spent["\(charge.budget)/\(charge.subject)", default: 0] += charge.cost.nanoUSD
        }
        for event in settlement.events { told["\(event.budget)/\(event.subject)/\(event.threshold)", default: 0] += 1 }
    }
}
