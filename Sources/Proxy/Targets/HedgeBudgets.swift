import Policy
import Synchronization

/// What each route has earned of second attempts; shared by all event loops.
final class HedgeBudgets: Sendable {
    private let state = Mutex<[String: HedgeBudget]>([:])

    /// Counts a request of a route that may be hedged.
    func request(_ route: String, _ settings: HedgeSettings) {
        state.withLock { state in
            var budget = state[route] ?? HedgeBudget(settings)
            if budget.percent != settings.percent { budget.set(settings) }
            budget.request()
            state[route] = budget
        }
    }

    /// Forgets the routes that are not among these.
    func keep(_ routes: Set<String>) {
        state.withLock { state in state = state.filter { routes.contains($0.key) } }
    }

    /// Takes a second attempt, if the route has earned one.
    func take(_ route: String) -> Bool {
        state.withLock { $0[route]?.take() ?? false }
    }
}
