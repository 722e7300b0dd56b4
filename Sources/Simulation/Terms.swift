import Exchange
import Policy
import Proxy
import Support

/// What one world is like: its bounds, its targets and routes, how much happens in it.
struct Terms {
    /// What a life is about.
    enum Kind: CaseIterable {
        /// Every kind of request, few of each.
        case mixed
        /// Many small requests at once, with little budget.
        case crowd
        /// Providers that are down for a while.
        case outage
    }

    let kind: Kind
    var limits = Limits()
    var targets = TargetSettings()
    var routes: [ModelRoute] = []
    /// The upstreams of `acme`, one for each of its keys.
    var upstreams = ["acme", "acme-2"]
    /// Requests come in so many connections at the beginning, and as many may follow.
    var callers = 1
    /// The most requests of a connection.
    var errands = 3
    /// One in so many steps changes what a provider is like.
    var weatherEvery: UInt64 = 200
    /// After how many points, counted where something is written, the process is killed; each is recovered apart.
    var kills: [Int] = []
    /// The slots of the flight recorder.
    var slots: Int { kind == .mixed ? 64 : 128 }
    /// True when an end waits for its row.
    var isCommitted = false
    /// Every so many rows find the queue full; 0 for none.
    var fullEvery = 0
    var capture = CaptureLevel.off
    /// How much callers may take.
    let allowance: Allowance

    /// Draws the terms of a world; how much callers may take, with draws of its own.
    init(_ draw: inout Draw, allowance: Allowance) {
        self.allowance = allowance
        kind = draw.pick([.mixed, .mixed, .mixed, .mixed, .mixed, .mixed, .crowd, .outage, .outage])
        switch kind {
        case .mixed: callers = draw.int(1...3)
        case .crowd: (callers, errands, weatherEvery) = (draw.int(8...20), 1, 40)
        case .outage: (callers, errands, weatherEvery) = (draw.int(3...8), 2, 30)
        }
        for _ in 0..<draw.pick([0, 0, 0, 1, 1, 2]) { kills.append(draw.int(1...(kind == .mixed ? 60 : 200))) }
        isCommitted = draw.once(in: 2)
        fullEvery = draw.once(in: 6) ? 2 : 0
        capture = draw.pick([.off, .metadata, .redacted, .full])
        limits = Self.limits(&draw, kind)
        limits.failedAuths = allowance.failedAuths
        limits.failedAuthTime = allowance.failedAuthTime
        targets = Self.targets(&draw, kind)
        routes = Self.routes(&draw)
        if draw.once(in: 2) { upstreams.removeLast() }
    }

    private static func limits(_ draw: inout Draw, _ kind: Kind) -> Limits {
        var limits = Limits()
        limits.headBytes = 2_048
        limits.headFields = 32
        limits.targetBytes = 512
        limits.bodyBytes = 4_096
        limits.streamedBodyBytes = 8_192
        limits.captureBytes = draw.pick([64, 4_096])
        limits.bodyTime = .seconds(30)
        limits.writeStallTime = .seconds(30)
        limits.requestsPerConnection = draw.pick([2, 1_000])
        limits.inFlight = kind == .mixed ? draw.pick([2, 100]) : draw.pick([10, 100, 100])
        limits.idleUpstreamConnections = draw.pick([1, 64])
        return limits
    }

