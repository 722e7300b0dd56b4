import Exchange

extension RegistryState {
    /// Makes the series at 0 that need no configuration.
    mutating func declareClosedSets() {
        let closed = closed
        let reasons = symbols.closed(Catalogue[.httpRejections].labels[1])
        for route in Route.allCases {
            let number = closed.routes[route.index]
            declare(.httpRequestsInFlight, LabelKey(number))
            for reason in reasons { declare(.httpRejections, LabelKey(number, reason)) }
            let method: Method = route == .models || route == .model ? .get : .post
            declare(.httpRequests, LabelKey(closed.methods[method.ordinal], number, status(200)))
            declare(.httpRequestDuration, LabelKey(number, closed.classes[2]))
        }
        for result in closed.auth { declare(.authAttempts, LabelKey(closed.apiKey, result)) }
        for result in [AuthResult.ok, .missing] {
            declare(.authAttempts, LabelKey(closed.none, closed.auth[result.ordinal]))
        }
        for stream in [closed.isTrue, closed.isFalse] {
            declare(.gatewayOverhead, LabelKey(closed.operations[Operation.chat.index], stream))
            for outcome in [Outcome.rejected, .gatewayError] {
                declareRequests(closed.none, Symbols.other, stream, outcome)
            }
        }
        for lookup in closed.lookups { declare(.costLookups, LabelKey(lookup)) }
        declare(.metricsScrapeDuration, LabelKey())
        declare(.logstoreFlushDuration, LabelKey())
    }

    /// Makes the series at 0 of a configured upstream and its models.
    mutating func declare(provider: String, upstream: String, models: [String]) {
        let provider = intern(provider)
        let upstream = intern(upstream)
        declareProvider(provider)
        assign(upstream, to: provider)
        declareUpstream(provider, upstream)
        declareBreaker(.credential, upstream, closed.allModels)
        for model in models {
            let number = intern(model)
            guard admitPair(provider, number) else { continue }
            declareModel(provider, number)
            declareBreaker(.target, upstream, number)
        }
        declareBreaker(.target, upstream, Symbols.other)
        declareModel(provider, Symbols.other)
    }

    private mutating func declareProvider(_ provider: UInt64) {
        let closed = closed
        for source in closed.sources { declare(.usageReports, LabelKey(provider, source)) }
        for end in closed.ends { declare(.streams, LabelKey(provider, end)) }
        for phase in closed.phases { declare(.upstreamPhaseDuration, LabelKey(provider, phase)) }
        for family in [FamilyID.upstreamRetries, .upstreamRetriesExhausted, .upstreamHedges] {
            for value in symbols.closed(Catalogue[family].labels[1]) { declare(family, LabelKey(provider, value)) }
        }
        for family in [FamilyID.streamsActive, .upstreamAttemptsPerRequest, .upstreamRetryBackoff] {
            declare(family, LabelKey(provider))
        }
    }

    private mutating func declareUpstream(_ provider: UInt64, _ upstream: UInt64) {
        for type in symbols.closed(.errorType) { declare(.upstreamAttempts, LabelKey(provider, upstream, type)) }
        for code in [200, 429, 500, 529] { declare(.upstreamResponses, LabelKey(provider, upstream, status(code))) }
        for success in [closed.isTrue, closed.isFalse] {
            declare(.upstreamAttemptDuration, LabelKey(provider, upstream, success))
        }
        declare(.upstreamStreamMaxGap, LabelKey(provider, upstream))
    }

    private mutating func declareBreaker(_ breaker: TargetChange.Breaker, _ upstream: UInt64, _ model: UInt64) {
        let breaker = symbols.number(breaker.rawValue)
        for state in symbols.closed(Catalogue[.breakerTransitions].labels[3]) {
            declare(.breakerTransitions, LabelKey(breaker, upstream, model, state))
        }
        declare(.breakerRejections, LabelKey(breaker, upstream, model))
    }

    private mutating func declareModel(_ provider: UInt64, _ model: UInt64) {
        let chat = closed.operations[Operation.chat.index]
        for stream in [closed.isTrue, closed.isFalse] {
            for outcome in Outcome.allCases { declareRequests(provider, model, stream, outcome) }
        }
        let tokens: [FamilyID] = [
            .inputTokens, .outputTokens, .cacheReadInputTokens, .cacheWriteInputTokens, .reasoningOutputTokens,
        ]
        for family in tokens { declare(family, LabelKey(provider, model, chat)) }
    }

    private mutating func declareRequests(_ provider: UInt64, _ model: UInt64, _ stream: UInt64, _ outcome: Outcome) {
        let chat = closed.operations[Operation.chat.index]
        declare(.llmRequests, LabelKey(provider, model, chat, stream, closed.outcomes[outcome.ordinal]))
    }
}

extension Symbols {
    /// The numbers of a closed label's values.
    fileprivate func closed(_ label: Label) -> [UInt64] {
        label.values.map { number($0) }
    }
}
