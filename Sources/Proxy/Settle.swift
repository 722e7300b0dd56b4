import Dialects
import Exchange
import NIOCore
import Policy

extension Passage {
    /// Answers, or breaks off, an exchange that failed; the caller's dialect either way.
    func refuse(_ failure: Failure) {
        exchange.failure = failure
        closeUpstream()
        if failure.code == .clientGone { return caller.cut() }
        guard isHeadWritten else { return answerFailure(failure) }
        if exchange.answer.isStream {
            let bytes = StreamError.bytes(
                for: failure,
                format: exchange.ask.format,
                requestID: exchange.id.description,
                midEvent: !(reply?.isAtBorder ?? true),
                responseID: exchange.answer.id,
                isArray: reply?.isArray ?? false
            )
            exchange.answer.bytes += Int64(bytes.count)
            caller.write(ByteBuffer(bytes: bytes))
        }
        // what was written counts as sent
        caller.flush()
        caller.cut()
    }

    private func answerFailure(_ failure: Failure) {
        var extra = room.loopBuffer(128)
        extra.writeField("x-weir-error", failure.code.rawValue)
        extra.writeField("x-weir-error-source", failure.blame == .upstream ? "upstream" : "gateway")
        if let field = ErrorBody.field(for: failure, surface: exchange.ask.surface) {
            extra.writeString("\(field.name): \(field.value)\r\n")
        }
        if quotaRefusal != nil {
            // says itself when to try again
        } else if let after = failure.retryAfter {
            extra.writeStaticString("retry-after: ")
            extra.writeDecimal(Int((after.inNanoseconds + 999_999_999) / 1_000_000_000))
            extra.writeStaticString("\r\n")
        }
        if quotaRefusal == nil, !failure.code.isRetryable || hasDoneItsPart {
            extra.writeStaticString("x-should-retry: false\r\n")
        }
        let body = ErrorBody.bytes(for: failure, surface: exchange.ask.surface, requestID: exchange.id.description)
        answer(status: failure.code.status, body: body, extra: extra)
    }

    /// Writes a whole answer of weir's own.
    func answer(status: Int, body: [UInt8], extra: ByteBuffer) {
        var lines = room.loopBuffer(256)
        lines.writeStaticString("content-type: application/json\r\n")
        writeOwnFields(into: &lines)
        lines.writeImmutableBuffer(extra)
        let isHead = exchange.ask.method == .head
        caller.writeHead(
            AnswerHead(
                status: status,
                lines: lines,
                framing: isHead ? .none : .length(body.count),
                closes: !isBodyWhole || exchange.ask.method == .other
            )
        )
        isHeadWritten = true
        exchange.answer.status = status
        exchange.timeline.headWritten = gateway.time.now
        if !isHead {
            exchange.answer.bytes += Int64(body.count)
            caller.write(ByteBuffer(bytes: body))
        }
        caller.finish()
        bodyMode = .discard
    }

    /// Puts what was read off the side into the record, and says how it ended.
    func settle() {
        hedge?.cancel()
        rival?.cancel()
        // made once: it makes strings
        let reading = reply?.reader.reading
        if let reading { settleReply(reading) }
        captureWords()
        let status = exchange.attempts.isEmpty ? nil : current.status
        if let failure = exchange.failure {
            exchange.outcome = failure.code.outcome
            exchange.flags.insert(failure.code.flag)
        } else if let status, status >= 400 {
            let isCallers = status < 500 && status != 429 && status != 408
            exchange.outcome = isCallers ? .clientError : .upstreamError
        } else if let status, (300..<400).contains(status), status != 304 {
            exchange.outcome = .upstreamError
        } else if exchange.answer.isStream, let error = reading?.error {
            exchange.outcome = .upstreamError
            exchange.flags.insert(.upstreamErrorEvent)
            current.errorType = .errorEvent
            exchange.failure = Failure(.upstreamErrorEvent, "the provider sent an error event", cause: error.message)
        } else if isMalformed(reading) {
            exchange.outcome = .upstreamError
            current.errorType = .protocolError
            exchange.failure = Failure(.upstreamProtocol, "the provider's answer is not JSON")
        }
        if let status, status == 429 || status == 529 {
            exchange.flags.insert(.upstreamLimited)
        }
        if exchange.attempts.count > 1 { settleGivenUp() }
        settleQuota()
        settleAttempts()
        if exchange.answer.isStream { exchange.answer.streamEnd = streamEnd() }
        exchange.ending = ending
    }

