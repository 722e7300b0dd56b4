import Dispatch
import Synchronization

/// Does what blocks, one thing after the other, off the threads that serve callers; whoever comes when too many wait is
/// told to come again.
final class AdminDesk: Sendable {
    private let queue: DispatchQueue
    private let most: Int
    private let waiting = Mutex(0)

    init(_ label: String, most: Int) {
        queue = DispatchQueue(label: label)
        self.most = most
    }

    /// What `work` returns.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isTaken = waiting.withLock { waiting in
            guard waiting < most else { return false }
            waiting += 1
            return true
        }
        guard isTaken else { throw Problem.overloaded }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
