import Synchronization

/// A value that comes once and may be waited for by many.
final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case open([CheckedContinuation<Value, Never>])
        case kept(Value)
    }

    private let state = Mutex(State.open([]))

    /// Gives the value; only the first one counts.
    func fulfil(_ value: Value) {
        let waiters = state.withLock { state -> [CheckedContinuation<Value, Never>] in
            guard case .open(let waiters) = state else { return [] }
            state = .kept(value)
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: value) }
    }

    /// The value when it is there already.
    var known: Value? {
        state.withLock { state in
            if case .kept(let value) = state { return value }
            return nil
        }
    }

    /// The value, as soon as it comes.
    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let kept = state.withLock { state -> Value? in
                    switch state {
                    case .kept(let value): return value
                    case .open(var waiters):
                        waiters.append(continuation)
                        state = .open(waiters)
                        return nil
                    }
                }
                if let kept { continuation.resume(returning: kept) }
            }
        }
    }
}
