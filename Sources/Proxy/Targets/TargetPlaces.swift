import Exchange
import Policy
import Synchronization

/// The places of one upstream: how many attempts it is given at once, and who waits for one.
///
/// Shared by all event loops.
final class TargetPlaces: Sendable {
    /// What is said to an exchange that wants a place.
    enum Entry {
        /// It has one; `leave` must follow.
        case run
        /// It waits, and is woken when it has a place or has lost its turn.
        case wait(Bulkhead.Ticket)
        /// There is none.
        case full
    }

    /// Tells one who waits whether it has a place now; it has lost its turn otherwise.
    typealias Wake = @Sendable (_ hasPlace: Bool) -> Void

    private enum Waiter: Sendable {
        case waits(Wake)
        /// Its turn was taken, and it does not know that yet.
        case displaced
    }

    private struct State: Sendable {
        var bulkhead: Bulkhead
        var waiters: [Bulkhead.Ticket: Waiter] = [:]
    }

    /// How long one waits for a place.
    var wait: Duration { state.withLock { $0.bulkhead.settings.wait } }
    private let state: Mutex<State>

    init(_ settings: BulkheadSettings) {
        state = Mutex(State(bulkhead: Bulkhead(settings)))
    }

    /// Changes the bounds; those who have a place or wait keep it, and who may run by the new ones is woken.
    func change(_ settings: BulkheadSettings) {
        let next = state.withLock { state -> [Waiter] in
            state.bulkhead.change(settings)
            var next: [Waiter] = []
            while let ticket = state.bulkhead.wake() {
                if let waiter = state.waiters.removeValue(forKey: ticket) { next.append(waiter) }
            }
            return next
        }
        for case .waits(let wake) in next { wake(true) }
    }

    /// How many run and how many wait.
    var counts: (running: Int, waiting: Int) {
        state.withLock { ($0.bulkhead.running, $0.bulkhead.waiting) }
    }

    /// Takes a place or a turn in the queue.
    ///
    /// What `wake` makes is called once on any thread when the turn has come, or was taken by a higher class. Whoever
    /// waited and has no place in the end must `giveUp`.
    func enter(_ priority: PriorityClass, wake: () -> Wake) -> Entry {
        let (entry, displaced): (Entry, Wake?) = state.withLock { state in
            switch state.bulkhead.enter(priority: priority) {
            case .run: return (.run, nil)
            case .full: return (.full, nil)
            case .wait(let ticket):
                state.waiters[ticket] = .waits(wake())
                return (.wait(ticket), nil)
            case .waitInstead(let ticket, let lower):
                state.waiters[ticket] = .waits(wake())
                guard case .waits(let wake) = state.waiters.updateValue(.displaced, forKey: lower) else {
                    return (.wait(ticket), nil)
                }
                return (.wait(ticket), wake)
            }
        }
        displaced?(false)
        return entry
    }

    /// Takes a place that nobody waits for; true when `leave` must follow.
    func enterIfFree() -> Bool { state.withLock { $0.bulkhead.enterIfFree() } }

    /// Gives a place back, to the first who waits.
    func leave() {
        let next = state.withLock { state in
            state.bulkhead.leave().flatMap { state.waiters.removeValue(forKey: $0) }
        }
        if case .waits(let wake) = next { wake(true) }
    }

    /// Leaves the queue; true when the turn had come already, so that `leave` must follow.
    func giveUp(_ ticket: Bulkhead.Ticket) -> Bool {
        state.withLock { state in
            guard let waiter = state.waiters.removeValue(forKey: ticket) else { return true }
            if case .waits = waiter { _ = state.bulkhead.giveUp(ticket) }
            return false
        }
    }
}