    private static func targets(_ draw: inout Draw, _ kind: Kind) -> TargetSettings {
        var targets = TargetSettings()
        targets.retry.attempts = draw.pick([1, 2, 3, 3])
        targets.retry.budgetPerSecond = draw.pick(kind == .mixed ? [1] : [1, 1, 0])
        targets.retry.budgetConcurrent = draw.pick([3, 1])
        targets.retry.bodyBytes = draw.pick([8_388_608, 8_388_608, 100])
        targets.breaker.consecutiveFailures = draw.pick(kind == .outage ? [2, 3, 5] : [5, 3])
        targets.breaker.openTime = .seconds(draw.pick([1, 5]))
        targets.breaker.longestOpenTime = .seconds(20)
        targets.breaker.probes = draw.pick([1, 2])
        targets.breaker.credentialRefusals = draw.pick([1, 3])
        targets.breaker.credentialOpenTime = .seconds(draw.pick([2, 10]))
        targets.breaker.quotaOpenTime = .seconds(draw.pick([3, 30]))
        for provider in ["acme", "beta"] {
            var places = BulkheadSettings()
            (places.inFlight, places.queue) = (draw.pick([1, 2, 256]), draw.pick([0, 1, 128]))
            targets.bulkheads[provider] = places
        }
        return targets
    }

    // MARK: routes

    private static func routes(_ draw: inout Draw) -> [ModelRoute] {
        var legs = [
            ModelRoute.Leg(provider: "acme", model: "gpt-5"), ModelRoute.Leg(provider: "beta", model: "beta-1"),
            ModelRoute.Leg(provider: "open", model: "open-1"),
        ]
        legs.removeLast(draw.int(0...1))
        for index in legs.indices {
            legs[index].priority = draw.int(0...1)
            legs[index].weight = draw.int(1...4)
        }
        var route = ModelRoute(name: "smart", legs: legs)
        route.balance = draw.pick([.weighted, .leastInFlight, .latency, .cheapest])
        route.isSticky = draw.once(in: 3)
        route.fallbackOn = draw.pick([[], [.contextWindow], [.contentPolicy], [.contextWindow, .contentPolicy]])
        if draw.once(in: 3) {
            let leg = ModelRoute.Leg(provider: "beta", model: "beta-1")
            route.canary = ModelRoute.Share(leg: leg, percent: draw.pick([20, 100]))
        }
        if draw.once(in: 3) {
            route.hedge = HedgeSettings(after: .milliseconds(draw.pick([50, 400])), percent: 100)
        }
        if draw.once(in: 3) {
            let leg = ModelRoute.Leg(provider: "mirror", model: "mirror-1")
            route.shadow = ModelRoute.Share(leg: leg, percent: draw.pick([20, 100]))
        }
        return [route]
    }

    /// The table with every provider; an upstream that only copies go to is named by no model.
    var table: RouteTable {
        let both: Set<Surface> = [.openAI, .anthropic]
        let mirror = Self.provider("mirror", [Names.shadowUpstream], ["mirror-1"], both)
        return RouteTable(
            providers: [
                Self.provider("acme", upstreams, ["gpt-*", "claude-*", "embed-1"], both),
                Self.provider("beta", ["beta"], ["beta-1"], both),
                Self.provider("open", ["open"], ["open-1"], [.openAI]),
                mirror,
            ],
            routes: routes,
            aliases: ["fast": RouteTable.Alias(provider: "acme", model: "gpt-5")],
            defaultProvider: "acme"
        )
    }

    static let timeouts = UpstreamTimeouts(
        connect: .seconds(5),
        firstByte: .seconds(20),
        idle: .seconds(20),
        total: .seconds(60),
        streamTotal: .seconds(90)
    )

    private static func provider(
        _ name: String,
        _ upstreams: [String],
        _ models: [String],
        _ surfaces: Set<Surface>
    ) -> RouteTable.Provider {
        let targets = upstreams.map { upstream in
            let key = Names.providerKeys[upstream]
            return Target(
                provider: name,
                upstream: upstream,
                origin: Origin(isTLS: false, host: "\(name).test", port: 80),
                basePath: "/v1",
                credentialStyle: key == nil ? .none : .bearer,
                credentialID: nil,
                credential: key.map { Secret($0) },
                surfaces: surfaces,
                timeouts: timeouts
            )
        }
        return RouteTable.Provider(name: name, targets: targets, models: models.map { Pattern($0) }, surfaces: surfaces)
    }
}
