/// The tokens of one exchange, normalised over all dialects.
///
/// `cacheRead`, `cacheWrite`, `audioInput` and `toolUsePrompt` are parts of `input`; `cacheWriteHour` is a part of
/// `cacheWrite`; `cachedAudio` is a part of `audioInput` and of `cacheRead`; `reasoning` and `audioOutput` are parts
/// of `output`. A count the provider did not report is nil, never 0.
package struct Usage: Sendable, Hashable {
    /// All prompt tokens, cached ones included.
    package var input: Int64?
    /// All generated tokens, reasoning included.
    package var output: Int64?
    /// Prompt tokens served from the provider's cache.
    package var cacheRead: Int64?
    /// Prompt tokens written to the provider's cache.
    package var cacheWrite: Int64?
    /// Prompt tokens written to the provider's cache to stay for an hour.
    package var cacheWriteHour: Int64?
    /// Generated tokens spent on reasoning.
    package var reasoning: Int64?
    /// Prompt tokens that are sound.
    package var audioInput: Int64?
    /// Prompt tokens that are sound and came from the provider's cache.
    package var cachedAudio: Int64?
    /// Generated tokens that are sound.
    package var audioOutput: Int64?
    /// Prompt tokens that the results of the provider's own tools took (Gemini).
    package var toolUsePrompt: Int64?
    /// Searches of the web the provider made.
    package var webSearches: Int64?
    /// Prompt tokens the provider bills where it says so apart (Cohere).
    package var billedInput: Int64?
    /// Generated tokens the provider bills where it says so apart (Cohere).
    package var billedOutput: Int64?

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
