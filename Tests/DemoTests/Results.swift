import Synchronization

/// Gathers what closures find out.
final class Results: Sendable {
    private let found = Mutex<[[Int]]>([])

    var all: [[Int]] { found.withLock { $0 } }

    func add(_ results: [Int]) {
        found.withLock { $0.append(results) }
    }
}
