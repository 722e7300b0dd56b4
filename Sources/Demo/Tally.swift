import Synchronization

/// Counts requests, so that faults can depend on how many came before and when the first one did.
final class Tally: Sendable {
    /// Where a request stands among those with the same model text.
    struct Turn: Sendable {
        /// How many came before.
        var index = 0
        /// How long ago the first one came.
        var elapsed = Duration.zero
    }

    private struct Count {
        var requests = 0
        let first = ContinuousClock.now
    }

    private static let most = 1_024

    private let counts = Mutex<[String: Count]>([:])
    private let requests = Atomic<UInt64>(0)

    /// Where this request stands among those that named exactly this model text; counts it.
    ///
    /// Remembers 1,024 texts; beyond that it forgets them all and starts again.
    func turn(of text: String) -> Turn {
        counts.withLock { counts in
            if counts[text] == nil, counts.count >= Self.most { counts.removeAll() }
            let count = counts[text, default: Count()]
            counts[text, default: count].requests += 1
            return Turn(index: count.requests, elapsed: ContinuousClock.now - count.first)
        }
    }

    /// The id of the next request, such as `req_demo_0000000000000001`.
    func requestID() -> String {
        "req_demo_" + Chance.hex(requests.add(1, ordering: .relaxed).newValue)
    }
}
