/// What a limit counts.
package enum QuotaUnit: String, Sendable, CaseIterable {
    /// Requests that were let in.
    case requests
    /// Prompt and generated tokens together.
    case tokens
    /// Prompt tokens.
    case inputTokens = "input_tokens"
    /// Generated tokens.
    case outputTokens = "output_tokens"
    /// Money, in nano-dollars.
    case cost
    /// Requests that run at once.
    case concurrency

    /// The label `resource` of `weir_ratelimit_decisions_total` and `weir_quota_subjects`.
    package var resource: QuotaResource {
        switch self {
        case .requests: .requests
        case .tokens, .inputTokens, .outputTokens: .tokens
        case .cost: .cost
        case .concurrency: .concurrency
        }
    }
}

/// What a limit counts, as coarsely as metrics tell it.
package enum QuotaResource: String, Sendable, CaseIterable {
    /// Requests.
    case requests
    /// Tokens of any direction.
    case tokens
    /// Money.
    case cost
    /// Requests at once.
    case concurrency
}

/// What one limit said to one exchange; the label `decision` of `weir_ratelimit_decisions_total`.
package enum QuotaDecision: String, Sendable, CaseIterable {
    /// It lets the exchange in.
    case allow
    /// It refuses the exchange.
    case deny
    /// It would refuse the exchange, but is only tried out.
    case shadowDeny = "shadow_deny"
}

/// Whether a limit is enforced.
package enum QuotaMode: String, Sendable, CaseIterable {
    /// It refuses.
    case enforce
    /// It counts and tells what it would refuse, but lets everything in.
    case shadow
}

/// How near a subject is to its limit; the label `state` of `weir_quota_subjects`.
package enum QuotaState: String, Sendable, CaseIterable {
    /// Less than 80 % are used.
    case ok
    /// 80 % or more are used.
    case warning
    /// Nothing is left.
    case exhausted
}

/// When a limit is asked.
package enum QuotaStage: Sendable, Hashable {
    /// Once for each exchange, before a target is chosen: every limit whose scope names no target.
    case admission
    /// Once for each attempt: the limits whose scope names a target.
    case attempt
}

/// How many tokens and how much money an exchange may take, as far as that can be told before.
package struct QuotaEstimate: Sendable, Hashable {
    /// Prompt tokens, as they are to be expected.
    package var input: Int64
    /// Generated tokens, at most.
    package var output: Int64
    /// What they cost; nil where no price is known.
    package var cost: Cost?
    /// What the exchange costs at the very most; nil where that is not known.
    ///
    /// Budgets that are strict reserve this, where it is known and more than `cost`.
    package var worstCost: Cost?

    /// Makes an estimate; negative counts become 0.
    package init(input: Int64 = 0, output: Int64 = 0, cost: Cost? = nil, worstCost: Cost? = nil) {
        self.input = max(input, 0)
        self.output = max(output, 0)
        self.cost = cost
        self.worstCost = worstCost
    }

    /// How much of a unit is reserved.
    package func amount(of unit: QuotaUnit) -> Int64 {
        switch unit {
        case .requests, .concurrency: 1
        case .tokens: Self.sum(input, output)
        case .inputTokens: max(input, 0)
        case .outputTokens: max(output, 0)
        case .cost: cost?.nanoUSD ?? 0
        }
    }

    private static func sum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, isTooMuch) = max(one, 0).addingReportingOverflow(max(other, 0))
        return isTooMuch ? .max : sum
    }
}

/// What an exchange took in the end.
package enum QuotaUse: Sendable, Hashable {
    /// Nothing was sent to a provider, so nothing was taken but the request itself.
    case nothing
    /// So many tokens and so much money were taken, counted as far as the answer came; cost is nil where unknown.
    case taken(input: Int64, output: Int64, cost: Cost?)
    /// Nobody knows what was taken, so the estimate counts.
    case estimate

    /// How much of a unit was taken, where `reserved` had been.
    package func amount(of unit: QuotaUnit, reserved: Int64) -> Int64 {
        switch self {
        case .nothing: 0
        case .estimate: reserved
        case .taken(let input, let output, let cost):
            QuotaEstimate(input: input, output: output, cost: cost).amount(of: unit)
        }
    }
}
