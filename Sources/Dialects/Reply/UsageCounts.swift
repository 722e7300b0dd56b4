import Exchange

/// The numbers of one usage object as the provider wrote them; -1 stands for a number it did not write.
struct UsageCounts: Sendable {
    var input: Int64 = -1
    var output: Int64 = -1
    var total: Int64 = -1
    var cached: Int64 = -1
    var cacheWrite: Int64 = -1
    /// The part of `cacheWrite` that stays for an hour.
    var cacheHour: Int64 = -1
    var reasoning: Int64 = -1
    var audioInput: Int64 = -1
    var cachedAudio: Int64 = -1
    var audioOutput: Int64 = -1
    var toolUse: Int64 = -1
    var webSearches: Int64 = -1
    var billedInput: Int64 = -1
    var billedOutput: Int64 = -1
    /// What the provider says it cost, in nano-dollars.
    var cost: Int64 = -1
    /// Cached tokens outside of the details, by rank: `prompt_cache_hit_tokens`, then the others.
    var hit: Int64 = -1
    var topCached: Int64 = -1
    var topCacheWrite: Int64 = -1
    var topReasoning: Int64 = -1
    /// True when `input` holds the cached tokens though the format's own does not.
    var isInclusive = false
    /// The sums over `iterations`; nothing when there are none.
    var iterations = IterationCounts()

    /// True when it holds no number of tokens at all.
    var isEmpty: Bool {
        max(input, output, total) < 0 && max(cached, cacheWrite, reasoning) < 0 && max(billedInput, billedOutput) < 0
            && iterations.count == 0
    }

    /// The numbers of the two, those of `newer` first.
    func merged(with newer: UsageCounts) -> UsageCounts {
        var both = newer
        both.input.fill(input)
        both.output.fill(output)
        both.total.fill(total)
        both.cached.fill(cached)
        both.cacheWrite.fill(cacheWrite)
        both.cacheHour.fill(cacheHour)
        both.reasoning.fill(reasoning)
        both.audioInput.fill(audioInput)
        both.cachedAudio.fill(cachedAudio)
        both.audioOutput.fill(audioOutput)
        both.toolUse.fill(toolUse)
        both.webSearches.fill(webSearches)
        both.billedInput.fill(billedInput)
        both.billedOutput.fill(billedOutput)
        both.cost.fill(cost)
        both.topReasoning.fill(topReasoning)
        both.isInclusive = both.isInclusive || isInclusive
        if newer.iterations.count == 0 { both.iterations = iterations }
        return both
    }

    private static func known(_ count: Int64) -> Int64? {
        count >= 0 ? count : nil
    }

    /// The counts that mean the same in every format.
    private func plain(reasoning: Int64) -> Usage {
        var usage = Usage(input: Self.known(input), output: Self.known(output), reasoning: Self.known(reasoning))
        usage.audioInput = Self.known(audioInput)
        usage.cachedAudio = Self.known(cachedAudio)
        usage.audioOutput = Self.known(audioOutput)
        usage.webSearches = Self.known(webSearches)
        usage.billedInput = Self.known(billedInput)
        usage.billedOutput = Self.known(billedOutput)
        return usage
    }
}

extension UsageCounts {
    /// The tokens as OpenAI and those who speak its dialects count them: cached inside input, reasoning inside output.
    ///
    /// One provider (xAI) leaves reasoning out of its completion tokens, one (Mistral) sound out of its prompt tokens;
    /// their totals prove it.
    var asOpenAI: Usage {
        let reasoned = reasoning >= 0 ? reasoning : topReasoning
        var usage = plain(reasoning: reasoned)
        usage.cacheRead = Self.known(cached >= 0 ? cached : hit >= 0 ? hit : topCached)
        usage.cacheWrite = Self.known(cacheWrite >= 0 ? cacheWrite : topCacheWrite)
        guard input >= 0, output >= 0 else { return usage }
        if reasoned > 0, total == input + output + reasoned {
            usage.output = output + reasoned
        } else if audioInput > 0, total == input + output + audioInput {
            usage.input = input + audioInput
        }
        return usage
    }

    /// The tokens as Anthropic and Bedrock count them: cached outside of input.
    ///
    /// Anthropic bills `iterations` instead of the top level. A model of another maker on Bedrock may count as OpenAI.
    var asAnthropic: Usage {
        guard !isInclusive else { return asOpenAI }
        var usage = plain(reasoning: reasoning)
        guard iterations.count == 0 else {
            iterations.replace(in: &usage)
            return usage
        }
        let hasInput = max(input, cached, cacheWrite) >= 0
        usage.input = hasInput ? max(input, 0) + max(cached, 0) + max(cacheWrite, 0) : nil
        usage.cacheRead = Self.known(cached)
        usage.cacheWrite = Self.known(cacheWrite)
        usage.cacheWriteHour = Self.known(cacheHour)
        return usage
    }

    /// The tokens as Gemini and Vertex count them: tool results outside of the prompt, thoughts of the candidates.
    ///
    /// Where neither candidates nor thoughts are counted and the total is the prompt's, nothing was generated.
    var asGemini: Usage {
        var usage = plain(reasoning: reasoning)
        let prompt = max(input, 0) + max(toolUse, 0)
        usage.input = max(input, toolUse) >= 0 ? prompt : nil
        usage.output = max(output, reasoning) >= 0 ? max(output, 0) + max(reasoning, 0) : nil
        if usage.output == nil, input >= 0, total == prompt { usage.output = 0 }
        usage.cacheRead = Self.known(cached)
        usage.toolUsePrompt = Self.known(toolUse)
        return usage
    }
}

/// The sums over the `iterations` of an Anthropic usage object.
struct IterationCounts: Sendable {
    var count = 0
    var input: Int64 = 0
    var output: Int64 = 0
    var cached: Int64 = 0
    var cacheWrite: Int64 = 0
    var cacheHour: Int64 = -1

    /// Adds to one of the sums; a sum that no counter can hold stays at the largest it can.
    mutating func add(_ tokens: Int64, to sum: WritableKeyPath<IterationCounts, Int64>) {
        self[keyPath: sum] = max(self[keyPath: sum], 0).addingSaturated(tokens)
    }

    /// Puts the sums in the place of the top level's counts.
    func replace(in usage: inout Usage) {
        usage.input = input.addingSaturated(cached).addingSaturated(cacheWrite)
        usage.output = output
        usage.cacheRead = cached
        usage.cacheWrite = cacheWrite
        usage.cacheWriteHour = cacheHour >= 0 ? cacheHour : nil
    }
}

extension Int64 {
    /// The sum, or the largest number where it is larger.
    func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, isTooMuch) = addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }

    /// Takes `other` where the count is unknown.
    fileprivate mutating func fill(_ other: Int64) {
        if self < 0 { self = other }
    }
}
