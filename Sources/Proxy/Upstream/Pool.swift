import Exchange
import NIOCore

/// What makes two connections to a provider interchangeable.
struct PoolKey: Hashable {
    let origin: Origin
    let acceptsAnyCertificate: Bool
    /// Nil for the plain way, which nearly all take and which is compared at once.
    let transport: TargetTransport?

    init(_ target: Target) {
        transport = target.transport.isPlain ? nil : target.transport
        origin = target.origin
        acceptsAnyCertificate = target.acceptsAnyCertificate
    }
}

/// The connections of one event loop to providers that wait to be used again.
///
/// Confined to its loop.
final class Pool {
    private let dialer: any Dialer
    private let limits: Limits
    private let time: any TimeSource
    let tally: UpstreamTally
    private var idle: [PoolKey: [UpstreamConnection]] = [:]
    private(set) var idleCount = 0

    init(dialer: any Dialer, limits: Limits, time: any TimeSource, tally: UpstreamTally) {
        self.tally = tally
        self.dialer = dialer
        self.limits = limits
        self.time = time
    }

    /// The connection used last, or nil when none waits.
    func take(_ target: Target) -> UpstreamConnection? {
        let key = PoolKey(target)
        let now = time.now
        while let connection = idle[key]?.popLast() {
            idleCount -= 1
            connection.counts.taken()
            if connection.isOpen, isYoung(connection, now) { return connection }
            connection.close()
        }
        return nil
    }

    /// Keeps a connection that has served, or closes it when enough wait.
    func give(_ connection: UpstreamConnection) {
        let now = time.now
        guard isYoung(connection, now), idle[connection.key, default: []].count < limits.idleUpstreamConnections
        else { return connection.close() }
        connection.idleSince = now
        idle[connection.key, default: []].append(connection)
        idleCount += 1
        connection.counts.waits()
    }

    /// How many connections wait that this target could use.
    func idleCount(for target: Target) -> Int { idle[PoolKey(target)]?.count ?? 0 }

    /// Takes a connection that died out of those that wait.
    func forget(_ connection: UpstreamConnection) {
        guard let index = idle[connection.key]?.firstIndex(where: { $0 === connection }) else { return }
        idle[connection.key]?.remove(at: index)
        idleCount -= 1
        connection.counts.taken()
    }

    /// Begins to open a connection; one that nobody waits for any more is kept for the next exchange.
    func dial(_ target: Target, room: LoopRoom, isAbandoned: Bool = false) -> Dial {
        let dial = Dial(target: target, room: room, time: time)
        dial.isAbandoned = isAbandoned
        dialer.start(dial, on: room.loop)
        return dial
    }

    /// Closes what waited too long or is too old.
    func tick(_ now: Moment) {
        for (key, connections) in idle {
            let kept = connections.filter { connection in
                connection.isOpen && isYoung(connection, now)
                    && now - connection.idleSince <= limits.upstreamIdleTime
            }
            guard kept.count < connections.count else { continue }
            let keptIDs = Set(kept.map(ObjectIdentifier.init))
            idle[key] = kept.isEmpty ? nil : kept
            idleCount -= connections.count - kept.count
            for connection in connections where !keptIDs.contains(ObjectIdentifier(connection)) {
                connection.counts.taken()
                connection.close()
            }
        }
    }

    /// Closes every connection that waits.
    func closeIdle() {
        let all = idle.values.flatMap { $0 }
        idle.removeAll()
        idleCount = 0
        for connection in all {
            connection.counts.taken()
            connection.close()
        }
    }

    private func isYoung(_ connection: UpstreamConnection, _ now: Moment) -> Bool {
        now - connection.opened < limits.upstreamAge
    }
}
