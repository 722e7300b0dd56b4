/// A breaker changed its state.
package struct TargetChange: Sendable, Hashable {
    /// What a breaker guards; the label `breaker`.
    package enum Breaker: String, Sendable, CaseIterable {
        /// An endpoint with its credential, and one model.
        case target
        /// A credential, whatever the model.
        case credential
    }

    /// What the breaker guards.
    package let breaker: Breaker
    /// The configured provider's name.
    package let provider: String
    /// The endpoint and credential's name.
    package let upstream: String
    /// The configured name or pattern of the model; `_all` for a credential.
    package let modelLabel: String
    /// The state it left: `closed`, `open`, `half_open` or `isolated`.
    package let from: String
    /// The state it is in.
    package let to: String
    /// Why.
    package let reason: String
    /// Good results within the breaker's window.
    package let successes: Int
    /// Failures within the breaker's window.
    package let failures: Int
    /// How long it stays so at least, or nil where nothing says so.
    package let openFor: Duration?

    /// Makes a note of a change.
    package init(
        breaker: Breaker,
        place: (provider: String, upstream: String, modelLabel: String),
        from: String,
        to: String,
        reason: String,
        counts: (successes: Int, failures: Int),
        openFor: Duration?
    ) {
        self.breaker = breaker
        provider = place.provider
        upstream = place.upstream
        modelLabel = place.modelLabel
        self.from = from
        self.to = to
        self.reason = reason
        successes = counts.successes
        failures = counts.failures
        self.openFor = openFor
    }
}

/// Told of each change of a breaker, on the thread that caused it; must not wait.
package protocol TargetWatcher: Sendable {
    /// A breaker changed its state.
    func changed(_ change: TargetChange)

    /// An attempt was refused by an open breaker.
    func refused(_ breaker: TargetChange.Breaker, upstream: String, modelLabel: String)
}
