import Exchange

extension RegistryState {
    /// What the requests of callers add beyond their attempts: how many there were, and what forbade another.
    mutating func addTries(_ exchange: borrowing Exchange, _ place: Place) {
        let count = Int64(exchange.attempts.count)
        if count > 0 { observe(.upstreamAttemptsPerRequest, LabelKey(place.provider), count * 1_000_000_000) }
        guard let stop = exchange.retryStop, exchange.outcome != .success else { return }
        add(.upstreamRetriesExhausted, LabelKey(place.provider, symbols.number(stop.rawValue)))
    }

    /// What a copy of a request adds beyond its attempts.
    mutating func addShadow(_ exchange: borrowing Exchange, _ place: Place) {
        if place.isFolded { countOverflow(.shadowRequests) }
        let outcome = closed.outcomes[exchange.outcome.ordinal]
        add(.shadowRequests, LabelKey(place.provider, place.model, outcome))
    }

    /// What an attempt adds by why it was made and by what became of it.
    mutating func addChoice(_ exchange: borrowing Exchange, _ index: Int, _ place: Place) {
        let isGood = exchange.attempts[index].errorType == nil
        let reason = exchange.attempts[index].reason
        let backoff = exchange.attempts[index].backoff
        if backoff > .zero { observe(.upstreamRetryBackoff, LabelKey(place.provider), backoff.inNanoseconds) }
        if isGood, let ended = exchange.attempts[index].ended {
            set(.upstreamLastSuccess, LabelKey(place.upstream), exchange.wall(at: ended).seconds)
        }
        switch reason {
        case .first, .canary, .shadow: return
        case .hedge:
            add(.upstreamHedges, LabelKey(place.provider, symbols.number(isGood ? "won" : "lost")))
        case .retry, .fallback:
            let cause = cause(of: index, exchange)
            if index > 0 { addRetry(place, cause.type, 1) }
            guard reason == .fallback, let from = cause.provider, from != place.provider else { return }
            add(.fallbacks, LabelKey(from, place.provider, symbols.number(cause.type.rawValue)))
        }
    }

    /// Counts attempts made again.
    mutating func addRetry(_ place: Place, _ reason: ErrorType, _ count: Int64) {
        add(.upstreamRetries, LabelKey(place.provider, symbols.number(reason.rawValue)), count)
    }

    /// Why the attempt at `index` was made, and which provider had the request before; nil where none had.
    ///
    /// An attempt that weir gave up for another is no cause; before the first attempt it is the target passed over.
    private func cause(of index: Int, _ exchange: borrowing Exchange) -> (provider: UInt64?, type: ErrorType) {
        for earlier in (0..<index).reversed() {
            guard let type = exchange.attempts[earlier].errorType, type != .cancelled else { continue }
            return (symbols.number(exchange.attempts[earlier].provider), type)
        }
        if index > 0 { return (symbols.number(exchange.attempts[index - 1].provider), .other) }
        guard let passed = exchange.passedOver.first else { return (nil, .other) }
        let type: ErrorType =
            switch passed.reason {
            case .breakerOpen, .credentialOpen, .isolated: .breakerOpen
            case .saturated, .rateLimited, .surface, .noKey, .forbidden, .residency: .other
            }
        return (provider(of: symbols.number(passed.upstream)), type)
    }
}
