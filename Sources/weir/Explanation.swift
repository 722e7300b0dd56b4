import Exchange
import Policy

/// Where a request for a model would go, and why: what `weir explain` shows.
struct Explanation {
    /// A target of the plan.
    struct Step {
        var provider: String
        var upstream: String
        /// The model as the provider knows it.
        var model: String
        var priority = 0
        /// How many of each hundred requests ask it first among its equals, where weights decide.
        var sharePercent: Int?
        /// Its place, or nil where it is passed over.
        ///
        /// Those of the same place are equals; which of them is asked first is decided for each request.
        var place: Int?
        /// Why it is passed over, or nil.
        var passed: PassReason?
        /// What the running server says of it, or nil when none was asked.
        var state: TargetState?
    }

    /// The model as it was asked for.
    let model: String
    /// What led there, such as `the route chat, weighted`.
    let way: String
    /// The targets in the order they are asked.
    var steps: [Step]
    /// What else may become of the request.
    var notes: [String] = []

    /// True when somebody would be asked.
    var isServed: Bool { steps.contains { $0.passed == nil } }

    /// Takes what the running server says of the targets: which are passed over, and the places of the others.
    mutating func judge(_ states: [TargetState], bulkheads: [String: BulkheadSettings]) {
        for index in steps.indices {
            let step = steps[index]
            let state = states.first { $0.upstream == step.upstream && $0.modelLabel == step.model }
            steps[index].state = state
            guard step.passed == nil, let state else { continue }
            steps[index].passed = Self.reason(state, bulkheads[step.provider] ?? BulkheadSettings())
        }
        setPlaces()
    }

    /// Numbers the priorities of which somebody is left.
    mutating func setPlaces() {
        let priorities = Set(steps.filter { $0.passed == nil }.map(\.priority)).sorted()
        for index in steps.indices {
            let isPassed = steps[index].passed != nil
            steps[index].place = isPassed ? nil : priorities.firstIndex(of: steps[index].priority).map { $0 + 1 }
        }
    }

    private static func reason(_ state: TargetState, _ bulkhead: BulkheadSettings) -> PassReason? {
        switch state.breaker {
        case "isolated": .isolated
        case "open": .breakerOpen
        case _ where state.inFlight >= bulkhead.inFlight && state.waiting >= bulkhead.queue: .saturated
        default: nil
        }
    }
}
