import Policy
import Proxy

extension CannedHouse.Plan {
    /// The model `smart`, which leads to the provider and, when that fails, to the other; pauses are short.
    static func smart(
        hedge: HedgeSettings? = nil,
        _ change: (inout CannedHouse.Plan) -> Void = { _ in }
    ) -> CannedHouse.Plan {
        var plan = CannedHouse.Plan()
        plan.targets = TargetSettings()
        plan.targets.retry.pause = .milliseconds(5)
        var route = ModelRoute(
            name: "smart",
            legs: [
                ModelRoute.Leg(provider: "acme", model: "gpt-5"), ModelRoute.Leg(provider: "other", model: "other-1"),
            ]
        )
        route.legs[1].priority = 1
        route.hedge = hedge
        plan.route = route
        change(&plan)
        return plan
    }
}
