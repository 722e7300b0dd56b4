import Exchange

extension LogLine {
    /// The model: what was asked for and what answered.
    mutating func model(_ exchange: borrowing Exchange) {
        guard exchange.ask.isInference else { return }
        out.text(",\"gen_ai.operation.name\":\"")
        out.raw(exchange.ask.operation.rawValue)
        out.byte(UInt8(ascii: "\""))
        if let last = exchange.attempts.indices.last {
            string(",\"gen_ai.provider.name\":", exchange.attempts[last].provider, limit: 128)
        }
        string(",\"gen_ai.request.model\":", exchange.ask.model, limit: 128)
        string(",\"gen_ai.response.model\":", exchange.answer.model, limit: 128)
        string(",\"gen_ai.response.id\":", exchange.answer.id, limit: 256)
        if !exchange.answer.finishReasons.isEmpty {
            out.text(",\"gen_ai.response.finish_reasons\":[")
            for index in exchange.answer.finishReasons.indices.prefix(16) {
                if index > 0 { out.byte(UInt8(ascii: ",")) }
                out.json(exchange.answer.finishReasons[index], limit: 64)
            }
            out.byte(UInt8(ascii: "]"))
        }
        out.text(",\"gen_ai.request.stream\":")
        if exchange.ask.isStream { out.text("true") } else { out.text("false") }
        integer(",\"gen_ai.request.max_tokens\":", exchange.ask.maxTokens)
    }

    /// The last attempt, and the way there when there was more than one.
    mutating func upstream(_ exchange: borrowing Exchange) {
        guard let last = exchange.attempts.indices.last else { return }
        lastAttempt(exchange.attempts[last])
        out.text(",\"weir.upstream.attempts\":")
        out.integer(Int64(exchange.attempts.count))
        if exchange.attempts.count > 1 {
            out.text(",\"weir.upstream.trail\":[")
            for index in exchange.attempts.indices.prefix(8) {
                if index > 0 { out.byte(UInt8(ascii: ",")) }
                trail(exchange.attempts[index])
            }
            out.byte(UInt8(ascii: "]"))
        }
        let asked = exchange.attempts.indices.last { exchange.attempts[$0].retryAfter != nil }
        if let asked { time(",\"weir.upstream.retry_after_ms\":", exchange.attempts[asked].retryAfter?.inNanoseconds) }
        // No attempt is held back by a breaker: there are none, which is what a closed one means.
        out.text(",\"weir.breaker.state\":\"closed\"")
    }

    private mutating func lastAttempt(_ attempt: borrowing Attempt) {
        string(",\"weir.upstream.id\":", attempt.upstream, limit: 128)
        string(",\"server.address\":", attempt.host, limit: 253)
        string(",\"weir.upstream.credential.id\":", attempt.credentialID, limit: 64)
        integer(",\"weir.upstream.status_code\":", attempt.status.map { Int64($0) })
        string(",\"weir.upstream.request_id\":", attempt.upstreamRequestID, limit: 128)
    }

    private mutating func trail(_ attempt: borrowing Attempt) {
        string("{\"upstream\":", attempt.upstream, limit: 128)
        out.text(",\"error_type\":\"")
        out.raw(attempt.errorType?.rawValue ?? "none")
        out.byte(UInt8(ascii: "\""))
        if let status = attempt.status, 100...599 ~= status { integer(",\"status\":", Int64(status)) }
        time(",\"ms\":", (attempt.ended ?? attempt.started).nanoseconds - attempt.started.nanoseconds)
        out.byte(UInt8(ascii: "}"))
    }

