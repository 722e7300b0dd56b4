/// What the limits and budgets say to one exchange or attempt, all of them together.
package enum QuotaVerdict: Sendable, Hashable {
    /// It may go on; the reservation must be settled exactly once, however it ends.
    ///
    /// `wouldRefuse` are the limits in shadow mode that would have refused it.
    case admitted(Reservation, wouldRefuse: [QuotaRefusal])
    /// It may not, and nothing was taken: of all limits that refuse, the one that does so for longest.
    case refused(QuotaRefusal)
}

/// What was taken from limits and budgets for an exchange, to be settled when it ends.
package struct Reservation: Sendable, Hashable {
    /// The place of what was taken, or -1 where nothing is to be settled.
    package let slot: Int32
    /// How often the place had been used before, so that nothing is settled twice.
    package let generation: UInt32

    /// Names a place.
    package init(slot: Int32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }
}

/// How a limit or budget stands for one subject.
package struct QuotaStatus: Sendable, Hashable {
    /// Over which time it counts.
    package enum Span: Sendable, Hashable {
        /// What runs at this instant.
        case instant
        /// A window that slides.
        case window(Duration)
        /// A period of the calendar.
        case period(BudgetPeriod)
    }

    /// The id of the limit or budget.
    package var rule: String
    /// Whom it is for.
    package var scope: QuotaScope.Label
    /// The names by which it is divided, such as `key=key_01J`, with a comma between; empty where it is not.
    package var subject: String
    /// What it counts.
    package var unit: QuotaUnit
    /// Over which time.
    package var span: Span
    /// Whether it is enforced.
    package var mode: QuotaMode
    /// How much in that time.
    package var limit: Int64
    /// How much at once; the same as `limit` for budgets and concurrency.
    package var burst: Int64
    /// How much of `burst` is used, what is reserved included.
    package var used: Int64
    /// How much is reserved by exchanges that run.
    package var reserved: Int64
    /// How much is left just now.
    package var remaining: Int64
    /// How long until nothing is used any more if nobody asks.
    package var reset: Duration

    /// Makes a status.
    package init(
        rule: String,
        scope: QuotaScope.Label,
        subject: String,
        unit: QuotaUnit,
        span: Span,
        mode: QuotaMode,
        limit: Int64,
        burst: Int64,
        used: Int64,
        reserved: Int64,
        remaining: Int64,
        reset: Duration
    ) {
        self.rule = rule
        self.scope = scope
        self.subject = subject
        self.unit = unit
        self.span = span
        self.mode = mode
        self.limit = limit
        self.burst = burst
        self.used = used
        self.reserved = reserved
        self.remaining = remaining
        self.reset = reset
    }

    /// How near the subject is to the limit.
    package var state: QuotaState {
        if remaining <= 0 { return .exhausted }
        return Int128(used) * 100 >= Int128(burst) * 80 ? .warning : .ok
    }
}

/// A limit that refuses, and how it stands.
package struct QuotaRefusal: Sendable, Hashable {
    /// Why.
    package enum Reason: String, Sendable, CaseIterable {
        /// It is used up for now.
        case exceeded
        /// The exchange alone asks for more than the limit ever allows.
        case tooLarge = "too_large"
        /// What it costs is not known, and the budget takes nothing whose price is unknown.
        case unknownPrice = "unknown_price"
        /// More subjects are counted than may be.
        case tooManySubjects = "too_many_subjects"
        /// What is spent cannot be written down at present, and the budget is strict.
        case notStored = "not_stored"
    }

    /// The limit and how it stands.
    package let status: QuotaStatus
    /// Why it refuses.
    package let reason: Reason
    /// How much was asked for.
    package let asked: Int64
    /// After how long the same would be let in if nobody else asks; nil when it never would be.
    package let retryAfter: Duration?

    /// Makes a refusal.
    package init(status: QuotaStatus, reason: Reason, asked: Int64, retryAfter: Duration?) {
        self.status = status
        self.reason = reason
        self.asked = asked
        self.retryAfter = retryAfter
    }

    /// What the exchange fails with.
    package var code: FailureCode {
        switch rejection {
        case .accountingBacklog: .accountingBacklog
        case .quotaExceeded: .quotaExceeded
        case .concurrencyLimit: .concurrencyLimit
        default: .rateLimited
        }
    }

    /// The value of `weir.rejection.reason`.
    package var rejection: Rejection {
        if reason == .notStored { return .accountingBacklog }
        if case .period = status.span { return .quotaExceeded }
        return status.unit == .concurrency ? .concurrencyLimit : .rateLimited
    }
}
