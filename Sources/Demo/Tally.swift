import Synchronization

/// Counts requests, so that faults can depend on how many came before.
final class Tally: Sendable {
    private static let most = 1_024

    private let turns = Mutex<[String: Int]>([:])
    private let requests = Atomic<UInt64>(0)

    /// How many requests named exactly this model text before; counts this one.
    ///
    /// Remembers 1,024 texts; beyond that it forgets them all and starts again.
    func turn(of text: String) -> Int {
        turns.withLock { turns in
            if turns[text] == nil, turns.count >= Self.most { turns.removeAll() }
            let turn = turns[text, default: 0]
            turns[text] = turn + 1
            return turn
        }
    }

    /// The id of the next request, such as `req_demo_0000000000000001`.
    func requestID() -> String {
        "req_demo_" + Chance.hex(requests.add(1, ordering: .relaxed).newValue)
    }
}
