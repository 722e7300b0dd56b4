import Exchange
import NIOCore
import Policy
import Synchronization

/// The right to run, taken for one exchange and given back exactly once, also on every early end.
struct Permit: ~Copyable {
    private let gateway: Gateway
    private let caller: Caller

    fileprivate init(gateway: Gateway, _ caller: Caller) {
        self.gateway = gateway
        self.caller = caller
    }

    /// Gives the permit back.
    consuming func release() {}

    deinit {
        gateway.concurrency.withLock {
            $0.leave(keyID: caller.keyID, rooms: caller.permission.rooms, priority: caller.permission.priority)
        }
    }
}

/// The right of a copy to run, given back exactly once.
struct CopyPermit: ~Copyable {
    private let gateway: Gateway

    fileprivate init(_ gateway: Gateway) {
        self.gateway = gateway
    }

    /// Gives the permit back.
    consuming func release() {}

    deinit { gateway.copies.subtract(1, ordering: .relaxed) }
}

extension Gateway {
    /// Takes a place among the copies that run; they are the first to go where weir is short of anything.
    func reserveCopy(_ passage: Passage) throws(Failure) -> CopyPermit {
        let running = copies.add(1, ordering: .relaxed).newValue
        let permit = CopyPermit(self)
        guard running <= Shadow.most else { throw Failure(.overloaded, "\(Shadow.most) copies run already") }
        guard admits(.sheddable, bodyBytes: Int64(passage.body.readableBytes)) else {
            throw Failure(.overloaded, "weir is short of memory or connections")
        }
        return permit
    }

    /// Takes a place among the exchanges that run, of weir, of the key and of those it belongs to, and of the limits.
    ///
    /// Also while weir drains: a request on a connection that was accepted is answered, and told there that the
    /// connection closes.
    func reserve(_ passage: Passage, _ way: Way, _ caller: Caller) throws(Failure) -> Permit {
        let permit = try place(caller)
        if case .there(let plan) = way { try passage.reserveQuota(plan) }
        return permit
    }

    private func place(_ caller: Caller) throws(Failure) -> Permit {
        let admission = concurrency.withLock {
            $0.enter(
                keyID: caller.keyID,
                limit: caller.permission.maxConcurrent,
                rooms: caller.permission.rooms,
                priority: caller.permission.priority
            )
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
        case .fullRoom(let room):
            throw Failure(
                .concurrencyLimit,
                "the \(room.principal.kind.rawValue) already has \(room.limit) requests running",
                retryAfter: .seconds(1)
            )
        }
    }
}
