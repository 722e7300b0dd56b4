import Exchange
import NIOCore
import NIOEmbedded
import Policy
import Proxy
import Support
import Telemetry

/// One seed's life of weir: the line on one loop, its callers, its providers, and clocks nobody but the seed moves.
final class World {
    let terms: Terms
    var draw: Draw
    /// Draws of their own: a connection may begin while a draw is made.
    private var connections: Draw
    /// Draws of their own: without the jumps everything else must be the same.
    var jumps: Draw
    let isJumpy: Bool
    let time = ManualTime()
    let loop = EmbeddedEventLoop()
    let ledger = LedgerCounts()
    let recorder = CollectingRecorder()
    let breaches = Breaches()
    let disk: Disk
    let diary: Diary
    let history: SlowHistory
    let gateway: Gateway
    let room: LoopRoom
    let desk = ScriptedDialer.Desk()
    let scripts: Scripts
    let tale: Tale
    var maker = ErrandMaker()
    var callers: [CallerEnd] = []
    var providers: [ProviderEnd] = []
    /// The requests whose answers have begun.
    private var begun: Set<Int> = []
    var failedDials = 0
    var jumpCount = 0
    /// Draws of their own, for what callers may take.
    var takings: Draw
    /// When what was spent could not be written down.
    var backlogs: [SpendingCheck.Span] = []
    /// The civil times at which stretches of an even clock began and ended.
    var walls: [WallTime] = []
    var isDraining = false
    /// How far the clocks were moved while there was something else to do.
    var elapsed = Duration.zero
    /// True while only deadlines are left to come.
    var isSettling = false

    /// Makes the world of a seed; without jumps its wall clock goes on evenly.
    init(seed: UInt64, folder: String, isJumpy: Bool = true, isTold: Bool = false) throws {
        draw = Draw(seed: seed)
        jumps = Draw(seed: seed ^ 0x6A75_6D70)
        takings = Draw(seed: seed ^ 0x7461_6B65)
        terms = Terms(&draw, allowance: Allowance(&takings))
        self.isJumpy = isJumpy && !terms.allowance.isClockEven
        walls = [time.wall]
        tale = Tale(isTold ? time : nil)
        disk = try Disk(folder: folder, slots: terms.slots, kills: terms.kills, time: time)
        diary = Diary(time, tell: isTold ? tale.tell(change:) : nil)
        history = SlowHistory(disk: disk, ledger: ledger, fullEvery: terms.fullEvery)
        scripts = Scripts(seed: draw.next(), tale: tale)
        var targets = terms.targets
        targets.watcher = diary
        var parts = Gateway.Parts(
            limits: terms.limits,
            time: time,
            keys: FakeKeys(Names.callers),
            history: history,
            ledger: ledger,
            recorders: [recorder],
            capture: CaptureRule(general: terms.capture),
            configHash: "0123456789ab",
            routes: terms.table,
            targets: targets
        )
        parts.flight = disk
        parts.durability = terms.isCommitted ? .committed : .batched
        parts.pricing = try terms.allowance.pricing
        parts.quotas = QuotaDesk(terms.allowance.rules, time: time)
        gateway = Gateway(parts)
        room = LoopRoom(
            loop: loop,
            time: time,
            dialer: ScriptedDialer(desk, loop: loop),
            limits: terms.limits,
            seed: draw.next()
        )
        connections = Draw(seed: draw.next())
        room.open()
        desk.onStart = { [unowned self] dial in
            guard connections.once(in: 3), !scripts.weather.unreachable.contains(dial.target.origin.host) else {
                return false
            }
            return (try? connect(dial)) != nil
        }
    }

    /// Notes the rule when it does not hold.
    func hold(_ rule: Rule, _ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        breaches.hold(rule, isTrue, sentence())
    }

    // MARK: what can happen

    func arrive(_ errands: [Errand]) throws {
        for errand in errands {
            scripts.add(errand)
            tale.tell("request \(errand.number) (\(errand.name)) is to come")
        }
        let caller = try CallerEnd(loop: loop, errands: errands, draw: &draw) { [unowned self] number in
            begun.insert(number)
            tale.tell("an answer to request \(number) begins")
        }
        callers.append(caller)
        let address = takings.pick(Names.addresses)
        try room.welcome(caller.channel, gateway: gateway, address: address, isTLS: false)
    }

    func connect(_ dial: Dial) throws {
        let host = dial.target.origin.host
        let provider = try ProviderEnd(
            loop: loop,
            host: host,
            provider: ScriptedProvider(script: scripts.lookup)
        ) { [unowned self] number, upstream in
            asked(number, upstream)
        }
        try dial.attach(to: provider.channel)
        providers.append(provider)
        if !isSettling, connections.once(in: 25) { provider.getStuck() }
        provider.channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 80), promise: nil)
    }

    /// weir writes a request to a provider.
    private func asked(_ number: Int, _ upstream: String) {
        tale.tell("request \(number) goes to \(upstream)")
        guard upstream != Names.shadowUpstream else { return }
        hold(.commit, !begun.contains(number), "request \(number) was sent again behind the beginning of its answer")
    }

    func settleDial(failing: Bool) throws {
        guard !desk.waiting.isEmpty else { return }
        let dial = desk.waiting.remove(at: draw.int(0...(desk.waiting.count - 1)))
        let host = dial.target.origin.host
        guard failing || scripts.weather.unreachable.contains(host) else {
            tale.tell("\(host) takes a connection")
            return try connect(dial)
        }
        tale.tell("\(host) refuses a connection")
        failedDials += 1
        dial.fail(Failure(.connectFailed, "the provider did not take the connection"))
    }

    /// Moves the clocks and lets weir look at its deadlines; the loop's clock may lag behind.
    func advance(_ time: Duration) throws {
        self.time.advance(by: time)
        if !isSettling { elapsed += time }
        loop.advanceTime(by: .nanoseconds(min(time, .seconds(1)).inNanoseconds))
        try flow()
    }

    func drain() {
        guard !isDraining else { return }
        tale.tell("drain")
        isDraining = true
        gateway.beginDrain()
        room.drainWatched()
        guard draw.once(in: 2) else { return }
        tale.tell("the time to drain is over")
        room.endWatched()
    }

    /// Carries what was written to the other side.
    func flow() throws {
        loop.run()
        for provider in providers { try provider.collect(&draw) }
        for caller in callers { try caller.collect() }
    }
}
