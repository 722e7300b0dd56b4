import Exchange
import Synchronization

extension Samples {
    /// A breaker that opens.
    static let opened = change(to: "open", for: .milliseconds(5_250))

    /// A breaker that comes from closed.
    static func change(
        _ breaker: TargetChange.Breaker = .target,
        model: String = "gpt-5.6",
        to: String,
        for time: Duration?
    ) -> TargetChange {
        TargetChange(
            breaker: breaker,
            place: (provider: "openai", upstream: "openai-eu", modelLabel: model),
            from: "closed",
            to: to,
            reason: "consecutive_failures",
            counts: (successes: 12, failures: 5),
            openFor: time
        )
    }

    /// The state of a target of the first upstream, or of another.
    static func state(
        _ model: String,
        _ breaker: String,
        upstream: String = "openai-eu",
        inFlight: Int = 0,
        waiting: Int = 0
    ) -> TargetState {
        var state = TargetState(provider: "openai", upstream: upstream, modelLabel: model, breaker: breaker)
        state.inFlight = inFlight
        state.waiting = waiting
        return state
    }
}

/// Targets whose states the test sets.
final class FixedTargets: TargetDirectory {
    private let kept: Mutex<[TargetState]>

    init(_ states: [TargetState]) {
        kept = Mutex(states)
    }

    var states: [TargetState] { kept.withLock { $0 } }

    func set(_ states: [TargetState]) {
        kept.withLock { $0 = states }
    }

    func isolate(upstream: String, model: String?) -> Int { 0 }
    func release(upstream: String, model: String?) -> Int { 0 }
}
