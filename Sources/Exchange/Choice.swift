/// Why a target was taken for an attempt; the value of `weir.attempt.reason`.
package enum ChoiceReason: String, Sendable, CaseIterable {
    /// It stood first in the plan.
    case first
    /// An earlier attempt failed, and the same target was asked again.
    case retry
    /// An earlier attempt failed, or an earlier target was passed over, and the plan named this one next.
    case fallback
    /// An earlier attempt was slow, and this one was begun beside it.
    case hedge
    /// A share of the route's requests goes to it.
    case canary
    /// The answer is compared, not delivered.
    case shadow
}

/// Why a target of the plan was not tried.
package enum PassReason: String, Sendable, CaseIterable {
    /// Its breaker is open.
    case breakerOpen = "breaker_open"
    /// The breaker of its credential is open.
    case credentialOpen = "credential_open"
    /// An admin holds it open.
    case isolated
    /// It runs as many requests as it may, and enough wait already.
    case saturated
    /// A limit on what it is asked for has no room.
    case rateLimited = "rate_limited"
    /// It does not speak the caller's dialect.
    case surface
    /// None of its keys can be opened.
    case noKey = "no_key"
    /// The caller may not use its provider.
    case forbidden
    /// The provider keeps or processes data where the caller's may not be, or does not say where.
    case residency

    /// True when it follows from the request and the configuration, not from how the target is doing.
    package var isSettled: Bool {
        switch self {
        case .surface, .noKey, .forbidden, .residency: true
        case .breakerOpen, .credentialOpen, .isolated, .saturated, .rateLimited: false
        }
    }
}

/// A target of the plan that was not tried, and why.
package struct PassedOver: Sendable, Hashable {
    /// The upstream's name.
    package let upstream: String
    /// The configured name or pattern of the model.
    package let modelLabel: String
    /// Why.
    package let reason: PassReason

    /// Makes a note of a target that was not tried.
    package init(upstream: String, modelLabel: String, reason: PassReason) {
        self.upstream = upstream
        self.modelLabel = modelLabel
        self.reason = reason
    }
}

/// What forbade another attempt; the value of `reason` of `weir_upstream_retries_exhausted_total`.
package enum RetryStop: String, Sendable, CaseIterable {
    /// As many attempts were made as may be.
    case attempts
    /// The deadline leaves no time for another.
    case deadline
    /// The retry budget of every target left is used up.
    case budget
    /// The request may have been carried out, is no inference, or its body was not kept.
    case notReplayable = "not_replayable"
    /// No target is left that may be tried.
    case noTarget = "no_target"
}
