import Exchange
import Policy
import Testing

@Suite struct RoutePlanTests {
    private static func told(_ plan: Plan) -> [String] {
        plan.choices.map { "\($0.target.upstream) \($0.model ?? "-") \($0.priority) \($0.weight)" }
    }

    @Test(arguments: [
        ("a", ["a m-a 0 1"]),
        ("a:3 c", ["a m-a 0 3", "c m-c 0 1"]),
        ("a b", ["a m-a 0 2", "b m-b 0 1", "b-2 m-b 0 1"]),  // the keys of b share its weight
        ("d:1:2 a:1:1 c:5:0 b:2:1", ["c m-c 0 10", "a m-a 1 2", "b m-b 1 2", "b-2 m-b 1 2", "d m-d 2 2"]),
        ("a:0 c:-7", ["a m-a 0 1", "c m-c 0 1"]),
        ("a:9223372036854775807 c", ["a m-a 0 1000000", "c m-c 0 1"]),
        ("a claude none gone", ["a m-a 0 1"]),
        (
            "a:1:-9223372036854775808 c:1:9223372036854775807",
            [
                "a m-a -9223372036854775808 1", "c m-c 9223372036854775807 1",
            ]
        ),
    ]) func `a route's legs become choices by priority`(_ legs: String, _ choices: [String]) throws {
        let plan = try RouteSample.plan(legs)
        #expect(Self.told(plan) == choices)
        #expect(plan.route == "smart")
        #expect(plan.choices.allSatisfy { $0.isRenamed && !$0.isCanary && $0.modelLabel == $0.model })
    }

    @Test(arguments: [
        ("claude a none c", ["claude m-claude surface", "none m-none no_key"]), ("a c", []),
    ]) func `a leg that cannot be gone is passed over, with its reason`(_ legs: String, _ over: [String]) throws {
        let plan = try RouteSample.plan(legs)
        #expect(plan.passedOver.map { "\($0.upstream) \($0.modelLabel) \($0.reason.rawValue)" } == over)
    }

    @Test(arguments: [
        ("claude", FailureCode.noRoute), ("none", .secretUnavailable), ("claude none", .secretUnavailable),
        ("gone", .unknownModel), ("gone claude", .noRoute), ("", .unknownModel),
    ]) func `a route without a leg that can be gone fails`(_ legs: String, _ code: FailureCode) {
        let failure = #expect(throws: Failure.self) { try RouteSample.plan(legs) { $0.canary = Self.share("a", 50) } }
        #expect(failure?.code == code)
    }

    private static func share(_ leg: String, _ percent: Int) -> ModelRoute.Share {
        ModelRoute.Share(leg: RouteSample.leg(leg), percent: percent)
    }

    @Test func `each surface has its own choices`() throws {
        let table = RouteSample.table([RouteSample.route("a c claude")])
        let upstreams = try table.plan(model: "smart", surface: .anthropic).choices.map(\.target.upstream)
        #expect(upstreams == ["c", "claude"])
        #expect(throws: Failure.self) { try table.plan(model: "smart", surface: .gemini) }
    }

    @Test func `a route goes before an alias, and the list has each name once`() throws {
        let table = RouteSample.table([
            RouteSample.route("a"), RouteSample.route("b"), ModelRoute(name: "two", legs: [RouteSample.leg("b")]),
        ])
        #expect(try table.plan(model: "smart", surface: .openAI).choices.first?.target.provider == "a")
        #expect(try table.plan(model: "quick", surface: .openAI).choices.first?.target.provider == "d")
        #expect(table.names.map(\.id) == ["smart", "two", "quick"])
        #expect(table.names.map(\.owner) == ["a", "b", "d"])
        #expect(table.routes.map(\.name) == ["smart", "two"])
    }

    @Test func `a model that keeps its name is not rewritten`() throws {
        let route = ModelRoute(name: "m-a", legs: [RouteSample.leg("a"), RouteSample.leg("c")])
        let plan = try RouteSample.table([route]).plan(model: "m-a", surface: .openAI)
        #expect(plan.choices.map(\.isRenamed) == [false, true])
    }

    @Test func `without a route the keys of the provider are alike`() throws {
        let plan = try RouteSample.table([]).plan(model: "b-7", surface: .openAI)
        #expect(Self.told(plan) == ["b b-7 0 1", "b-2 b-7 0 1"])
        #expect(plan.route == nil && plan.balance == .leastInFlight && !plan.isSticky && plan.hedge == nil)
        #expect(plan.choices.allSatisfy { $0.modelLabel == "b-*" && !$0.isRenamed })
        let named = try RouteSample.table([]).plan(model: "b/b-7", surface: .openAI)
        #expect(named.choices.map(\.model) == ["b-7", "b-7"] && named.choices.allSatisfy(\.isRenamed))
    }

    @Test func `what a route says stands in its plan`() throws {
        let plan = try RouteSample.plan("a c") {
            $0.balance = .latency
            $0.isSticky = true
            $0.fallbackOn = [.contextWindow]
            $0.hedge = HedgeSettings(after: .seconds(2))
            $0.canary = Self.share("b", 10)
            $0.shadow = Self.share("b", 130)
        }
        #expect(plan.balance == .latency && plan.isSticky && plan.fallbackOn == [.contextWindow])
        #expect(plan.hedge?.after == .seconds(2))
        #expect(plan.choices.map(\.target.upstream) == ["a", "c", "b", "b-2"])
        #expect(plan.choices.map(\.isCanary) == [false, false, true, true])
        #expect(plan.canaryPercent == 10)
        #expect(plan.shadow?.choice.target.upstream == "b" && plan.shadow?.percent == 100)
    }

    @Test(arguments: [0, -5, .min]) func `a share of nothing is none`(_ percent: Int) throws {
        let plan = try RouteSample.plan("a c") {
            $0.canary = Self.share("b", percent)
            $0.shadow = Self.share("b", percent)
        }
        #expect(plan.choices.count == 2 && plan.canaryPercent == 0 && plan.shadow == nil)
    }

    @Test func `a plan has at most 64 choices, the canary's among them`() throws {
        let many = [RouteSample.provider("a", keys: 200), RouteSample.provider("c", keys: 100)]
        let plan = try RouteSample.plan("a a:5 a a", many) { $0.canary = Self.share("c", 100) }
        #expect(plan.choices.count == 64)
        #expect(plan.choices.filter(\.isCanary).count == 16)
        var dice = BalanceDice(5)
        let order = Balancer.order(plan, conversation: nil, using: &dice) { _ in TargetLoad() }
        #expect(Set(order) == Set(0..<64) && order.count == 64)
        #expect(try RouteSample.table([], many).plan(model: "a-1", surface: .openAI).choices.count == 64)
    }

    @Test func `odd numbers of keys share a weight fairly`() throws {
        let odd = [
            RouteSample.provider("a", keys: 7), RouteSample.provider("b", keys: 31),
            RouteSample.provider("c", keys: 19),
        ]
        let plan = try RouteSample.plan("a:2 b:3 c:5", odd)
        let weights = Dictionary(grouping: plan.choices, by: \.target.provider)
            .mapValues { Double($0.reduce(0) { $0 + $1.weight }) }
        let unit = (weights["a"] ?? 0) / 2
        #expect(abs((weights["b"] ?? 0) / unit - 3) < 0.001)
        #expect(abs((weights["c"] ?? 0) / unit - 5) < 0.001)
    }
}
