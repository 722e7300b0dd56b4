package import Exchange

/// What the breaker of a target is told about an attempt.
package enum BreakerVote: Sendable, Hashable, CaseIterable {
    /// It succeeded, or failed by no fault of the target.
    case success
    /// It succeeded, but its first byte was late.
    case slowSuccess
    /// It failed.
    case failure
    /// It failed for want of a first byte.
    case slowFailure
    /// The rate was limited: it counts for the share of failures and fails a probe, but is no failure in a row.
    case limited
    /// It says nothing about the target.
    case none

    var isFailure: Bool { self == .failure || self == .slowFailure || self == .limited }
    var isSlow: Bool { self == .slowSuccess || self == .slowFailure }
}

/// What lets an attempt through a breaker and ties its result to the time in which it was let through.
package struct BreakerTicket: Sendable, Hashable {
    let generation: UInt64
    /// The number of a probe; 0 when it is none.
    let probe: UInt64

    /// True when the attempt is a probe.
    package var isProbe: Bool { probe != 0 }
}

/// What a breaker answers to an attempt.
package enum BreakerLeave: Sendable, Hashable {
    /// It may run.
    case pass(BreakerTicket)
    /// It may run as the one probe; the transition is there when it is the first one of an open breaker.
    case probe(BreakerTicket, BreakerTransition?)
    /// Not now; to ask before that moment is idle.
    case refuse(until: Moment)
    /// Not before an admin releases the target.
    case isolated
}

/// The states of a breaker; the label `state` of `weir_breaker_state`.
package enum BreakerState: String, Sendable, CaseIterable {
    /// Everything passes.
    case closed
    /// Nothing passes.
    case open
    /// One probe at a time passes.
    case halfOpen = "half_open"
    /// An admin holds it open.
    case isolated
}

/// Why a breaker changed its state.
package enum BreakerReason: String, Sendable, CaseIterable {
    /// So many attempts failed in a row.
    case consecutiveFailures = "consecutive_failures"
    /// So large a share of the attempts failed.
    case failurePercent = "failure_percent"
    /// So large a share of the attempts was slow.
    case slowPercent = "slow_percent"
    /// A probe failed.
    case probeFailed = "probe_failed"
    /// The time is over, and the next attempt is a probe.
    case probeDue = "probe_due"
    /// Enough probes succeeded.
    case probesSucceeded = "probes_succeeded"
    /// The credential was refused so often in a row.
    case credentialRefused = "credential_refused"
    /// The credential's quota is used up.
    case quotaExhausted = "quota_exhausted"
    /// An admin holds it open.
    case isolated
    /// An admin gave it back to its own rules.
    case released
}

/// One change of a breaker's state, with what led to it.
package struct BreakerTransition: Sendable, Hashable {
    /// The state before.
    package let from: BreakerState
    /// The state entered.
    package let to: BreakerState
    /// Why.
    package let reason: BreakerReason
    /// The results within the window when it happened.
    package let counts: BreakerCounts
    /// When it happened.
    package let at: Moment
    /// When the next probe is due, if the breaker opened.
    package let openUntil: Moment?
}

/// A breaker as operators see it.
package struct BreakerView: Sendable, Hashable {
    /// The state; an open breaker whose time is over is shown as half open, since its next attempt passes.
    package let state: BreakerState
    /// The last time it opened, or nil when it never did.
    package let lastTrip: BreakerTransition?
    /// The results within the window; those of an open or half-open breaker led to its opening.
    package let counts: BreakerCounts
    /// The failures in a row.
    package let consecutiveFailures: Int
    /// When the next attempt may pass: a moment that may be over; nil when everything or nothing passes.
    package let nextProbe: Moment?
}
