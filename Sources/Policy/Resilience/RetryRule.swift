/// What follows from the end of an attempt: one row of the table of retries.
package struct RetryRule: Sendable, Hashable {
    /// Whether the same target may be asked again.
    package enum SameTarget: Sendable, Hashable {
        /// No.
        case never
        /// After weir's own pause.
        case afterPause
        /// After the time the provider asks for, else after weir's own pause.
        case asTold
    }

    /// Which other target may be asked.
    package enum Elsewhere: Sendable, Hashable {
        /// None.
        case never
        /// Any.
        case anyTarget
        /// Any, but only once for each exchange: the request may still run where it was sent first, and be billed.
        case anyTargetOnce
        /// One with another credential.
        case otherKey
        /// One with another provider or model.
        case otherModel
        /// One with another provider or model, where the route asks for it.
        case whenAsked(FallbackCause)
    }

    /// Whether the same target may be asked again.
    package let sameTarget: SameTarget
    /// Which other target may be asked.
    package let elsewhere: Elsewhere
    /// True when the provider has read nothing, so that even what must not be done twice may be tried again.
    package let nothingWasSent: Bool
    /// What the target's breaker is told.
    package let vote: BreakerVote
    /// What the credential's breaker is told.
    package let credential: CredentialVote

    /// True when the end leaves room for another attempt anywhere.
    package var allowsAnother: Bool { sameTarget != .never || elsewhere != .never }

    /// Looks up the row of an end.
    package init(_ end: AttemptEnd) {
        switch end {
        case .answered, .refused: self.init(.never, .never, .success, .good)
        case .unreachable: self.init(.afterPause, .anyTarget, .failure, .none, nothingWasSent: true)
        case .noAnswer, .brokenOff: self.init(.afterPause, .anyTarget, .failure, .none)
        case .junk: self.init(.never, .anyTarget, .failure, .none)
        case .firstByteTimeout: self.init(.never, .anyTargetOnce, .slowFailure, .none)
        // Retry-After is read only where it speaks of having no room.
        case .serverError(503), .serverError(529): self.init(.asTold, .anyTarget, .failure, .none)
        case .serverError: self.init(.afterPause, .anyTarget, .failure, .none)
        case .conflict: self.init(.afterPause, .anyTarget, .none, .good)
        case .rateLimited: self.init(.asTold, .anyTarget, .limited, .good)
        case .quotaExhausted: self.init(.never, .otherKey, .none, .exhausted)
        case .refusedCredential: self.init(.never, .otherKey, .none, .refused)
        case .unknownModel: self.init(.never, .otherModel, .success, .good)
        case .contextWindow: self.init(.never, .whenAsked(.contextWindow), .success, .good)
        case .contentPolicy: self.init(.never, .whenAsked(.contentPolicy), .success, .good)
        case .errorEvent(.server): self.init(.asTold, .anyTarget, .failure, .good)
        case .errorEvent(.rateLimit): self.init(.asTold, .anyTarget, .limited, .good)
        case .errorEvent(.other): self.init(.never, .never, .success, .good)
        case .excluded: self.init(.never, .never, .none, .none)
        }
    }

    private init(
        _ sameTarget: SameTarget,
        _ elsewhere: Elsewhere,
        _ vote: BreakerVote,
        _ credential: CredentialVote,
        nothingWasSent: Bool = false
    ) {
        self.sameTarget = sameTarget
        self.elsewhere = elsewhere
        self.vote = vote
        self.credential = credential
        self.nothingWasSent = nothingWasSent
    }
}
