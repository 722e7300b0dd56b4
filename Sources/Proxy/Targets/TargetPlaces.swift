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
        /// It waits, and is woken when it has a place.
        case wait(Bulkhead.Ticket)
        /// There is none.
        case full
    }

    private struct State: Sendable {
        var bulkhead: Bulkhead
        var waiting: [Bulkhead.Ticket: @Sendable () -> Void] = [:]
    }

    /// How long one waits for a place.
    let wait: Duration
    private let state: Mutex<State>

    init(_ settings: BulkheadSettings) {
        wait = settings.wait
        state = Mutex(State(bulkhead: Bulkhead(settings)))
    }

    /// How many run and how many wait.
    var counts: (running: Int, waiting: Int) {
        state.withLock { ($0.bulkhead.running, $0.bulkhead.waiting) }
    }

    /// Takes a place or a turn in the queue; `wake` is called once on any thread when the turn has come.
    func enter(_ priority: PriorityClass, wake: () -> @Sendable () -> Void) -> Entry {
        state.withLock { state in
            switch state.bulkhead.enter(priority: priority) {
            case .run: return .run
            case .full: return .full
            case .wait(let ticket):
                state.waiting[ticket] = wake()
                return .wait(ticket)
            }
        }
    }

    /// Gives a place back, to the first who waits.
    func leave() {
        let wake = state.withLock { state in
            state.bulkhead.leave().flatMap { state.waiting.removeValue(forKey: $0) }
        }
        wake?()
    }

    /// Leaves the queue; true when the turn had come already, so that `leave` must follow.
    func giveUp(_ ticket: Bulkhead.Ticket) -> Bool {
        state.withLock { state in
            state.waiting[ticket] = nil
            return !state.bulkhead.giveUp(ticket)
        }
    }
}
