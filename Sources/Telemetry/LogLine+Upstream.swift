import Exchange

extension LogLine {
    /// The attempt that decided, and the way there: what else was tried, what was not, and why no more.
    mutating func upstream(_ exchange: borrowing Exchange) {
        string(",\"weir.model_route\":", exchange.modelRoute, limit: 128)
        let deciding = exchange.decidingIndex
        if let deciding {
            attempt(exchange.attempts[deciding])
            out.text(",\"weir.upstream.attempts\":")
            out.integer(Int64(exchange.attempts.count))
        }
        if exchange.attempts.count > 1 { trail(exchange) }
        if !exchange.passedOver.isEmpty { passedOver(exchange) }
        let asked = exchange.attempts.indices.last { exchange.attempts[$0].retryAfter != nil }
        if let asked { time(",\"weir.upstream.retry_after_ms\":", exchange.attempts[asked].retryAfter?.inNanoseconds) }
        if let stop = exchange.retryStop {
            out.text(",\"weir.retry.stop\":\"")
            out.raw(stop.rawValue)
            out.byte(UInt8(ascii: "\""))
        }
        string(",\"weir.fallback.from\":", exchange.fallbackFrom, limit: 128)
        guard let deciding else { return }
        // Nothing passes an open or an isolated breaker, so these two states are all an attempt can have met.
        if exchange.attempts[deciding].isProbe {
            out.text(",\"weir.breaker.state\":\"half_open\"")
        } else {
            out.text(",\"weir.breaker.state\":\"closed\"")
        }
    }

    private mutating func attempt(_ attempt: borrowing Attempt) {
        string(",\"weir.upstream.id\":", attempt.upstream, limit: 128)
        string(",\"server.address\":", attempt.host, limit: 253)
        string(",\"weir.upstream.credential.id\":", attempt.credentialID, limit: 64)
        integer(",\"weir.upstream.status_code\":", attempt.status.map { Int64($0) })
        string(",\"weir.upstream.request_id\":", attempt.upstreamRequestID, limit: 128)
    }

    private mutating func trail(_ exchange: borrowing Exchange) {
        out.text(",\"weir.upstream.trail\":[")
        for index in exchange.attempts.indices.prefix(8) {
            if index > 0 { out.byte(UInt8(ascii: ",")) }
            element(exchange.attempts[index])
        }
        out.byte(UInt8(ascii: "]"))
    }

    private mutating func element(_ attempt: borrowing Attempt) {
        string("{\"upstream\":", attempt.upstream, limit: 128)
        out.text(",\"reason\":\"")
        out.raw(attempt.reason.rawValue)
        out.text("\",\"error_type\":\"")
        out.raw(attempt.errorType?.rawValue ?? "none")
        out.byte(UInt8(ascii: "\""))
        if let status = attempt.status, 100...599 ~= status { integer(",\"status\":", Int64(status)) }
        time(",\"ms\":", (attempt.ended ?? attempt.started).nanoseconds - attempt.started.nanoseconds)
        if let cost = attempt.estimatedCost {
            out.text(",\"estimated_cost_usd\":")
            out.dollars(cost)
        }
        out.byte(UInt8(ascii: "}"))
    }

    private mutating func passedOver(_ exchange: borrowing Exchange) {
        out.text(",\"weir.upstream.passed_over\":[")
        for index in exchange.passedOver.indices.prefix(16) {
            let passed = exchange.passedOver[index]
            if index > 0 { out.byte(UInt8(ascii: ",")) }
            string("{\"upstream\":", passed.upstream, limit: 128)
            string(",\"model\":", passed.modelLabel, limit: 128)
            out.text(",\"reason\":\"")
            out.raw(passed.reason.rawValue)
            out.text("\"}")
        }
        out.byte(UInt8(ascii: "]"))
    }

    /// The pauses before attempts, when there were any.
    mutating func backoff(_ exchange: borrowing Exchange) {
        var sum = Duration.zero
        for index in exchange.attempts.indices { sum += max(exchange.attempts[index].backoff, .zero) }
        if sum > .zero { time(",\"weir.time.backoff_ms\":", sum.inNanoseconds) }
    }
}

extension Exchange {
    /// The provider of the first attempt, when a later one was a fallback to another; nil otherwise.
    fileprivate var fallbackFrom: String? {
        guard let first = attempts.indices.first else { return nil }
        let isMoved = attempts.indices.contains {
            attempts[$0].reason == .fallback && attempts[$0].provider != attempts[first].provider
        }
        return isMoved ? attempts[first].provider : nil
    }
}
