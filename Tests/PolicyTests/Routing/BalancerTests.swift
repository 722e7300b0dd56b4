import Exchange
import Policy
import Testing

@Suite struct BalancerTests {
    private static let draws = 10_000

    /// True when so many of the draws are what a share of them should be, within five standard deviations.
    private static func isNear(_ count: Int?, _ share: Double) -> Bool {
        let mean = Double(draws) * share
        return abs(Double(count ?? 0) - mean) <= 5 * (mean * (1 - share)).squareRoot()
    }

    @Test(arguments: [
        ("a c", ["a": 0.5, "c": 0.5]), ("a:3 c:1", ["a": 0.75, "c": 0.25]), ("a:9 c:0", ["a": 0.9, "c": 0.1]),
        ("a:2 b:2", ["a": 0.5, "b": 0.25, "b-2": 0.25]), ("a:1 c:2 d:5", ["a": 0.125, "c": 0.25, "d": 0.625]),
        ("a:9000000000 c:1000000", ["a": 0.5, "c": 0.5]), ("a c:100:1", ["a": 1]),
    ]) func `weights are shares`(_ legs: String, _ shares: [String: Double]) throws {
        let firsts = try RouteSample.plan(legs).firsts(Self.draws)
        for (upstream, share) in shares { #expect(Self.isNear(firsts[upstream], share), "\(upstream): \(firsts)") }
        #expect(firsts.count == shares.count)
    }

    @Test func `those behind the first are drawn by weight too`() throws {
        let plan = try RouteSample.plan("a:1 c:1 d:8")
        var dice = BalanceDice(3)
        var seconds: [String: Int] = [:]
        for _ in 0..<Self.draws { seconds[plan.draw(&dice)[1], default: 0] += 1 }
        // P(a second) = P(c first) * 1/9 + P(d first) * 1/2
        #expect(Self.isNear(seconds["a"], 0.1 / 9 + 0.8 / 2))
    }

    @Test(arguments: Balance.allCases, [false, true])
    func `priorities are kept, and every choice is there once`(_ balance: Balance, _ isSticky: Bool) throws {
        let plan = try RouteSample.plan("d:1:7 a:9:1 c:1:1 b:3:-2") {
            $0.balance = balance
            $0.isSticky = isSticky
        }
        var dice = BalanceDice(9)
        for round in 0..<1_000 {
            let order = plan.draw(&dice, conversation: UInt64(round)) {
                var load = TargetLoad()
                load.inFlight = ["a": round % 3, "b": .max, "d": .min][$0] ?? 0
                load.latency = ["a": .seconds(1), "b": .seconds(Int64.max), "c": .seconds(-1)][$0]
                load.price = ["a": .max, "c": .min][$0]
                return load
            }
            #expect(Set(order.prefix(2)) == ["b", "b-2"] && Set(order[2..<4]) == ["a", "c"] && order[4] == "d")
            #expect(order.count == 5)
        }
    }

    @Test(arguments: Balance.allCases, [false, true])
    func `the open are the last of their priority`(_ balance: Balance, _ isSticky: Bool) throws {
        let plan = try RouteSample.plan("a c b d:1:1") {
            $0.balance = balance
            $0.isSticky = isSticky
        }
        var dice = BalanceDice(11)
        for round in 0..<500 {
            let open: Set = round % 5 == 0 ? ["a", "c", "b", "b-2", "d"] : ["a", "b"]
            let order = plan.draw(&dice, conversation: UInt64(round)) {
                var load = TargetLoad()
                load.isOpen = open.contains($0)
                return load
            }
            #expect(order.count == 5 && order[4] == "d")
            if open.count == 2 { #expect(Set(order[0..<2]) == ["c", "b-2"] && Set(order[2..<4]) == ["a", "b"]) }
        }
    }

    @Test func `one choice needs no draw and no load`() throws {
        let plan = try RouteSample.plan("a")
        var dice = BalanceDice(1)
        var asked = 0
        let order = Balancer.order(plan, conversation: 5, using: &dice) { _ in
            asked += 1
            return TargetLoad()
        }
        #expect(Array(order) == [0] && dice.draws == 0 && asked == 0)
    }

    @Test func `the less loaded of two is taken, by weight`() throws {
        let plan = try RouteSample.plan("a:4 c:1") { $0.balance = .leastInFlight }
        func loads(_ a: Int, _ c: Int) -> (String) -> TargetLoad {
            { upstream in
                var load = TargetLoad()
                load.inFlight = upstream == "a" ? a : c
                return load
            }
        }
        #expect(plan.firsts(100, loads: loads(7, 2)) == ["a": 100])
        #expect(plan.firsts(100, loads: loads(9, 2)) == ["c": 100])
        let equal = plan.firsts(Self.draws, loads: loads(0, 0))
        #expect(Self.isNear(equal["a"], 0.8), "\(equal)")
    }

    @Test func `of many the most loaded is never first, the least loaded most often`() throws {
        let plan = try RouteSample.plan("a c d b") { $0.balance = .leastInFlight }
        let firsts = plan.firsts(Self.draws) {
            var load = TargetLoad()
            load.inFlight = ["a": 0, "c": 10, "d": 20, "b": 30, "b-2": 40][$0] ?? 0
            return load
        }
        #expect((firsts["a"] ?? 0) > (firsts["c"] ?? 0) && (firsts["c"] ?? 0) > (firsts["d"] ?? 0), "\(firsts)")
        #expect(firsts["b-2"] == nil)
    }

    @Test func `what is sent where least is in flight spreads evenly`() throws {
        let plan = try RouteSample.plan("a c d") { $0.balance = .leastInFlight }
        var dice = BalanceDice(21)
        var running: [String: Int] = [:]
        for _ in 0..<3_000 {
            let first = plan.draw(&dice) {
                var load = TargetLoad()
                load.inFlight = running[$0] ?? 0
                return load
            }.first
            running[first ?? "", default: 0] += 1
        }
        #expect(running.values.allSatisfy { abs($0 - 1_000) <= 10 }, "\(running)")
    }

    @Test(
        arguments: [
            // latency in ms and in flight of a and of c; nil where it may be either
            (100, 0, 200, 0, "a"), (100, 2, 200, 0, "c"), (100, 1, 200, 0, nil), (nil, 0, 1, 0, "a"),
            (nil, 1, 60_000, 500, "c"), (nil, 1, nil, 0, "c"), (nil, 3, nil, 2, "c"), (nil, 0, nil, 0, nil),
        ] as [(Int?, Int, Int?, Int, String?)]
    )
    func `the sooner of two is taken, the unknown once`(
        _ a: Int?,
        _ aRuns: Int,
        _ c: Int?,
        _ cRuns: Int,
        _ taken: String?
    ) throws {
        let plan = try RouteSample.plan("a c") { $0.balance = .latency }
        let firsts = plan.firsts(200) {
            var load = TargetLoad()
            load.latency = ($0 == "a" ? a : c).map { .milliseconds($0) }
            load.inFlight = $0 == "a" ? aRuns : cRuns
            return load
        }
        if let taken { #expect(firsts == [taken: 200]) } else { #expect(firsts.count == 2) }
    }

    @Test func `the cheapest goes first, the unknown last, equals by weight`() throws {
        let plan = try RouteSample.plan("a:1 b:2 c:3 d:9") { $0.balance = .cheapest }
        var dice = BalanceDice(8)
        var firsts: [String: Int] = [:]
        for _ in 0..<Self.draws {
            let order = plan.draw(&dice) {
                var load = TargetLoad()
                load.price = ["a": 5, "c": 5, "b": 7, "b-2": 0][$0]
                return load
            }
            #expect(order.first == "b-2" && order[3] == "b" && order.last == "d")
            firsts[order[1], default: 0] += 1
        }
        #expect(Self.isNear(firsts["c"], 0.75), "\(firsts)")
    }

    @Test func `the same seed gives the same orders`() throws {
        let plan = try RouteSample.plan("a b c d")
        var (one, other) = (BalanceDice(77), BalanceDice(77))
        for _ in 0..<100 { #expect(plan.draw(&one) == plan.draw(&other)) }
    }
}
