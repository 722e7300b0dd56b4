import Exchange

/// The numbers of the provider, upstream and model that an exchange is counted under.
struct Place: Sendable {
    var provider: UInt64
    var upstream: UInt64
    var model: UInt64
    /// True when the model is `_other` because the pairs are full.
    var isFolded: Bool
}

extension RegistryState {
    /// Where the attempt that decided the exchange went; `none` and `_other` before any.
    func place(of exchange: borrowing Exchange) -> Place {
        guard let deciding = exchange.decidingIndex else {
            return Place(provider: closed.none, upstream: closed.none, model: Symbols.other, isFolded: false)
        }
        return place(of: exchange, at: deciding)
    }

    /// Where one of its attempts went; a copy of that would cost more than what is read.
    private func place(of exchange: borrowing Exchange, at index: Int) -> Place {
        place(
            symbols.number(exchange.attempts[index].provider),
            symbols.number(exchange.attempts[index].upstream),
            exchange.attempts[index].modelLabel
        )
    }

    /// The place of a configured model at an upstream of a provider.
    func place(_ provider: UInt64, _ upstream: UInt64, _ modelLabel: String) -> Place {
        let model = symbols.number(modelLabel)
        if hasPair(provider, model) {
            return Place(provider: provider, upstream: upstream, model: model, isFolded: false)
        }
        let isFolded = isPairTableFull && model != Symbols.other
        return Place(provider: provider, upstream: upstream, model: Symbols.other, isFolded: isFolded)
    }

    /// What every request adds.
    mutating func addRequest(_ exchange: borrowing Exchange, _ source: ExemplarSource) {
        let route = closed.routes[exchange.ask.route.index]
        let status = exchange.answer.status
        add(.httpRequestsInFlight, LabelKey(route), -1)
        add(.httpRequests, LabelKey(closed.methods[exchange.ask.method.ordinal], route, self.status(status)))
        let digit = closed.classes.indices.contains(status / 100) ? closed.classes[status / 100] : Symbols.other
        let total = exchange.timeline.ended.nanoseconds - exchange.timeline.accepted.nanoseconds
        observe(.httpRequestDuration, LabelKey(route, digit), total, source)
        if let reason = exchange.failure?.code.rejection {
            add(.httpRejections, LabelKey(route, symbols.number(reason.rawValue)))
        }
        if let method = exchange.authMethod {
            let number =
                switch method {
                case .apiKey: closed.apiKey
                case .token: closed.token
                case .none: closed.none
                }
            add(.authAttempts, LabelKey(number, closed.auth[exchange.auth.ordinal]))
        }
    }

    /// What a request to a model adds.
    mutating func addInference(_ exchange: borrowing Exchange, _ place: Place, _ source: ExemplarSource) {
        let operation = closed.operations[exchange.ask.operation.index]
        let stream = closed.flag(exchange.ask.isStream)
        let outcome = closed.outcomes[exchange.outcome.ordinal]
        if place.isFolded { countOverflow(.llmRequests) }
        add(.llmRequests, LabelKey(place.provider, place.model, operation, stream, outcome))
        let success = closed.flag(exchange.outcome == .success)
        let accepted = exchange.timeline.accepted.nanoseconds
        observe(
            .llmRequestDuration,
            LabelKey(place.provider, place.model, operation, stream, success),
            exchange.timeline.ended.nanoseconds - accepted,
            source
        )
        if let first = exchange.timeline.firstToken {
            let key = LabelKey(place.provider, place.model, operation)
            observe(.llmTimeToFirstToken, key, first.nanoseconds - accepted, source)
        }
    }

    /// The tokens, and where they came from.
    mutating func addTokens(_ exchange: borrowing Exchange, _ place: Place) {
        if let source = exchange.usageSource {
            add(.usageReports, LabelKey(place.provider, closed.sources[source.ordinal]))
        }
        let key = LabelKey(place.provider, place.model, closed.operations[exchange.ask.operation.index])
        if let bill = exchange.bill {
            add(.costLookups, LabelKey(closed.lookups[bill.lookup.ordinal]))
            if let cost = bill.cost { addTokens(.costUSD, key, cost.nanoUSD, place) }
        }
        guard let usage = exchange.usage else { return }
        if let count = usage.input { addTokens(.inputTokens, key, count, place) }
        if let count = usage.output { addTokens(.outputTokens, key, count, place) }
        if let count = usage.cacheRead { addTokens(.cacheReadInputTokens, key, count, place) }
        if let count = usage.cacheWrite { addTokens(.cacheWriteInputTokens, key, count, place) }
        if let count = usage.reasoning { addTokens(.reasoningOutputTokens, key, count, place) }
    }

    /// A provider's count is believed, but a counter never falls.
    private mutating func addTokens(_ family: FamilyID, _ key: LabelKey, _ count: Int64, _ place: Place) {
        if place.isFolded { countOverflow(family) }
        add(family, key, max(count, 0))
    }

    /// What a relayed stream adds at its end.
    mutating func addStream(_ exchange: borrowing Exchange, _ place: Place) {
        add(.streamsActive, LabelKey(place.provider), -1)
        if let end = exchange.answer.streamEnd {
            add(.streams, LabelKey(place.provider, closed.ends[end.ordinal]))
        }
        let key = LabelKey(place.provider, place.upstream, place.model)
        if exchange.answer.events > 1 {
            let gap = exchange.timeline.maxGap.inNanoseconds
            observe(.upstreamStreamMaxGap, LabelKey(place.provider, place.upstream), gap)
        }
        if let perToken = exchange.timePerOutputToken {
            if place.isFolded { countOverflow(.upstreamTimePerOutputToken) }
            observe(.upstreamTimePerOutputToken, key, perToken.inNanoseconds)
        }
    }

    /// What the tries at targets add.
    mutating func addAttempts(_ exchange: borrowing Exchange, _ source: ExemplarSource) {
        for index in exchange.attempts.indices {
            let place = place(of: exchange, at: index)
            addAttempt(exchange.attempts[index], place, source)
            addChoice(exchange, index, place)
        }
    }

    private mutating func addAttempt(_ attempt: borrowing Attempt, _ place: Place, _ source: ExemplarSource) {
        let type = attempt.errorType.map { symbols.number($0.rawValue) } ?? closed.none
        add(.upstreamAttempts, LabelKey(place.provider, place.upstream, type))
        if let status = attempt.status {
            add(.upstreamResponses, LabelKey(place.provider, place.upstream, self.status(status)))
        }
        if let ended = attempt.ended {
            let key = LabelKey(place.provider, place.upstream, closed.flag(attempt.errorType == nil))
            observe(.upstreamAttemptDuration, key, ended.nanoseconds - attempt.started.nanoseconds, source)
        }
        if attempt.freeRetries > 0 { addRetry(place, .reset, Int64(attempt.freeRetries)) }
        if let first = attempt.firstToken, let sent = attempt.sent {
            if place.isFolded { countOverflow(.upstreamTimeToFirstToken) }
            let key = LabelKey(place.provider, place.upstream, place.model)
            observe(.upstreamTimeToFirstToken, key, first.nanoseconds - sent.nanoseconds)
        }
        let phases = AttemptPhases(attempt)
        for index in 0..<AttemptPhases.count {
            guard let span = phases[index] else { continue }
            observe(.upstreamPhaseDuration, LabelKey(place.provider, closed.phases[index]), span)
        }
    }
}
