import Exchange
import Policy
import Testing

@Suite struct PlanNarrowingTests {
    private static func permission(_ providers: [String], _ residency: [String] = []) -> Permission {
        Permission(KeyPermission(providers: providers, residency: residency))
    }

    private static func share(_ provider: String, _ percent: Int) -> ModelRoute.Share {
        ModelRoute.Share(leg: RouteSample.leg(provider), percent: percent)
    }

    private func told(_ passedOver: [PassedOver]) -> [String] {
        passedOver.map { "\($0.upstream) \($0.modelLabel) \($0.reason.rawValue)" }
    }

    @Test(arguments: [
        (["*"], ["a", "b", "b-2", "c"], ["claude m-claude surface"]),
        (["b"], ["b", "b-2"], ["claude m-claude surface", "a m-a forbidden", "c m-c forbidden"]),
        (["c", "a"], ["a", "c"], ["claude m-claude surface", "b m-b forbidden", "b-2 m-b forbidden"]),
    ]) func `targets of other providers are passed over, the rest stay in order`(
        _ providers: [String],
        _ left: [String],
        _ over: [String]
    ) throws {
        let plan = try RouteSample.plan("a b claude c")
        guard case .left(let narrowed) = plan.narrowed(by: Self.permission(providers)) else {
            Issue.record("nothing is left")
            return
        }
        #expect(narrowed.targets.map(\.upstream) == left && told(narrowed.passedOver) == over)
        #expect(narrowed.route == "smart" && narrowed.choices.allSatisfy { $0.isRenamed })
    }

    @Test func `a canary alone is nothing, and one that is barred is no canary`() throws {
        let plan = try RouteSample.plan("a b") { $0.canary = Self.share("c", 100) }
        guard case .nothing(let over) = plan.narrowed(by: Self.permission(["c"])) else {
            Issue.record("a canary was left")
            return
        }
        #expect(told(over) == ["a m-a forbidden", "b m-b forbidden", "b-2 m-b forbidden"])
        guard case .left(let narrowed) = plan.narrowed(by: Self.permission(["a"])) else {
            Issue.record("nothing is left")
            return
        }
        var dice = BalanceDice(1)
        #expect(narrowed.draw(&dice) == ["a"] && narrowed.choices.allSatisfy { !$0.isCanary })
        guard case .left(let both) = plan.narrowed(by: Self.permission(["a", "c"])) else {
            Issue.record("nothing is left")
            return
        }
        #expect(both.draw(&dice) == ["c", "a"])
    }

    @Test func `a copy goes only where the caller may`() throws {
        let plan = try RouteSample.plan("a") { $0.shadow = Self.share("b", 100) }
        guard case .left(let narrowed) = plan.narrowed(by: Self.permission(["a"])),
            case .left(let whole) = plan.narrowed(by: Self.permission(["a", "b"]))
        else {
            Issue.record("nothing is left")
            return
        }
        #expect(narrowed.shadow == nil && narrowed.targets.map(\.upstream) == ["a"])
        #expect(whole.shadow?.choice.target.provider == "b")
    }

    @Test func `a provider that does not say its places is passed over for residency`() throws {
        let plan = try RouteSample.plan("a")
        guard case .nothing(let over) = plan.narrowed(by: Self.permission([], ["eu"])) else {
            Issue.record("something is left")
            return
        }
        #expect(told(over) == ["a m-a residency"])
    }

    @Test func `without a route the same holds, and sixteen names are the most`() {
        let targets = (0..<40).map { RouteSample.target("p\($0)", "p\($0)") }
        let plan = Plan(targets: targets, model: "m", modelLabel: "m-*", isRenamed: true)
        guard case .left(let narrowed) = plan.narrowed(by: Self.permission(["p39"])),
            case .nothing(let over) = plan.narrowed(by: Self.permission(["none"]))
        else {
            Issue.record("nothing or everything is left")
            return
        }
        #expect(narrowed.targets.map(\.upstream) == ["p39"] && narrowed.model == "m" && narrowed.isRenamed)
        #expect(narrowed.modelLabel == "m-*" && narrowed.passedOver.count == 16 && over.count == 16)
    }
}
