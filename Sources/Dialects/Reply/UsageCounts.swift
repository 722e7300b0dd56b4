import Exchange

/// The numbers of one usage object as the provider wrote them; -1 stands for a number it did not write.
struct UsageCounts: Sendable {
    var input: Int64 = -1
    var output: Int64 = -1
    var total: Int64 = -1
    var cached: Int64 = -1
    var cacheWrite: Int64 = -1
    var reasoning: Int64 = -1
    /// Cached tokens outside of the details, by rank: `prompt_cache_hit_tokens`, then the others.
    var hit: Int64 = -1
    var topCached: Int64 = -1
    var topCacheWrite: Int64 = -1
    var topReasoning: Int64 = -1
    /// The sums over `iterations`; nothing when there are none.
    var iterations = IterationCounts()

    /// True when it holds no number at all.
    var isEmpty: Bool {
        max(input, output, total) < 0 && max(cached, cacheWrite, reasoning) < 0
    }

    /// The numbers of the two, those of `newer` first.
    func merged(with newer: UsageCounts) -> UsageCounts {
        var both = self
        if newer.input >= 0 { both.input = newer.input }
        if newer.output >= 0 { both.output = newer.output }
        if newer.cached >= 0 { both.cached = newer.cached }
        if newer.cacheWrite >= 0 { both.cacheWrite = newer.cacheWrite }
        if newer.reasoning >= 0 { both.reasoning = newer.reasoning }
        if newer.iterations.count > 0 { both.iterations = newer.iterations }
        return both
    }

    /// The tokens as OpenAI and those who speak its dialects count them: cached inside input, reasoning inside output.
    ///
    /// One provider (xAI) leaves reasoning out of its completion tokens; its total proves it.
    var asOpenAI: Usage {
        let reasoned = reasoning >= 0 ? reasoning : topReasoning
        var usage = Usage(
            input: Self.known(input),
            output: Self.known(output),
            cacheRead: Self.known(cached >= 0 ? cached : hit >= 0 ? hit : topCached),
            cacheWrite: Self.known(cacheWrite >= 0 ? cacheWrite : topCacheWrite),
            reasoning: Self.known(reasoned)
        )
        if reasoned > 0, input >= 0, output >= 0, total == input + output + reasoned {
            usage.output = output + reasoned
        }
        return usage
    }

    /// The tokens as Anthropic counts them: cached outside of input, iterations billed instead of the top level.
    var asAnthropic: Usage {
        guard iterations.count == 0 else { return iterations.usage(reasoning: Self.known(reasoning)) }
        let hasInput = max(input, cached, cacheWrite) >= 0
        return Usage(
            input: hasInput ? max(input, 0) + max(cached, 0) + max(cacheWrite, 0) : nil,
            output: Self.known(output),
            cacheRead: Self.known(cached),
            cacheWrite: Self.known(cacheWrite),
            reasoning: Self.known(reasoning)
        )
    }

    private static func known(_ count: Int64) -> Int64? {
        count >= 0 ? count : nil
    }
}

/// The sums over the `iterations` of an Anthropic usage object.
struct IterationCounts: Sendable {
    var count = 0
    var input: Int64 = 0
    var output: Int64 = 0
    var cached: Int64 = 0
    var cacheWrite: Int64 = 0

    /// Adds to one of the sums; a sum that no counter can hold stays where it is.
    mutating func add(_ tokens: Int64, to sum: WritableKeyPath<IterationCounts, Int64>) {
        let (value, isTooMuch) = self[keyPath: sum].addingReportingOverflow(tokens)
        if !isTooMuch { self[keyPath: sum] = value }
    }

    func usage(reasoning: Int64?) -> Usage {
        Usage(
            input: input.addingSaturated(cached).addingSaturated(cacheWrite),
            output: output,
            cacheRead: cached,
            cacheWrite: cacheWrite,
            reasoning: reasoning
        )
    }
}

extension Int64 {
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, isTooMuch) = addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }
}
