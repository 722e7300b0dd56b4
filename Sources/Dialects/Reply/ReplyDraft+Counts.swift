extension ReplyDraft {
    /// A count stands at a place where it is wanted.
    mutating func takeCount(_ count: Int64, at node: ReplyNode) {
        switch node {
        case .choiceIndex: choiceIndex = count
        case .toolIndex: toolIndex = count
        case .errorStatus: (error.isSet, error.status) = (true, count)
        case .tokenCount: facts.tokenCount = count
        case .iterationInput: usage.iterations.add(count, to: \.input)
        case .iterationOutput: usage.iterations.add(count, to: \.output)
        case .iterationCached: usage.iterations.add(count, to: \.cached)
        case .iterationCacheWrite: usage.iterations.add(count, to: \.cacheWrite)
        case .iterationCacheHour: usage.iterations.add(count, to: \.cacheHour)
        case .metricInput: facts.fallback.input = count
        case .metricOutput: facts.fallback.output = count
        case .metricCached: facts.fallback.cached = count
        case .metricCacheWrite: facts.fallback.cacheWrite = count
        case .modalityTokens, .cacheDetailTokens: partTokens = count
        default: if !ignoresUsage { takeTokens(count, at: node) }
        }
    }

    private mutating func takeTokens(_ count: Int64, at node: ReplyNode) {
        // Some formats have their counts at the top, without a usage object that would say so.
        hasUsage = true
        switch node {
        case .inputTokens: usage.input = count
        case .inclusiveInputTokens: (usage.input, usage.isInclusive) = (count, true)
        case .outputTokens: usage.output = count
        case .totalTokens: usage.total = count
        case .cachedTokens: usage.cached = count
        case .cacheWriteTokens: usage.cacheWrite = count
        case .cacheHourTokens: usage.cacheHour = count
        case .reasoningTokens: usage.reasoning = count
        default: takeRareTokens(count, at: node)
        }
    }

    private mutating func takeRareTokens(_ count: Int64, at node: ReplyNode) {
        switch node {
        case .audioInputTokens: usage.audioInput = count
        case .audioOutputTokens: usage.audioOutput = count
        case .toolUseTokens: usage.toolUse = count
        case .billedInput: usage.billedInput = count
        case .billedOutput: usage.billedOutput = count
        case .webSearches: usage.webSearches = count
        case .costTicks: usage.cost = JSONNumber.tenths(count)
        case .hitTokens: usage.hit = count
        case .topCachedTokens: usage.topCached = count
        case .topCacheWriteTokens: usage.topCacheWrite = count
        case .topReasoningTokens: usage.topReasoning = count
        default: break
        }
    }
}
