package import Exchange

/// What one exchange took of a provider, as far as its price depends on it.
package struct Consumption: Sendable {
    /// The configured provider's name.
    package var provider: String
    /// The model as the provider named it in its answer.
    package var answered: String?
    /// The model as it was sent to the provider.
    package var requested: String?
    /// The tier the provider says it served the answer in, such as `flex`, `priority`, `fast` or `batch`.
    package var tier: String?
    /// The tokens; nil where the answer told none.
    package var usage: Usage?
    /// When the request came.
    package var wall: WallTime

    /// Describes what was taken.
    package init(
        provider: String,
        answered: String?,
        requested: String?,
        tier: String? = nil,
        usage: Usage?,
        wall: WallTime
    ) {
        self.provider = provider
        self.answered = answered
        self.requested = requested
        self.tier = tier
        self.usage = usage
        self.wall = wall
    }

    /// Takes it from an exchange whose usage is settled; nil when no provider was asked.
    package init?(_ exchange: borrowing Exchange) {
        guard let deciding = exchange.decidingIndex else { return nil }
        self.init(
            provider: exchange.attempts[deciding].provider,
            answered: exchange.answer.model,
            requested: exchange.attempts[deciding].model,
            tier: exchange.answer.serviceTier,
            usage: exchange.usage,
            wall: exchange.timeline.wall
        )
    }

    /// Takes it from an attempt whose answer nobody read: so many tokens of its request, and the standard tier.
    package init(givenUp attempt: borrowing Attempt, input: Int64, wall: WallTime) {
        self.init(
            provider: attempt.provider,
            answered: nil,
            requested: attempt.model,
            usage: Usage(input: input),
            wall: wall
        )
    }
}