    /// Tells the breakers how an answer that had begun well went on, and gives the attempt's place back.
    private func settleAttempts() {
        let isRepeated = exchange.attempts.contains { attempt in
            attempt.freeRetries > 0 || attempt.reason == .retry || attempt.reason == .fallback
        }
        if isRepeated, exchange.attempts.count > 1 || exchange.attempts[0].freeRetries > 0 {
            exchange.flags.insert(.retried)
        }
        if !exchange.attempts.isEmpty, current.reason == .fallback || current.reason == .hedge {
            exchange.flags.insert(.fellBack)
        }
        guard let seat else { return }
        if let failure = exchange.failure, failure.code != .upstreamAuth {
            let end = AttemptEnd(failure.code, hasHead: current.head != nil)
            seat.tell(end, current, at: gateway.time.now, using: &room.random)
        }
        seat.giveBack()
        self.seat = nil
    }

    /// True for a plain answer of status 200 that should be JSON and is not; it was handed on as it came.
    private func isMalformed(_ reading: Reading?) -> Bool {
        guard let reply, let reading, reading.malformedEvents > 0 else { return false }
        return !reply.isStream && !reply.isUnreadable && exchange.answer.status == 200
            && exchange.ask.format != .opaque && exchange.ask.method != .head
    }

    /// How it ended; what the model's own finish words say counts only where the answer is whole.
    private var ending: Ending {
        if let failure = exchange.failure { return failure.code.ending }
        guard exchange.outcome == .success else { return .providerError }
        switch FinishKind.of(exchange.answer.finishReasons) {
        case .natural: return .complete
        case .length: return .lengthLimit
        case .filter: return .contentFilter
        }
    }

    private func settleReply(_ reading: Reading) {
        exchange.answer.model = reading.model
        exchange.answer.id = reading.id
        exchange.answer.finishReasons = reading.finishReasons
        exchange.answer.toolCalls = reading.toolCalls
        exchange.answer.toolNames = reading.toolNames
        exchange.answer.serviceTier = reading.serviceTier
        exchange.answer.events = reading.events
        guard bringsUsage, exchange.answer.status == 200 else { return }
        settleUsage(reading)
        exchange.bill = room.bill(for: exchange, by: snapshot)
        exchange.bill?.reported = reading.reportedCost
    }

    /// True for what a provider counts tokens of.
    var bringsUsage: Bool {
        let ask = exchange.ask
        return ask.isInference && ask.operation != .countTokens && ask.format != .opaque
    }

    /// The tokens as the provider counted them; where it did not, as weir estimates them from what was said.
    private func settleUsage(_ reading: Reading) {
        if !reading.usage.isEmpty {
            let isWhole = exchange.failure == nil && !(exchange.answer.isStream && reading.error != nil)
            exchange.usage = reading.usage
            exchange.usageSource = isWhole ? .provider : .partial
        } else if reading.contentBytes > 0 {
            let asked = isBodyWhole ? body.withUnsafeReadableBytes { TextSize(ofRequest: $0) } : nil
            exchange.usage = UsageEstimate(request: asked, answer: reading.content).completing(Usage())
            exchange.usageSource = .estimated
        } else {
            exchange.usageSource = .missing
            exchange.flags.insert(.usageMissing)
        }
    }

    private func captureWords() {
        guard exchange.capture.keepsMessages, exchange.ask.format != .opaque, exchange.auth == .ok, isBodyWhole,
            exchange.ask.model != nil
        else { return }
        let bound = snapshot.limits.captureBytes
        var captured = Captured()
        if body.readableBytes <= bound { captured.request = KeptBody.of(body) } else { captured.isTruncated = true }
        if let reply {
            let answer = reply.captured?.bytes
            // letters written as \u escapes are a way to carry a credential past the search for it
            let hides = reply.redactor != nil || target?.credential != nil ? answer.map(EscapedLetters.areIn) : false
            captured.answer = hides == true ? nil : answer
            captured.isTruncated = captured.isTruncated || hides == true || reply.isCaptureCut
            captured.isTruncated = captured.isTruncated || reply.captured != nil && answer == nil
        }
        exchange.captured = captured
    }

    private func streamEnd() -> StreamEnd {
        switch exchange.failure?.code {
        case nil: .complete
        case .clientGone: .clientDisconnect
        case .upstreamErrorEvent: .upstreamErrorEvent
        case .idleTimeout: .idleTimeout
        case .deadlineExceeded: .maxDuration
        case .draining: .draining
        case .upstreamTruncated: .upstreamTruncated
        default: .upstreamReset
        }
    }
}
