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

/// The connections that are interchangeable and wait to be used again.
final class PoolLine {
    fileprivate(set) var connections: [UpstreamConnection] = []
}

/// The connections of one event loop to providers that wait to be used again.
///
/// Confined to its loop.
final class Pool {
    private let dialer: any Dialer
    /// The bounds of the present configuration.
    var limits: Limits
    private let time: any TimeSource
    let tally: UpstreamTally
    private var lines: [PoolKey: PoolLine] = [:]
    private(set) var idleCount = 0

    init(dialer: any Dialer, limits: Limits, time: any TimeSource, tally: UpstreamTally) {
        self.tally = tally
        self.dialer = dialer
        self.limits = limits
        self.time = time
    }

    /// The connection used last, or nil when none waits.
    func take(_ target: Target) -> UpstreamConnection? {
        guard let line = lines[PoolKey(target)] else { return nil }
        let now = time.now
        while let connection = line.connections.popLast() {
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
        let line = line(of: connection.key)
        guard isYoung(connection, now), line.connections.count < limits.idleUpstreamConnections else {
            return connection.close()
        }
        connection.idleSince = now
        line.connections.append(connection)
        idleCount += 1
        connection.counts.waits()
    }

    /// How many connections wait that this target could use.
    func idleCount(for target: Target) -> Int { lines[PoolKey(target)]?.connections.count ?? 0 }

    /// Takes a connection that died out of those that wait.
    func forget(_ connection: UpstreamConnection) {
        guard let line = lines[connection.key], let index = line.connections.firstIndex(where: { $0 === connection })
        else { return }
        line.connections.remove(at: index)
        idleCount -= 1
        connection.counts.taken()
    }

    /// Begins to open a connection; one that nobody waits for any more is kept for the next exchange.
    ///
    /// `trust` holds the certificates of the configuration that the target is of.
    func dial(_ target: Target, room: LoopRoom, trust: UpstreamTLS? = nil, isAbandoned: Bool = false) -> Dial {
        let dial = Dial(target: target, room: room, time: time)
        dial.trust = trust
        dial.isAbandoned = isAbandoned
        dialer.start(dial, on: room.loop)
        return dial
    }

    /// Closes what waited too long or is too old.
    func tick(_ now: Moment) {
        for (key, line) in lines {
            let connections = line.connections
            if connections.isEmpty { lines[key] = nil }
            let kept = connections.filter { connection in
                connection.isOpen && isYoung(connection, now)
                    && now - connection.idleSince <= limits.upstreamIdleTime
            }
            guard kept.count < connections.count else { continue }
            let keptIDs = Set(kept.map(ObjectIdentifier.init))
            line.connections = kept
            idleCount -= connections.count - kept.count
            for connection in connections where !keptIDs.contains(ObjectIdentifier(connection)) {
                connection.counts.taken()
                connection.close()
            }
        }
    }

    /// Closes every connection that waits.
    func closeIdle() { closeIdle { _ in true } }

    /// Closes the connections that wait and that none of these targets could use.
    func closeIdle(except targets: [Target]) {
        let kept = Set(targets.map { PoolKey($0) })
        closeIdle { !kept.contains($0) }
    }

    private func closeIdle(_ isClosed: (PoolKey) -> Bool) {
        let keys = lines.keys.filter(isClosed)
        let all = keys.flatMap { lines.removeValue(forKey: $0)?.connections ?? [] }
        idleCount -= all.count
        for connection in all {
            connection.counts.taken()
            connection.close()
        }
    }

    private func line(of key: PoolKey) -> PoolLine {
        if let known = lines[key] { return known }
        let line = PoolLine()
        lines[key] = line
        return line
    }

    private func isYoung(_ connection: UpstreamConnection, _ now: Moment) -> Bool {
        now - connection.opened < limits.upstreamAge
    }
}
