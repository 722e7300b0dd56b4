import Exchange
import Policy
import Synchronization

/// The right to run, taken for one exchange and given back exactly once, also on every early end.
struct Permit: ~Copyable {
    private let gateway: Gateway
    private let keyID: String
    private let priority: PriorityClass

    fileprivate init(gateway: Gateway, _ caller: Caller) {
        self.gateway = gateway
        keyID = caller.keyID
        priority = caller.permission.priority
    }

    /// Gives the permit back.
    consuming func release() {}

    deinit {
        gateway.concurrency.withLock { $0.leave(keyID: keyID, priority: priority) }
    }
}

extension Gateway {
    /// Takes a place among the exchanges that run, of weir and of the key.
    ///
    /// Also while weir drains: a request on a connection that was accepted is answered, and told there that the
    /// connection closes.
    func reserve(_ way: Way, _ caller: Caller) throws(Failure) -> Permit {
        let priority = caller.permission.priority
        let admission = concurrency.withLock {
            $0.enter(keyID: caller.keyID, limit: caller.permission.maxConcurrent, priority: priority)
        }
        switch admission {
        case .enter: return Permit(gateway: self, caller)
        case .fullHouse: throw Failure(.overloaded, "weir is at its limit of requests", retryAfter: .seconds(1))
        case .fullKey(let limit):
            throw Failure(
                .concurrencyLimit,
                "the key already has \(limit) requests running",
                retryAfter: .seconds(1)
            )
        }
    }
}
