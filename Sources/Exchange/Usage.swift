/// The tokens of one exchange, normalised over all dialects.
///
/// `cacheRead` and `cacheWrite` are parts of `input`; `reasoning` is a part of `output`. A count the
/// provider did not report is nil, never 0.
package struct Usage: Sendable, Hashable {
    /// All prompt tokens, cached ones included.
    package var input: Int64?
    /// All generated tokens, reasoning included.
    package var output: Int64?
    /// Prompt tokens served from the provider's cache.
    package var cacheRead: Int64?
    /// Prompt tokens written to the provider's cache.
    package var cacheWrite: Int64?
    /// Generated tokens spent on reasoning.
    package var reasoning: Int64?

    /// Makes a usage; counts left out are unknown.
    package init(
        input: Int64? = nil,
        output: Int64? = nil,
        cacheRead: Int64? = nil,
        cacheWrite: Int64? = nil,
        reasoning: Int64? = nil
    ) {
        self.input = input
        self.output = output
        self.cacheRead = cacheRead
        self.cacheWrite = cacheWrite
        self.reasoning = reasoning
    }

    /// True when no count is known.
    package var isEmpty: Bool { self == Usage() }
}

/// Where the token counts came from; the value of `weir.usage.source`.
package enum UsageSource: String, Sendable, CaseIterable {
    /// The provider reported them in full.
    case provider
    /// The answer was cut after some usage was seen.
    case partial
    /// weir estimated them.
    case estimated
    /// The answer held none.
    case missing
}
