/// How much is left of one of a provider's own limits, as its last answer told.
package struct Headroom: Sendable, Hashable {
    /// What a provider limits; the label `resource` of `weir_upstream_ratelimit_remaining_ratio`.
    package enum Resource: String, Sendable, CaseIterable {
        /// Requests.
        case requests
        /// Tokens of both directions.
        case tokens
        /// Prompt tokens.
        case inputTokens = "input_tokens"
        /// Generated tokens.
        case outputTokens = "output_tokens"
    }

    /// What is limited.
    package let resource: Resource
    /// The share that is left, from 0 to 1.
    package let remaining: Double
    /// When it is whole again, or nil where the provider does not say.
    package let reset: WallTime?

    /// Makes a reading.
    package init(_ resource: Resource, remaining: Double, reset: WallTime?) {
        self.resource = resource
        self.remaining = remaining
        self.reset = reset
    }
}
