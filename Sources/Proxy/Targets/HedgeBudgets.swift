import Policy
import Synchronization

/// What each route has earned of second attempts; shared by all event loops.
final class HedgeBudgets: Sendable {
    private let state = Mutex<[String: HedgeBudget]>([:])

    /// Counts a request of a route that may be hedged.
    func request(_ route: String, _ settings: HedgeSettings) {
        state.withLock { $0[route, default: HedgeBudget(settings)].request() }
    }

    /// Takes a second attempt, if the route has earned one.
    func take(_ route: String) -> Bool {
        state.withLock { $0[route]?.take() ?? false }
    }
}
