package import Exchange

/// What the breaker of a credential is told about an attempt.
package enum CredentialVote: Sendable, Hashable, CaseIterable {
    /// The provider took it.
    case good
    /// The provider refused it: 401 or 403.
    case refused
    /// Its quota or money is used up.
    case exhausted
    /// Nothing can be said about it.
    case none
}

/// Decides whether a credential is used or left alone, by what came of using it.
///
/// A few refusals in a row, or one word that its quota is used up, and it is left alone for a fixed time; then a single
/// attempt tells whether it is good again.
package struct CredentialBreaker: Sendable {
    private var breaker: Breaker
    private var quotaOpenTime: Duration

    /// Makes a closed breaker.
    package init(_ settings: BreakerSettings) {
        breaker = Breaker(Self.own(settings), runReason: .credentialRefused)
        quotaOpenTime = settings.quotaOpenTime
    }

    /// Takes over changed settings; the state stays.
    package mutating func set(_ settings: BreakerSettings) {
        breaker.set(Self.own(settings))
        quotaOpenTime = settings.quotaOpenTime
    }

    private static func own(_ settings: BreakerSettings) -> BreakerSettings {
        var own = settings
        own.consecutiveFailures = settings.credentialRefusals
        own.failurePercent = 0
        own.slowPercent = 0
        own.openTime = settings.credentialOpenTime
        own.longestOpenTime = settings.credentialOpenTime
        own.probes = 1
        return own
    }

    /// Asks leave for one attempt, as `Breaker.ask` does.
    package mutating func ask(at now: Moment, lease: Duration) -> BreakerLeave {
        breaker.ask(at: now, lease: lease)
    }

    /// True when `ask` would let an attempt through.
    package func wouldPass(at now: Moment) -> Bool { breaker.wouldPass(at: now) }

    /// Tells what an attempt said about the credential; returns the change of state that follows, if one does.
    package mutating func tell(_ vote: CredentialVote, _ ticket: BreakerTicket, at now: Moment) -> BreakerTransition? {
        switch vote {
        case .good: breaker.tell(.success, ticket, retryAfter: nil, at: now) { 1 }
        case .refused: breaker.tell(.failure, ticket, retryAfter: nil, at: now) { 1 }
        case .exhausted: breaker.trip(.quotaExhausted, ticket, for: quotaOpenTime, at: now)
        case .none: breaker.tell(.none, ticket, retryAfter: nil, at: now) { 1 }
        }
    }

    /// Gives back the place of a probe that says nothing about the credential.
    package mutating func abandon(_ ticket: BreakerTicket) { breaker.abandon(ticket) }

    /// Holds the credential back until `release`; nil when it is held back already.
    package mutating func isolate(at now: Moment) -> BreakerTransition? { breaker.isolate(at: now) }

    /// Gives the credential back to its own rules; nil when it is used already.
    package mutating func release(at now: Moment) -> BreakerTransition? { breaker.release(at: now) }

    /// The breaker as operators see it.
    package func view(at now: Moment) -> BreakerView { breaker.view(at: now) }
}
