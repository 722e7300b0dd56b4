import Exchange
import Policy
import Testing

@Suite struct RouteExplanationTests {
    private static func share(_ leg: String, _ percent: Int) -> ModelRoute.Share {
        ModelRoute.Share(leg: RouteSample.leg(leg), percent: percent)
    }

    private static func explain(_ plan: Plan, open: [String: PassReason] = [:]) -> RouteExplanation {
        var dice = BalanceDice(1)
        let reasons = plan.choices.map { open[$0.target.upstream] }
        let order = Balancer.order(plan, conversation: nil, using: &dice) {
            var load = TargetLoad()
            load.isOpen = reasons[$0] != nil
            return load
        }
        return RouteExplanation(plan, order: order) { reasons[$0] }
    }

    private static func told(_ explanation: RouteExplanation) -> [String] {
        explanation.lines.map { "\($0.upstream)/\($0.model ?? "-") \($0.priority ?? -1): \($0.verdict.words)" }
    }

    @Test func `every way has its verdict`() throws {
        let plan = try RouteSample.plan("a claude none c:1:1 d:1:2") { $0.shadow = Self.share("b", 10) }
        let explanation = Self.explain(plan, open: ["c": .credentialOpen])
        #expect(
            Self.told(explanation) == [
                "a/m-a 0: 1 first", "c/m-c 1: passed over: credential_open", "d/m-d 2: 2 fallback",
                "b/m-b 0: 10 % shadow", "claude/m-claude -1: passed over: surface",
                "none/m-none -1: passed over: no_key",
            ]
        )
        #expect(explanation.route == "smart" && explanation.balance == .weighted && !explanation.isSticky)
    }

    @Test(arguments: [(100, ["d/m-d 0: 1 canary", "a/m-a 0: 2 fallback"])])
    func `a canary goes first, or has its share told`(_ percent: Int, _ lines: [String]) throws {
        let always = try RouteSample.plan("a") { $0.canary = Self.share("d", percent) }
        #expect(Self.told(Self.explain(always)) == lines)
        let seldom = try RouteSample.plan("a") { $0.canary = Self.share("d", 1) }
        #expect(Self.told(Self.explain(seldom)) == ["a/m-a 0: 1 first", "d/m-d 0: 1 % canary"])
    }

    @Test func `when all are open nothing is tried`() throws {
        let plan = try RouteSample.table([]).plan(model: "b-1", surface: .openAI)
        let explanation = Self.explain(plan, open: ["b": .isolated, "b-2": .breakerOpen])
        #expect(
            Set(Self.told(explanation)) == [
                "b/b-1 0: passed over: isolated", "b-2/b-1 0: passed over: breaker_open",
            ]
        )
        #expect(explanation.route == nil)
    }
}
