/// One target and model as an administrator sees it: what its breaker thinks, and how busy it is.
package struct TargetState: Sendable, Hashable {
    /// The configured provider's name.
    package var provider: String
    /// The endpoint and credential's name.
    package var upstream: String
    /// The configured name or pattern of the model.
    package var modelLabel: String
    /// The breaker's state as metrics and events name it: `closed`, `open`, `half_open` or `isolated`.
    package var breaker: String
    /// Why the breaker is not closed, or nil while it is.
    package var cause: String?
    /// Good results within the breaker's window.
    package var successes = 0
    /// Failures within the breaker's window.
    package var failures = 0
    /// Slow answers within the breaker's window.
    package var slow = 0
    /// The time until the next probe, or nil when none is due.
    package var openFor: Duration?
    /// The attempts that run.
    package var inFlight = 0
    /// The exchanges that wait for a place.
    package var waiting = 0
    /// The time to the first byte, recent peaks counting most; nil before the first.
    package var latency: Duration?
    /// How much is left of the provider's own limits, as far as it told of late.
    package var headroom: [Headroom] = []

    /// Makes the state of a target that has done nothing yet.
    package init(provider: String, upstream: String, modelLabel: String, breaker: String) {
        self.provider = provider
        self.upstream = upstream
        self.modelLabel = modelLabel
        self.breaker = breaker
    }
}

/// The targets with their breakers, for administrators; answers at once and from any thread.
package protocol TargetDirectory: Sendable {
    /// Every target and model, in the order of the configuration.
    var states: [TargetState] { get }

    /// Holds the breakers of an upstream open, or that of one of its models.
    ///
    /// Returns how many breakers that concerns; 0 where there is no such upstream or model.
    func isolate(upstream: String, model: String?) -> Int

    /// Leaves the breakers of an upstream, or that of one of its models, to themselves again.
    ///
    /// Returns how many breakers that concerns; 0 where there is no such upstream or model.
    func release(upstream: String, model: String?) -> Int
}
