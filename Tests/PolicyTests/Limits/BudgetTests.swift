import Exchange
import Policy
import Testing

@Suite struct BudgetTests {
    private func budget(
        _ id: String = "b",
        _ holder: QuotaFacet = .key,
        _ amount: Int64,
        period: BudgetPeriod = .day,
        isHard: Bool = true,
        isStrict: Bool = false,
        mode: QuotaMode = .enforce
    ) -> BudgetRule {
        BudgetRule(
            id: id,
            holder: holder,
            subject: nil,
            period: period,
            amount: .nano(amount),
            isHard: isHard,
            isStrict: isStrict,
            mode: mode
        )
    }

    private func cost(_ amount: Int64, worst: Int64? = nil) -> QuotaEstimate {
        QuotaEstimate(cost: .nano(amount), worstCost: worst.map { .nano($0) })
    }

    /// Spends so much at once, or says that it was refused.
    private func spend(
        _ amount: Int64,
        of quotas: inout Quotas,
        at wall: WallTime = .noon,
        _ facets: QuotaFacets = .key("k")
    ) -> QuotaSettlement? {
        let verdict = quotas.enter(facets, cost(amount), at: .second(0), wall: wall)
        return verdict.reservation.map {
            quotas.settle($0, .taken(input: 1, output: 1, cost: .nano(amount)), at: .second(0))
        }
    }

