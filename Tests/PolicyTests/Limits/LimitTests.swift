import Exchange
import Policy
import Synchronization
import Testing

@Suite struct LimitTests {
    /// What many tasks come through: one decision at a time, and a clock that goes on with each.
    private final class Door: Sendable {
        let quotas: Mutex<Quotas>
        let clock = Mutex(Int64(0))

        init(_ quotas: Quotas) { self.quotas = Mutex(quotas) }
    }

    private func rule(
        _ id: String = "r",
        _ unit: QuotaUnit = .requests,
        _ amount: Int64,
        scope: QuotaScope = .eachKey,
        mode: QuotaMode = .enforce
    ) -> QuotaRule {
        QuotaRule(id: id, scope: scope, unit: unit, amount: amount, mode: mode)
    }

    @Test func `all limits take, or none does`() {
        var quotas = Quotas.of([
            rule("many", .requests, 100), rule("few", .concurrency, 1), rule("tokens", .tokens, 1_000),
        ])
        let first = quotas.tries(.key("k"), QuotaEstimate(input: 100, output: 300))
        #expect(first.reservation != nil)
        for _ in 0..<20 {
            let refusal = quotas.tries(.key("k"), QuotaEstimate(input: 100, output: 300)).refusal
            #expect(refusal?.status.rule == "few")
            #expect(refusal?.rejection == .concurrencyLimit)
        }
        let statuses = quotas.limits(for: .key("k"), at: .second(0)).sorted { $0.rule < $1.rule }
        #expect(statuses.map(\.rule) == ["few", "many", "tokens"])
        #expect(statuses.map(\.remaining) == [0, 99, 600])
        #expect(statuses.map(\.reserved) == [1, 0, 400])
        #expect(statuses.map(\.state) == [.exhausted, .ok, .ok])
    }

    @Test func `the limit that refuses for longest is told, with all that is known of it`() {
        var quotas = Quotas.of([
            QuotaRule(id: "second", scope: .eachKey, unit: .requests, amount: 1, window: .seconds(1)),
            QuotaRule(id: "minute", scope: .eachKey, unit: .requests, amount: 1, window: .seconds(60)),
        ])
        #expect(quotas.tries().reservation != nil)
        let refusal = quotas.tries(at: 0.5).refusal
        #expect(refusal?.status.rule == "minute")
        #expect(refusal?.status.subject == "key=k")
        #expect(refusal?.status.scope == .key)
        #expect(refusal?.retryAfter == .seconds(59.5))
        #expect(refusal?.status.used == 1 && refusal?.status.limit == 1 && refusal?.asked == 1)
        #expect(refusal?.rejection == .rateLimited)
        #expect(quotas.tries(at: 59.9).refusal != nil)
        #expect(quotas.tries(at: 60).reservation != nil)
    }

    @Test func `what was reserved is replaced by what was taken, once`() {
        var quotas = Quotas.of([rule("tokens", .tokens, 1_000), rule("out", .outputTokens, 1_000)])
        let estimate = QuotaEstimate(input: 100, output: 500)
        guard let one = quotas.tries(.key("k"), estimate).reservation else {
            Issue.record("refused")
            return
        }
        #expect(quotas.reserved(.tokens) == 600 && quotas.open == 1)
        for _ in 0..<3 { _ = quotas.settle(one, .taken(input: 100, output: 20, cost: nil), at: .second(0)) }
        #expect(quotas.limits(for: .key("k"), at: .second(0)).map(\.remaining).sorted() == [880, 980])
        #expect(quotas.reserved(.tokens) == 0 && quotas.open == 0)
        guard let two = quotas.tries(.key("k"), estimate).reservation else {
            Issue.record("refused")
            return
        }
        #expect(two != one)
        _ = quotas.settle(one, .nothing, at: .second(0))
        #expect(quotas.reserved(.tokens) == 600)
        _ = quotas.settle(two, .nothing, at: .second(0))
        #expect(quotas.limits(for: .key("k"), at: .second(0)).map(\.remaining).sorted() == [880, 980])
        _ = quotas.settle(Reservation(slot: 99, generation: 0), .nothing, at: .second(0))
        _ = quotas.settle(Reservation(slot: -1, generation: 0), .nothing, at: .second(0))
        #expect(quotas.open == 0)
    }

