package import Exchange
import Synchronization

/// Keeps every exchange it is handed, and counts those that began.
package final class CollectingRecorder: Recorder {
    private struct Seen {
        var begun = 0
        var streams = 0
        var exchanges: [Exchange] = []
    }

    private let seen = Mutex(Seen())

    /// Makes a recorder that has seen nothing.
    package init() {}

    /// Counts a request.
    package func began(_ route: Route) {
        seen.withLock { $0.begun += 1 }
    }

    /// Counts a stream.
    package func streamBegan(_ provider: String) {
        seen.withLock { $0.streams += 1 }
    }

    /// Keeps the exchange.
    package func record(_ exchange: borrowing Exchange) {
        let kept = copy exchange
        seen.withLock { $0.exchanges.append(kept) }
    }

    /// The exchanges that have ended, in the order of their ends.
    package var exchanges: [Exchange] { seen.withLock { $0.exchanges } }

    /// How many requests began.
    package var begun: Int { seen.withLock { $0.begun } }

    /// How many streams began to be relayed.
    package var streams: Int { seen.withLock { $0.streams } }
}
