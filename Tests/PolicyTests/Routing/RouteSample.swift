import Exchange
import Policy

/// Routes over four providers for tests: `a` to `d`, each with a key but `b`, which has two.
enum RouteSample {
    static func target(_ provider: String, _ upstream: String, _ surfaces: Set<Surface> = [.openAI]) -> Target {
        Target(
            provider: provider,
            upstream: upstream,
            origin: Origin(isTLS: true, host: "\(provider).test", port: 443),
            basePath: "",
            credentialStyle: .bearer,
            credentialID: nil,
            credential: nil,
            surfaces: surfaces
        )
    }

    static func provider(_ name: String, keys: Int = 1, _ surfaces: Set<Surface> = [.openAI]) -> RouteTable.Provider {
        let targets = (0..<keys).map { target(name, $0 == 0 ? name : "\(name)-\($0 + 1)", surfaces) }
        return RouteTable.Provider(name: name, targets: targets, models: [Pattern("\(name)-*")], surfaces: surfaces)
    }

    static let providers = [
        provider("a"), provider("b", keys: 2), provider("c", [.openAI, .anthropic]), provider("d"),
        provider("none", keys: 0, [.openAI, .anthropic]), provider("claude", [.anthropic]),
    ]

    /// A leg as `provider:weight:priority`; its model is `m-` and the provider.
    static func leg(_ text: String) -> ModelRoute.Leg {
        let parts = text.split(separator: ":")
        var leg = ModelRoute.Leg(provider: String(parts[0]), model: "m-\(parts[0])")
        if parts.count > 1 { leg.weight = Int(parts[1]) ?? 1 }
        if parts.count > 2 { leg.priority = Int(parts[2]) ?? 0 }
        return leg
    }

    static func route(_ legs: String, change: (inout ModelRoute) -> Void = { _ in }) -> ModelRoute {
        var route = ModelRoute(name: "smart", legs: legs.split(separator: " ").map { leg(String($0)) })
        change(&route)
        return route
    }

    static func table(_ routes: [ModelRoute], _ providers: [RouteTable.Provider] = providers) -> RouteTable {
        let alias = RouteTable.Alias(provider: "d", model: "d-9")
        return RouteTable(
            providers: providers,
            routes: routes,
            aliases: ["quick": alias, "smart": alias],
            defaultProvider: nil
        )
    }

    static func plan(
        _ legs: String,
        _ providers: [RouteTable.Provider] = providers,
        change: (inout ModelRoute) -> Void = { _ in }
    ) throws(Failure) -> Plan {
        try table([route(legs, change: change)], providers).plan(model: "smart", surface: .openAI)
    }
}

/// Random numbers that are the same in every run: SplitMix64.
struct BalanceDice: RandomNumberGenerator {
    private var state: UInt64
    private(set) var draws = 0

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        draws += 1
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension Plan {
    /// The upstreams in the order of one draw.
    func draw(
        _ dice: inout BalanceDice,
        conversation: UInt64? = nil,
        loads: (String) -> TargetLoad = { _ in TargetLoad() }
    ) -> [String] {
        Balancer.order(self, conversation: conversation, using: &dice) { loads(choices[$0].target.upstream) }
            .map { choices[$0].target.upstream }
    }

    /// How often each upstream came first in so many draws.
    func firsts(_ draws: Int, seed: UInt64 = 1, loads: (String) -> TargetLoad = { _ in TargetLoad() }) -> [String: Int]
    {
        var dice = BalanceDice(seed)
        var firsts: [String: Int] = [:]
        for _ in 0..<draws { firsts[draw(&dice, loads: loads).first ?? "nobody", default: 0] += 1 }
        return firsts
    }
}
