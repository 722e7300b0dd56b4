import Exchange

/// Keeps some idle connections of one event loop open, so that a first request waits for no handshake.
///
/// Confined to its loop. A target that cannot be reached is tried again after 1, 2, 4 … seconds, a minute at most.
final class WarmConnections: Drainable {
    /// The most connections to one target that are opened for this at once.
    private static let atOnce = 2
    private static let longestPause = Duration.seconds(60)

    private struct Wish {
        let target: Target
        let count: Int
        var dials: [Dial] = []
        var failures = 0
        var notBefore: Moment?
    }

    private var wishes: [Wish]
    private unowned let room: LoopRoom
    private let trust: UpstreamTLS?

    /// Spreads what the targets want over so many loops, rounded up; nil where none wants any.
    init?(_ targets: [Target], loops: Int, room: LoopRoom, trust: UpstreamTLS? = nil) {
        wishes = targets.filter { $0.upkeep.warmConnections > 0 }.map { target in
            Wish(target: target, count: (target.upkeep.warmConnections + loops - 1) / max(loops, 1))
        }
        self.room = room
        self.trust = trust
        if wishes.isEmpty { return nil }
    }

    func tick(_ now: Moment) {
        for index in wishes.indices {
            settle(&wishes[index], now)
            open(&wishes[index], now)
        }
    }

    /// Opens no more; what is idle is closed with the loop's room.
    func drain() { wishes = [] }

    func endForDrain() { wishes = [] }

    private func settle(_ wish: inout Wish, _ now: Moment) {
        for dial in wish.dials {
            switch dial.result {
            case nil: continue
            case .success:
                wish.failures = 0
                wish.notBefore = nil
            case .failure:
                wish.failures += 1
                let pause = min(Self.longestPause, .seconds(1 << min(wish.failures - 1, 6)))
                wish.notBefore = now + pause
            }
        }
        wish.dials.removeAll { $0.result != nil }
    }

    private func open(_ wish: inout Wish, _ now: Moment) {
        if let notBefore = wish.notBefore, now < notBefore { return }
        var missing = wish.count - room.pool.idleCount(for: wish.target) - wish.dials.count
        while missing > 0, wish.dials.count < Self.atOnce {
            missing -= 1
            // nobody waits for it: the connection goes to the pool
            wish.dials.append(room.pool.dial(wish.target, room: room, trust: trust, isAbandoned: true))
        }
    }
}