    @Test func `a bucket goes below nothing by what one exchange took too much`() {
        var quotas = Quotas.of([rule("tokens", .tokens, 600)])
        let reservation = quotas.tries(.key("k"), QuotaEstimate(output: 600)).reservation
        _ = quotas.settle(
            reservation ?? Reservation(slot: -1, generation: 0),
            .taken(input: 0, output: 1_200, cost: nil),
            at: .second(0)
        )
        // 600 below nothing: a minute to nothing, and a tenth of a second for one more.
        #expect(quotas.tries(.key("k"), QuotaEstimate(output: 1)).refusal?.retryAfter == .milliseconds(60_100))
        #expect(quotas.tries(.key("k"), QuotaEstimate(), at: 1).reservation != nil, "who takes nothing is let in")
        #expect(quotas.tries(.key("k"), QuotaEstimate(output: 1), at: 60.1).reservation != nil)
    }

    @Test func `more than the limit ever allows is refused for good`() {
        var quotas = Quotas.of([rule("tokens", .tokens, 600)])
        let refusal = quotas.tries(.key("k"), QuotaEstimate(output: 601)).refusal
        #expect(refusal?.reason == .tooLarge)
        #expect(refusal != nil && refusal?.retryAfter == nil)
    }

    @Test func `a limit in shadow mode refuses nobody and counts as if it did`() {
        var quotas = Quotas.of([rule("shadow", .requests, 2, mode: .shadow), rule("real", .requests, 4)])
        let shadowed = (0..<6).map { _ in quotas.tries().wouldRefuse }
        #expect(shadowed == [[], [], ["shadow"], ["shadow"], [], []])
        #expect(quotas.tally[.key, .requests, .shadowDeny] == 2)
        #expect(quotas.tally[.key, .requests, .deny] == 2)
        #expect(quotas.tally[.key, .requests, .allow] == 6)
    }

    @Test func `limits by target are asked by each attempt and not before`() {
        var quotas = Quotas.of([rule("target", .requests, 1, scope: QuotaScope([.target: .each]))])
        var facets = QuotaFacets.key("k")
        #expect((0..<5).allSatisfy { _ in quotas.tries(facets).reservation != nil })
        facets.target = "openai"
        #expect(quotas.tries(facets, stage: .attempt).reservation != nil)
        #expect(quotas.tries(facets, stage: .attempt).refusal?.status.subject == "target=openai")
        facets.target = "azure"
        #expect(quotas.tries(facets, stage: .attempt).reservation != nil)
    }

    @Test func `a reservation nobody settles ends with its lease at its estimate`() {
        let cost = BudgetRule(id: "b", holder: .key, subject: nil, period: .day, amount: .nano(1_000))
        var quotas = Quotas.of([rule("tokens", .tokens, 1_000), rule("few", .concurrency, 1)], budgets: [cost])
        let estimate = QuotaEstimate(output: 600, cost: .nano(700))
        let reservation = quotas.tries(.key("k"), estimate).reservation
        #expect(quotas.expire(at: .second(89_999)) == QuotaSettlement())
        let settlement = quotas.expire(at: .second(90_000))
        #expect(settlement.charges.map(\.cost) == [.nano(700)])
        #expect(quotas.open == 0 && quotas.reserved(.concurrency) == 0 && quotas.reservedCost == 0)
        let late = quotas.settle(
            reservation ?? Reservation(slot: -1, generation: 0),
            .taken(input: 0, output: 1, cost: .nano(1)),
            at: .second(1_801)
        )
        #expect(late == QuotaSettlement())
        #expect(quotas.budgets(for: .key("k"), at: .noon).map(\.used) == [700])
    }