    @Test func `key, user, team and organisation are asked together, and all pay or none`() {
        let facets = QuotaFacets.key("k", user: "u", team: "t", org: "o")
        var quotas = Quotas.of(
            [QuotaRule(id: "r", scope: .eachKey, unit: .requests, amount: 10)],
            budgets: [
                budget("key", .key, 1_000), budget("user", .user, 900), budget("team", .team, 500),
                budget("org", .org, 5_000),
            ]
        )
        let settlement = spend(400, of: &quotas, facets)
        #expect(
            Set(settlement?.charges.map { "\($0.budget)/\($0.subject)" } ?? []) == [
                "key/k", "user/u", "team/t", "org/o",
            ]
        )
        #expect(settlement?.charges.allSatisfy { $0.cost == .nano(400) } == true)
        let refusal = quotas.tries(facets, cost(101)).refusal
        #expect(refusal?.status.rule == "team" && refusal?.status.subject == "t" && refusal?.status.scope == .team)
        #expect(refusal?.status.used == 400 && refusal?.status.limit == 500 && refusal?.rejection == .quotaExceeded)
        #expect(refusal?.retryAfter == .seconds(43_200))
        #expect(quotas.reservedCost == 0)
        #expect(quotas.limits(for: facets, at: .second(0)).map(\.remaining) == [9], "a refused one is no request")
        #expect(spend(100, of: &quotas, facets) != nil)
        let other = QuotaFacets.key("k2", user: "u", team: "t2", org: "o")
        #expect(quotas.tries(other, cost(401)).refusal?.status.rule == "user")
        #expect(quotas.tries(other, cost(400)).reservation != nil)
    }

    @Test func `what was reserved in a period that was forgotten is not given back twice`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000)])
        func enter(_ amount: Int64, day: Int) -> QuotaVerdict {
            let wall = WallTime.noon + .seconds(86_400 * day)
            return quotas.enter(.key("k"), cost(amount), at: .second(0), wall: wall)
        }
        _ = enter(0, day: 5)
        let first = enter(600, day: 20).reservation ?? Reservation(slot: -1, generation: 0)
        // the clock is set to a day between, by which the later one is forgotten, and forward again
        _ = enter(0, day: 10)
        _ = enter(100, day: 20)
        let before = quotas.reservedCost
        _ = quotas.settle(first, .taken(input: 1, output: 1, cost: .nano(500)), at: .second(0))
        #expect(before == 100 && quotas.reservedCost == 100)
        #expect(enter(401, day: 20).refusal?.reason == .exceeded)
        #expect(enter(400, day: 20).reservation != nil)
    }

    @Test func `what runs is as good as spent`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000)])
        let first = quotas.tries(.key("k"), cost(600)).reservation
        #expect(quotas.tries(.key("k"), cost(401)).refusal?.status.reserved == 600)
        #expect(quotas.tries(.key("k"), cost(400)).reservation != nil)
        _ = quotas.settle(first ?? Reservation(slot: -1, generation: 0), .nothing, at: .second(0))
        #expect(quotas.tries(.key("k"), cost(600)).reservation != nil)
        #expect(quotas.tries(.key("k"), cost(1)).refusal?.reason == .exceeded)
        #expect(quotas.tries(.key("k"), cost(1_001)).refusal?.reason == .tooLarge)
        #expect(quotas.tries(.key("k"), cost(0)).reservation != nil, "what costs nothing fits")
    }

    @Test func `each share is told once in a period`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000, isHard: false)])
        let told = [499, 1, 100, 199, 1, 100, 99, 1, 5_000].map { amount in
            spend(amount, of: &quotas)?.events.map(\.threshold) ?? [-1]
        }
        #expect(told == [[], [50], [], [], [80], [], [], [100], []])
        let tomorrow = WallTime.noon + .seconds(86_400)
        #expect(spend(1_000, of: &quotas, at: tomorrow)?.events.map(\.threshold) == [50, 80, 100])
        #expect(spend(1_000, of: &quotas, at: tomorrow)?.events.isEmpty == true)
    }

    @Test func `what was told before a start is not told again`() {
        let today = BudgetPeriod.day.bounds(of: .noon).lowerBound
        let spent = [
            BudgetCharge(budget: "b", subject: "k", period: today, cost: .nano(850)),
            BudgetCharge(budget: "b", subject: "old", period: today + .seconds(-86_400), cost: .nano(999)),
            BudgetCharge(budget: "gone", subject: "k", period: today, cost: .nano(999)),
        ]
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000)], spent: spent)
        #expect(quotas.tries(.key("k"), cost(151)).refusal?.status.used == 850)
        #expect(spend(150, of: &quotas)?.events.map(\.threshold) == [100])
        #expect(quotas.budgets(for: .key("old"), at: .noon).map(\.used) == [0])
    }

    @Test func `a strict budget reserves the most, and takes nothing of unknown price`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000, isStrict: true)])
        #expect(quotas.tries(.key("k"), cost(10, worst: 1_001)).refusal?.reason == .tooLarge)
        let reservation = quotas.tries(.key("k"), cost(10, worst: 1_000)).reservation
        #expect(quotas.reservedCost == 1_000)
        _ = quotas.settle(
            reservation ?? Reservation(slot: -1, generation: 0),
            .taken(input: 1, output: 1, cost: .nano(20)),
            at: .second(0)
        )
        #expect(quotas.budgets(for: .key("k"), at: .noon).map(\.used) == [20])
        #expect(quotas.tries(.key("k"), QuotaEstimate(output: 5)).refusal?.reason == .unknownPrice)
        var free = Quotas.of(budgets: [budget("b", .key, 1_000)])
        let unknown = free.tries(.key("k"), QuotaEstimate(output: 5)).reservation
        let settlement = free.settle(
            unknown ?? Reservation(slot: -1, generation: 0),
            .taken(input: 1, output: 1, cost: nil),
            at: .second(0)
        )
        #expect(unknown != nil && settlement == QuotaSettlement())
    }

    @Test func `a budget in shadow mode tells and lets in`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 100, mode: .shadow)])
        #expect(spend(90, of: &quotas)?.events.map(\.threshold) == [50, 80])
        let verdict = quotas.tries(.key("k"), cost(50))
        #expect(verdict.wouldRefuse == ["b"])
        #expect(quotas.tally[.key, .cost, .shadowDeny] == 1 && quotas.tally[.key, .cost, .allow] == 1)
    }

    @Test func `a new period begins with nothing, and what was admitted before is charged to the old`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000)])
        let open = quotas.tries(.key("k"), cost(900)).reservation
        let tomorrow = WallTime.noon + .seconds(43_200)
        #expect(quotas.budgets(for: .key("k"), at: tomorrow).map(\.remaining) == [1_000])
        #expect(spend(1_000, of: &quotas, at: tomorrow) != nil)
        let late = quotas.settle(
            open ?? Reservation(slot: -1, generation: 0),
            .taken(input: 1, output: 1, cost: .nano(700)),
            at: .second(0)
        )
        #expect(late.charges.map(\.period) == [BudgetPeriod.day.bounds(of: .noon).lowerBound])
        #expect(late.events.map(\.threshold) == [50])
        #expect(quotas.budgets(for: .key("k"), at: tomorrow).map(\.used) == [1_000])
        #expect(quotas.reservedCost == 0)
    }

    @Test func `a clock that jumps back and forth gives no money twice`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000, period: .hour)])
        let hour = { WallTime.noon + .seconds($0 * 3_600) }
        #expect(spend(600, of: &quotas, at: hour(0)) != nil)
        #expect(spend(700, of: &quotas, at: hour(1)) != nil)
        for _ in 0..<5 {
            #expect(spend(401, of: &quotas, at: hour(0)) == nil)
            #expect(spend(301, of: &quotas, at: hour(1)) == nil)
        }
        // An hour that is older than all that is known is not entered; the last one goes on.
        #expect(spend(301, of: &quotas, at: hour(-3)) == nil)
        #expect(spend(300, of: &quotas, at: hour(-3))?.charges.map(\.period) == [hour(1)])
        // A leap to 2038 and back.
        #expect(spend(1_000, of: &quotas, at: hour(100_000)) != nil)
        #expect(spend(1, of: &quotas, at: hour(1)) == nil)
        #expect(spend(1_000, of: &quotas, at: hour(2)) != nil)
        #expect(spend(1, of: &quotas, at: hour(2)) == nil)
    }

    @Test func `changed amounts keep what is spent and reserved`() {
        var quotas = Quotas.of(budgets: [budget("b", .key, 1_000), budget("gone", .key, 1_000)])
        #expect(spend(800, of: &quotas)?.events.count == 4)
        let open = quotas.tries(.key("k"), cost(100)).reservation
        let today = BudgetPeriod.day.bounds(of: .noon).lowerBound
        quotas.change(
            limits: [],
            budgets: [budget("new", .key, 500), budget("b", .key, 10_000)],
            spent: [
                BudgetCharge(budget: "new", subject: "k", period: today, cost: .nano(10)),
                BudgetCharge(budget: "b", subject: "k", period: today, cost: .nano(5)),
            ],
            at: .second(0),
            wall: .noon
        )
        let statuses = quotas.budgets(for: .key("k"), at: .noon).sorted { $0.rule < $1.rule }
        #expect(statuses.map(\.used) == [900, 10])
        let settlement = quotas.settle(
            open ?? Reservation(slot: -1, generation: 0),
            .taken(input: 1, output: 1, cost: .nano(4_200)),
            at: .second(0)
        )
        #expect(settlement.charges.map(\.budget) == ["b"])
        #expect(settlement.events.map(\.threshold) == [50])
        #expect(quotas.reservedCost == 0)
    }

    @Test func `beyond the most principals a hard budget refuses`() {
        var bounds = Quotas.Bounds()
        bounds.principals = 2
        var quotas = Quotas.of(budgets: [budget("b", .key, 100)], bounds: bounds)
        for key in ["a", "b"] { #expect(spend(5, of: &quotas, .key(key)) != nil) }
        #expect(quotas.tries(.key("c"), cost(5)).refusal?.reason == .tooManySubjects)
        #expect(spend(5, of: &quotas, .key("a")) != nil)
        #expect(spend(5, of: &quotas, at: .noon + .seconds(86_400), .key("c")) != nil, "a past period makes room")
        #expect(quotas.subjects == 2)
    }
}
