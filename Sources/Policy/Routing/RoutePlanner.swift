import Exchange

/// Makes the plan of one route for one surface: once, when the table is made.
struct RoutePlanner {
    /// What the plan of a surface came to.
    typealias Verdict = Result<Plan, Failure>

    private static let mostPassedOver = 16
    /// How many of the choices the canary may have.
    private static let mostCanaries = 16
    /// The largest number that weights are multiplied by; every number up to 16 divides it.
    private static let largestScale = 720_720
    private static let heaviest = 1_000_000

    /// A leg, and the targets of its provider.
    private struct Way {
        let leg: ModelRoute.Leg
        let targets: ArraySlice<Target>
    }

    let route: ModelRoute
    let providers: [RouteTable.Provider]
    let surface: Surface
    private var passedOver: [PassedOver] = []
    private var misfit: RouteTable.Provider?
    private var locked: RouteTable.Provider?

    init(route: ModelRoute, providers: [RouteTable.Provider], surface: Surface) {
        self.route = route
        self.providers = providers
        self.surface = surface
    }

    /// The plan, or why there is none: no leg is left, whatever the canary could do.
    mutating func plan() -> Verdict {
        let ways = route.legs.compactMap { way($0) }
        guard !ways.isEmpty else { return .failure(failure) }
        let canaries = Array(self.canaries().prefix(Self.mostCanaries))
        let shadow = self.shadow()
        let choices = choices(ways).prefix(Choices.maximum - canaries.count) + canaries
        let terms = Plan.Terms(route: route, canaries: canaries.count, shadow: shadow, passedOver: passedOver)
        return .success(Plan(choices: Choices(Array(choices)), terms: terms))
    }

    private func choices(_ ways: [Way]) -> [Choice] {
        let scale = Self.scale(ways.map(\.targets.count))
        let choices = ways.flatMap { way in
            let weight = min(max(way.leg.weight, 1), Self.heaviest) * scale / way.targets.count
            return way.targets.map { Choice(target: $0, leg: way.leg, route: route.name, weight: weight) }
        }
        return choices.enumerated()
            .sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }
            .map(\.element)
    }

    private mutating func canaries() -> [Choice] {
        guard let canary = route.canary, canary.percent > 0, let way = way(canary.leg) else { return [] }
        return way.targets.map { Choice(target: $0, leg: way.leg, route: route.name, weight: 1, isCanary: true) }
    }

    private mutating func shadow() -> Plan.Share? {
        guard let shadow = route.shadow, shadow.percent > 0, let way = way(shadow.leg), let target = way.targets.first
        else { return nil }
        let choice = Choice(target: target, leg: way.leg, route: route.name, weight: 1)
        return Plan.Share(choice: choice, percent: min(shadow.percent, 100))
    }

    /// The leg with its targets, or nil when it cannot be gone; then says so.
    private mutating func way(_ leg: ModelRoute.Leg) -> Way? {
        guard let provider = providers.first(where: { $0.name == leg.provider }) else { return nil }
        if !provider.surfaces.contains(surface) {
            misfit = misfit ?? provider
            pass(over: leg, provider, .surface)
            return nil
        }
        if provider.targets.isEmpty {
            locked = locked ?? provider
            pass(over: leg, provider, .noKey)
            return nil
        }
        return Way(leg: leg, targets: provider.shared.prefix(Choices.maximum))
    }

    private mutating func pass(over leg: ModelRoute.Leg, _ provider: RouteTable.Provider, _ reason: PassReason) {
        guard passedOver.count < Self.mostPassedOver else { return }
        let upstream = provider.targets.first?.upstream ?? provider.name
        passedOver.append(PassedOver(upstream: upstream, modelLabel: leg.model, reason: reason))
    }

    private var failure: Failure {
        if let locked { return RouteTable.locked(locked) }
        if let misfit { return RouteTable.wrongSurface(misfit, route.name, surface) }
        return RouteTable.unknown(route.name)
    }

    /// What every weight is multiplied by so that it can be divided among so many keys without a rest.
    private static func scale(_ counts: [Int]) -> Int {
        var scale = 1
        for count in counts {
            var (one, other) = (scale, count)
            while other != 0 { (one, other) = (other, one % other) }
            scale = scale / one * count
            if scale > largestScale { return largestScale }
        }
        return scale
    }
}
