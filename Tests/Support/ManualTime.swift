package import Exchange
import Synchronization

/// Two clocks that stand still until a test moves them.
package final class ManualTime: TimeSource {
    private struct Hands {
        var now = Moment(nanoseconds: 1_000_000_000)
        var wall = WallTime(nanoseconds: 1_795_000_000_000_000_000)
    }

    private let hands = Mutex(Hands())

    /// Makes clocks at an arbitrary start.
    package init() {}

    /// The moment the monotonic clock was moved to.
    package var now: Moment { hands.withLock { $0.now } }

    /// The civil time the wall clock was moved to.
    package var wall: WallTime { hands.withLock { $0.wall } }

    /// Moves both clocks on.
    package func advance(by time: Duration) {
        hands.withLock { hands in
            hands.now = hands.now + time
            hands.wall = hands.wall + time
        }
    }

    /// Sets the wall clock forward or back, as an operator or a time server would.
    package func jumpWall(by time: Duration) {
        hands.withLock { $0.wall = $0.wall + time }
    }
}