    /// Where the time went.
    mutating func times(_ exchange: borrowing Exchange) {
        let timeline = exchange.timeline
        time(",\"weir.time.total_ms\":", timeline.ended.nanoseconds - timeline.accepted.nanoseconds)
        time(",\"weir.time.overhead_ms\":", exchange.overheadNanoseconds)
        time(",\"weir.time.client_body_ms\":", timeline.bodyWait.inNanoseconds)
        time(",\"weir.time.admission_ms\":", timeline.admissionWait.inNanoseconds)
        if let last = exchange.attempts.indices.last {
            let phases = AttemptPhases(exchange.attempts[last])
            time(",\"weir.time.pool_wait_ms\":", phases.poolWait)
            time(",\"weir.time.dns_ms\":", phases.dns)
            time(",\"weir.time.connect_ms\":", phases.connect)
            time(",\"weir.time.tls_ms\":", phases.tls)
            time(",\"weir.time.upstream_send_ms\":", phases.send)
            time(",\"weir.time.upstream_wait_ms\":", phases.wait)
        }
        if let first = timeline.firstToken {
            time(",\"weir.time.first_token_ms\":", first.nanoseconds - timeline.accepted.nanoseconds)
        }
        if let last = exchange.attempts.indices.last, let first = exchange.attempts[last].firstToken,
            let sent = exchange.attempts[last].sent
        {
            time(",\"weir.time.upstream_first_token_ms\":", first.nanoseconds - sent.nanoseconds)
        }
        guard exchange.answer.isStream else { return }
        time(",\"weir.time.per_output_token_ms\":", exchange.timePerOutputToken?.inNanoseconds)
        time(",\"weir.time.max_gap_ms\":", timeline.maxGap.inNanoseconds)
        time(",\"weir.time.client_write_blocked_ms\":", timeline.writeBlocked.inNanoseconds)
    }

    /// The connection and the stream.
    ///
    /// A stream that was asked for and answered whole without one has no events and is complete.
    mutating func stream(_ exchange: borrowing Exchange) {
        if let last = exchange.attempts.indices.last {
            out.text(",\"weir.upstream.connection.reused\":")
            if exchange.attempts[last].isReused { out.text("true") } else { out.text("false") }
        }
        let isWhole = exchange.ask.isInference && exchange.ask.isStream && exchange.outcome == .success
        guard exchange.answer.isStream || isWhole else { return }
        integer(",\"weir.stream.events\":", exchange.answer.events)
        if let end = exchange.answer.streamEnd ?? (isWhole ? .complete : nil) {
            out.text(",\"weir.stream.end\":\"")
            out.raw(end.rawValue)
            out.byte(UInt8(ascii: "\""))
        }
    }

    /// Bytes and tokens.
    mutating func sizes(_ exchange: borrowing Exchange) {
        integer(",\"http.request.body.size\":", exchange.answer.requestBytes)
        integer(",\"http.response.body.size\":", exchange.answer.bytes)
        if let usage = exchange.usage {
            integer(",\"gen_ai.usage.input_tokens\":", usage.input)
            integer(",\"gen_ai.usage.output_tokens\":", usage.output)
            integer(",\"gen_ai.usage.cache_read.input_tokens\":", usage.cacheRead)
            integer(",\"gen_ai.usage.cache_creation.input_tokens\":", usage.cacheWrite)
            integer(",\"gen_ai.usage.reasoning.output_tokens\":", usage.reasoning)
        }
        if let source = exchange.usageSource {
            out.text(",\"weir.usage.source\":\"")
            out.raw(source.rawValue)
            out.byte(UInt8(ascii: "\""))
        }
        if let bill = exchange.bill { price(bill) }
        if exchange.answer.toolCalls > 0 {
            integer(",\"weir.tools.requested\":", Int64(exchange.answer.toolCalls))
        }
    }

    private mutating func price(_ bill: Bill) {
        if let cost = bill.cost {
            out.text(",\"weir.cost.usd\":")
            out.dollars(cost)
            string(",\"weir.price.version\":", bill.version, limit: 64)
        }
        guard let reported = bill.reported else { return }
        out.text(",\"weir.cost.reported_usd\":")
        out.dollars(reported)
    }
}