    @Test func `changed numbers keep what is used under the same id`() {
        var quotas = Quotas.of([
            rule("requests", .requests, 10), rule("tokens", .tokens, 1_000), rule("gone", .tokens, 9),
        ])
        #expect(quotas.admitted(of: 7) == 7)
        let open = quotas.tries(.key("k"), QuotaEstimate(input: 4)).reservation
        quotas.change(
            limits: [
                rule("tokens", .tokens, 500),
                QuotaRule(id: "requests", scope: .eachKey, unit: .requests, amount: 20, window: .seconds(1)),
            ],
            budgets: [],
            at: .second(0),
            wall: .noon
        )
        let statuses = quotas.limits(for: .key("k"), at: .second(0)).sorted { $0.rule < $1.rule }
        #expect(statuses.map(\.remaining) == [12, 496])
        #expect(statuses.map(\.reserved) == [0, 4])
        _ = quotas.settle(open ?? Reservation(slot: -1, generation: 0), .nothing, at: .second(0))
        #expect(quotas.reserved(.tokens) == 0 && quotas.open == 7)
        #expect(quotas.admitted(of: 20) == 12)
        quotas.change(limits: [rule("requests", .tokens, 3)], budgets: [], at: .second(0), wall: .noon)
        #expect(quotas.limits(for: .key("k"), at: .second(0)).map(\.remaining) == [3], "another unit is another limit")
    }

    @Test func `a rate that was slow does not lock out once it is fast`() {
        let slow = QuotaRule(id: "r", scope: .eachKey, unit: .requests, amount: 10, window: .seconds(36_000))
        let fast = QuotaRule(id: "r", scope: .eachKey, unit: .requests, amount: 10, window: .seconds(10))
        var quotas = Quotas.of([slow])
        #expect(quotas.admitted(of: 12) == 10)
        quotas.change(limits: [fast], budgets: [], at: .second(0), wall: .noon)
        #expect(quotas.tries().refusal?.retryAfter == .seconds(1))
        #expect(quotas.admitted(of: 12, at: 5) == 5)
    }

    @Test func `a flood of names takes no more room and makes nobody new`() {
        var bounds = Quotas.Bounds()
        bounds.names = 1_000
        let slow = QuotaRule(id: "r", scope: .eachKey, unit: .requests, amount: 2, window: .seconds(60))
        var quotas = Quotas.of([slow], bounds: bounds)
        #expect(quotas.admitted(.key("victim"), of: 5) == 2)
        let passed = (0..<5_000).reduce(0) { $0 + quotas.admitted(.key("flood-\($1)"), of: 1) }
        #expect(quotas.subjects == 1_000)
        #expect(passed == 999 + 2, "those who find no room share one measure")
        #expect(quotas.admitted(.key("victim"), of: 1) == 0, "nothing that is used is forgotten")
        // A minute later all of them are as good as new and make room, sixteen looked at for each who comes.
        #expect(quotas.admitted(.key("later"), of: 5, at: 61) == 2)
        #expect(quotas.subjects == 1_000)
    }

    @Test func `who has no user is no subject of a limit by user`() {
        var quotas = Quotas.of([
            rule("each", .requests, 1, scope: QuotaScope([.user: .each])),
            rule("any", .requests, 1, scope: QuotaScope([.user: .matching(Pattern("*"))])),
            rule("model", .requests, 3, scope: QuotaScope([.model: .each])),
        ])
        #expect(quotas.admitted(of: 5) == 3, "who names no model is counted as well")
    }

    @Test func `64 tasks at one key get the burst and the rate`() async {
        let rule = QuotaRule(id: "r", scope: .eachKey, unit: .requests, amount: 50, window: .seconds(1), burst: 10)
        let door = Door(Quotas.of([rule, self.rule("c", .concurrency, 1_000)]))
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    var count = 0
                    for _ in 0..<150 {
                        let now = door.clock.withLock { now in
                            now += 1_000_000
                            return now
                        }
                        let verdict = door.quotas.withLock {
                            $0.enter(.key("k"), QuotaEstimate(), at: Moment(nanoseconds: now), wall: .noon)
                        }
                        guard let reservation = verdict.reservation else { continue }
                        count += 1
                        await Task.yield()
                        _ = door.quotas.withLock { $0.settle(reservation, .nothing, at: Moment(nanoseconds: now)) }
                    }
                    return count
                }
            }
            return await group.reduce(0, +)
        }
        // 9,600 attempts, a thousandth of a second apart.
        #expect(abs(Double(admitted) - (10 + 50 * 9.6)) <= 1)
        #expect(door.quotas.withLock { $0.open } == 0)
        #expect(door.quotas.withLock { $0.reserved(.concurrency) } == 0)
    }
}
