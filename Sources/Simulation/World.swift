import Exchange
import NIOCore
import NIOEmbedded
import Policy
import Proxy
import Support
import Telemetry

/// One seed's life of weir: the line on one loop, its callers, its providers, and a clock nobody but the seed moves.
final class World {
    let seed: UInt64
    var draw: Draw
    /// Draws of its own: a connection may begin while a draw is made.
    private var connections: Draw
    let time = ManualTime()
    let loop = EmbeddedEventLoop()
    let ledger = LedgerCounts()
    let recorder = CollectingRecorder()
    let history: FakeHistory
    let flight = CountingFlight()
    let gateway: Gateway
    let room: LoopRoom
    let desk = ScriptedDialer.Desk()
    var maker = ErrandMaker()
    var callers: [CallerEnd] = []
    var providers: [ProviderEnd] = []
    /// The scripts by the number of the request they answer.
    var scripts = Scripts()
    var failedDials = 0
    var isDraining = false
    /// How far the clocks were moved while there was something else to do.
    var elapsed = Duration.zero
    /// True while only deadlines are left to come.
    var isSettling = false
    private let isTold: Bool

    init(seed: UInt64, isTold: Bool = false) throws {
        self.seed = seed
        self.isTold = isTold
        draw = Draw(seed: seed)
        connections = Draw(seed: 0)
        history = FakeHistory(ledger: ledger, fullEvery: draw.once(in: 4) ? 2 : 0)
        let limits = Self.limits(&draw)
        var parts = Gateway.Parts(
            limits: limits,
            time: time,
            keys: FakeKeys(Names.callers),
            history: history,
            ledger: ledger,
            recorders: [recorder],
            capture: CaptureRule(general: draw.pick([.off, .metadata, .redacted, .full])),
            configHash: "0123456789ab",
            routes: Self.routes,
            targets: Self.targets(&draw)
        )
        parts.flight = flight
        parts.durability = draw.pick([.batched, .committed])
        gateway = Gateway(parts)
        room = LoopRoom(
            loop: loop,
            time: time,
            dialer: ScriptedDialer(desk, loop: loop),
            limits: limits,
            seed: draw.next()
        )
        room.open()
        connections = Draw(seed: draw.next())
        desk.onStart = { [unowned self] dial in
            guard connections.once(in: 3) else { return false }
            return (try? connect(dial)) != nil
        }
    }

    private static func limits(_ draw: inout Draw) -> Limits {
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
        limits.inFlight = draw.pick([2, 100])
        limits.idleUpstreamConnections = draw.pick([1, 64])
        return limits
    }

    private static func targets(_ draw: inout Draw) -> TargetSettings {
        var targets = TargetSettings()
        targets.retry.attempts = draw.pick([1, 3])
        var places = BulkheadSettings()
        (places.inFlight, places.queue) = (draw.pick([1, 256]), draw.pick([0, 1, 128]))
        targets.bulkheads = ["acme": places]
        return targets
    }

    private static let routes: RouteTable = {
        func target(_ name: String, _ credential: Secret?) -> Target {
            Target(
                provider: name,
                upstream: name,
                origin: Origin(isTLS: false, host: "\(name).test", port: 80),
                basePath: "/v1",
                credentialStyle: credential == nil ? .none : .bearer,
                credentialID: nil,
                credential: credential,
                surfaces: [.openAI, .anthropic],
                timeouts: UpstreamTimeouts(
                    connect: .seconds(5),
                    firstByte: .seconds(20),
                    idle: .seconds(20),
                    total: .seconds(60),
                    streamTotal: .seconds(90)
                )
            )
        }
        let acme = RouteTable.Provider(
            name: "acme",
            targets: [target("acme", Secret(Names.providerKey))],
            models: [Pattern("gpt-*"), Pattern("claude-*"), Pattern("embed-1")],
            surfaces: [.openAI, .anthropic]
        )
        let open = RouteTable.Provider(
            name: "open",
            targets: [target("open", nil)],
            models: [Pattern("open-1")],
            surfaces: [.openAI]
        )
        return RouteTable(
            providers: [acme, open],
            aliases: ["fast": RouteTable.Alias(provider: "acme", model: "gpt-5")],
            defaultProvider: "acme"
        )
    }()

    /// Puts a line down when the life is to be told.
    func tell(_ line: @autoclosure () -> String) {
        if isTold { print("  " + line()) }
    }

    // MARK: what can happen

    func arrive(_ errands: [Errand]) throws {
        for errand in errands {
            scripts.add(errand)
            tell("request \(errand.number) \(errand.name): \(errand.script.ending), \(errand.fate)")
        }
        let caller = try CallerEnd(loop: loop, errands: errands, draw: &draw)
        callers.append(caller)
        try room.welcome(caller.channel, gateway: gateway, address: "127.0.0.1", isTLS: false)
    }

    func connect(_ dial: Dial) throws {
        let provider = ProviderEnd(loop: loop, provider: ScriptedProvider(script: scripts.lookup))
        try dial.attach(to: provider.channel)
        providers.append(provider)
        if !isSettling, connections.once(in: 25) { provider.getStuck() }
        provider.channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 80), promise: nil)
    }

    func settleDial(failing: Bool) throws {
        guard !desk.waiting.isEmpty else { return }
        let dial = desk.waiting.remove(at: draw.int(0...(desk.waiting.count - 1)))
        tell("dial \(failing ? "fails" : "succeeds")")
        guard failing else { return try connect(dial) }
        failedDials += 1
        dial.fail(Failure(.connectFailed, "the provider did not take the connection"))
    }

    /// Moves both clocks and lets weir look at its deadlines once.
    func advance(_ time: Duration) throws {
        self.time.advance(by: time)
        if !isSettling { elapsed += time }
        loop.advanceTime(by: .milliseconds(250))
        try flow()
    }

    func drain() {
        guard !isDraining else { return }
        tell("drain")
        isDraining = true
        gateway.beginDrain()
        room.drainWatched()
        guard draw.once(in: 2) else { return }
        tell("the time to drain is over")
        room.endWatched()
    }

    /// Carries what was written to the other side.
    func flow() throws {
        loop.run()
        for provider in providers where provider.channel.isActive { try provider.collect(&draw) }
        for caller in callers { try caller.collect() }
    }
}
