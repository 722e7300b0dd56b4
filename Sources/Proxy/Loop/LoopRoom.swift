package import Exchange
package import NIOCore
import Policy

/// Something with deadlines that is looked at a few times a second.
protocol Watched: AnyObject {
    /// Acts on every deadline that has passed.
    func tick(_ now: Moment)
}

/// Something that serves callers and must come to an end when weir shuts down.
protocol Drainable: Watched {
    /// Closes when the present exchange is over; at once when there is none.
    func drain()
    /// Breaks the present exchange off.
    func endForDrain()
}

/// All that one event loop owns: its executor, its upstream connections, and the things it watches.
///
/// Touched only on its loop. Deadlines are checked every quarter of a second, so a timer may fire up to
/// that much late; in exchange a request schedules nothing.
package final class LoopRoom {
    /// How often deadlines are checked.
    static let tickInterval = TimeAmount.milliseconds(250)

    let loop: any EventLoop
    let executor: LoopExecutor
    let pool: Pool
    var random: Xoshiro
    /// The configuration that new exchanges get; nil before the first.
    private var present: Snapshot?
    /// The bounds of what is no part of an exchange: connections and their heads.
    private(set) var limits: Limits
    /// What keeps connections to the present targets open.
    private var warm: WarmConnections?
    /// What asks the present targets whether they are well; only on one loop of the house.
    private var probes: [HealthProbe] = []
    /// What exchanges cost, with what this loop has looked up before; nil before the first bill.
    private var pricing: Pricing?
    private var healths: [TargetRegister.Key: TargetHealth] = [:]
    private let time: any TimeSource
    /// In an order that only what was done decides, so that a simulated life can be lived again.
    private var watched: [any Watched] = []
    private var watchedPlaces: [ObjectIdentifier: Int] = [:]
    private var ticking: RepeatedTask?

    /// Makes the room of `loop`; `seed` feeds its ids.
    package init(
        loop: any EventLoop,
        time: any TimeSource,
        dialer: any Dialer,
        limits: Limits,
        seed: UInt64,
        tally: UpstreamTally = UpstreamTally()
    ) {
        random = Xoshiro(seed: seed)
        self.loop = loop
        self.time = time
        self.limits = limits
        pool = Pool(dialer: dialer, limits: limits, time: time, tally: tally)
        executor = LoopExecutor(loop: loop)
    }

    /// Begins to look at deadlines.
    package func open() {
        let bound = NIOLoopBound(self, eventLoop: loop)
        ticking = loop.scheduleRepeatedTask(initialDelay: Self.tickInterval, delay: Self.tickInterval) { _ in
            bound.value.tick()
        }
    }

    /// Puts the caller's end of the line on a channel: HTTP/1, or HTTP/2 when the caller begins so.
    package func welcome(_ channel: any Channel, gateway: Gateway, address: String, isTLS: Bool) throws {
        try channel.pipeline.syncOperations.addHandler(
            ServerConnection(gateway: gateway, room: self, address: address, isTLS: isTLS)
        )
    }

    /// What an exchange cost whose usage is settled; nil where nothing is priced or nobody was asked.
    func bill(for exchange: borrowing Exchange, by snapshot: Snapshot) -> Bill? {
        guard let taken = Consumption(exchange) else { return nil }
        return bill(for: taken, by: snapshot)
    }

    /// The bill for what was taken of a provider; nil where nothing is priced.
    func bill(for taken: Consumption, by snapshot: Snapshot) -> Bill? {
        guard snapshot === present else {
            // of a configuration that was replaced meanwhile: its prices stand for what began with it
            var prices = snapshot.pricing
            return prices?.bill(for: taken)
        }
        if pricing == nil { pricing = snapshot.pricing }
        return pricing?.bill(for: taken)
    }

    /// How many connections to providers wait to be used again.
    package var idleUpstreamCount: Int { pool.idleCount }

    /// Stops looking at deadlines and closes the idle connections.
    package func close() {
        ticking?.cancel()
        ticking = nil
        pool.closeIdle()
    }

    /// A buffer with room for so many bytes.
    func loopBuffer(_ capacity: Int) -> ByteBuffer {
        ByteBufferAllocator().buffer(capacity: capacity)
    }

    /// What is known of a choice, remembered so that no lock is taken for it again.
    func health(of choice: Choice, _ gateway: Gateway) -> TargetHealth {
        let key = TargetRegister.Key(upstream: choice.target.upstream, modelLabel: choice.modelLabel)
        if let known = healths[key] { return known }
        let health = gateway.register.health(of: choice)
        if healths.count < TargetRegister.most { healths[key] = health }
        return health
    }

    /// Looks at `thing` from now on.
    func watch(_ thing: any Watched) {
        let id = ObjectIdentifier(thing)
        guard watchedPlaces[id] == nil else { return }
        watchedPlaces[id] = watched.count
        watched.append(thing)
    }

    /// No longer looks at `thing`.
    func unwatch(_ thing: any Watched) {
        guard let place = watchedPlaces.removeValue(forKey: ObjectIdentifier(thing)) else { return }
        let last = watched.removeLast()
        guard place < watched.count else { return }
        watched[place] = last
        watchedPlaces[ObjectIdentifier(last)] = place
    }

    /// Lets everything that serves callers come to its end.
    package func drainWatched() {
        for thing in watched { (thing as? any Drainable)?.drain() }
    }

    /// Ends everything that still serves callers.
    package func endWatched() {
        for thing in watched { (thing as? any Drainable)?.endForDrain() }
    }

    // MARK: the configuration

    /// The configuration that an exchange takes that begins now.
    func snapshot(_ gateway: Gateway) -> Snapshot {
        if let present { return present }
        let first = gateway.snapshot
        present = first
        return first
    }

    /// Gives another configuration to every exchange that begins from now on; those that run keep theirs.
    ///
    /// Connections that wait and lead to no target any more are closed; warm ones are kept for so many loops.
    func adopt(_ snapshot: Snapshot, loops: Int) {
        present = snapshot
        limits = snapshot.limits
        pool.limits = snapshot.limits
        pricing = nil
        healths = [:]
        pool.closeIdle(except: snapshot.targets)
        keepWarm(snapshot, loops: loops)
    }

    /// Keeps the connections open that the targets want, in place of those that others wanted.
    func keepWarm(_ snapshot: Snapshot, loops: Int) {
        if let warm {
            warm.drain()
            unwatch(warm)
        }
        warm = WarmConnections(snapshot.targets, loops: loops, room: self, trust: snapshot.trust)
        if let warm { watch(warm) }
    }

    /// Asks these targets whether they are well; one that is asked already and is the same goes on.
    func probe(_ snapshot: Snapshot, _ tell: @escaping (Target, HealthResult, Moment) -> Void) {
        let (old, targets) = (probes, snapshot.targets)
        probes = old.filter { probe in
            let isKept = targets.contains { probe.target.isAskedLike($0) }
            if !isKept { probe.drain() }
            return isKept
        }
        for target in targets where !probes.contains(where: { $0.target.isAskedLike(target) }) {
            guard let probe = HealthProbe(target, room: self, time: time, trust: snapshot.trust, tell: tell) else {
                continue
            }
            probes.append(probe)
            watch(probe)
        }
    }

    private func tick() {
        executor.enter()
        let now = time.now
        for thing in watched { thing.tick(now) }
        pool.tick(now)
        executor.leave()
    }
}
