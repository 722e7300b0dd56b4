import Exchange
import Policy
import Testing

@Suite struct StickyTests {
    private static let names = (0..<12).map { "p\($0)" }
    private static let providers = names.map { RouteSample.provider($0) }

    private static func plan(without gone: String? = nil, weights: [String: Int] = [:]) throws -> Plan {
        let legs = names.filter { $0 != gone }.map { "\($0):\(weights[$0] ?? 1)" }.joined(separator: " ")
        return try RouteSample.plan(legs, providers) { $0.isSticky = true }
    }

    private static func share(_ leg: String, _ percent: Int) -> ModelRoute.Share {
        ModelRoute.Share(leg: RouteSample.leg(leg), percent: percent)
    }

    @Test func `a conversation goes the same way each time, and needs no draw`() throws {
        let plan = try Self.plan()
        var dice = BalanceDice(1)
        for conversation in 0..<200 as Range<UInt64> {
            let first = plan.draw(&dice, conversation: conversation)
            #expect(plan.draw(&dice, conversation: conversation) == first)
        }
        #expect(dice.draws == 0)
    }

    @Test(arguments: names) func `only the conversations of the one that goes move`(_ gone: String) throws {
        let (all, rest) = (try Self.plan(), try Self.plan(without: gone))
        var dice = BalanceDice(1)
        var moved: [String: Int] = [:]
        for conversation in 0..<2_000 as Range<UInt64> {
            let order = all.draw(&dice, conversation: conversation)
            // the others keep their order, so the next in line takes over
            #expect(rest.draw(&dice, conversation: conversation) == order.filter { $0 != gone })
            if order.first == gone { moved[order[1], default: 0] += 1 }
        }
        #expect(moved.count == 11, "what moved goes to all the others: \(moved)")
    }

    @Test func `an open one's conversations go to the next and come back`() throws {
        let plan = try Self.plan()
        var dice = BalanceDice(1)
        for conversation in 0..<500 as Range<UInt64> {
            let order = plan.draw(&dice, conversation: conversation)
            let during = plan.draw(&dice, conversation: conversation) {
                var load = TargetLoad()
                load.isOpen = $0 == "p3"
                return load
            }
            #expect(during == order.filter { $0 != "p3" } + ["p3"])
        }
    }

    @Test func `conversations spread by weight`() throws {
        let plan = try Self.plan(weights: ["p0": 9])
        var dice = BalanceDice(1)
        var firsts: [String: Int] = [:]
        for conversation in 0..<10_000 as Range<UInt64> {
            firsts[plan.draw(&dice, conversation: conversation)[0], default: 0] += 1
        }
        for name in Self.names {
            let (mean, slack) = name == "p0" ? (4_500, 250) : (500, 110)
            #expect(abs((firsts[name] ?? 0) - mean) < slack, "\(name): \(firsts)")
        }
    }

    @Test func `a plan without a conversation, or not sticky, draws`() throws {
        var dice = BalanceDice(1)
        _ = try Self.plan().draw(&dice)
        let draws = dice.draws
        #expect(draws > 0)
        _ = try RouteSample.plan("a c d").draw(&dice, conversation: 4)
        #expect(dice.draws > draws)
    }

    @Test(arguments: [(1, 0.01), (10, 0.1), (50, 0.5), (99, 0.99), (100, 1), (1_000, 1)], [false, true])
    func `the canary has its share and goes first`(_ percent: (Int, Double), _ isSticky: Bool) throws {
        let plan = try RouteSample.plan("a c:1:3") {
            $0.isSticky = isSticky
            $0.canary = Self.share("d", percent.0)
        }
        var dice = BalanceDice(31)
        var canaries = 0
        for conversation in 0..<10_000 as Range<UInt64> {
            let order = plan.draw(&dice, conversation: conversation)
            #expect(order == ["a", "c"] || order == ["d", "a", "c"])
            if order.count == 3 { canaries += 1 }
        }
        let mean = 10_000 * percent.1
        #expect(abs(Double(canaries) - mean) <= 5 * (mean * (1 - percent.1)).squareRoot())
    }

    @Test func `an open canary is still met first, so that it is told`() throws {
        let plan = try RouteSample.plan("a") { $0.canary = Self.share("b", 100) }
        var dice = BalanceDice(1)
        let order = plan.draw(&dice) {
            var load = TargetLoad()
            load.isOpen = $0.hasPrefix("b")
            return load
        }
        #expect(Set(order[0..<2]) == ["b", "b-2"] && order[2] == "a")
    }

    @Test func `a sticky conversation is wholly in the canary or not, whatever else is drawn`() throws {
        let plan = try RouteSample.plan("a") {
            $0.isSticky = true
            $0.canary = Self.share("d", 30)
            $0.shadow = Self.share("c", 30)
        }
        var dice = BalanceDice(2)
        var (canaries, both) = (0, 0)
        for conversation in 0..<5_000 as Range<UInt64> {
            let order = plan.draw(&dice, conversation: conversation)
            #expect(plan.draw(&dice, conversation: conversation) == order)
            let isShadowed = Balancer.shadow(plan, conversation: conversation, using: &dice) != nil
            if order.count == 2 { canaries += 1 }
            if order.count == 2, isShadowed { both += 1 }
        }
        #expect(abs(canaries - 1_500) < 165 && abs(both - 450) < 105)
    }

    @Test func `the shadow has its share, and nothing without one`() throws {
        var dice = BalanceDice(41)
        let plan = try RouteSample.plan("a") { $0.shadow = Self.share("c", 25) }
        let shadows = (0..<10_000).compactMap { _ in Balancer.shadow(plan, conversation: nil, using: &dice) }
        #expect(abs(shadows.count - 2_500) < 220)
        #expect(shadows.allSatisfy { $0.target.upstream == "c" && $0.model == "m-c" })
        let plain = try RouteSample.plan("a")
        #expect(Balancer.shadow(plain, conversation: 1, using: &dice) == nil)
    }
}
