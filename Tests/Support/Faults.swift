package import Exchange

/// Everything in a finished exchange that contradicts itself, in words; empty when it is consistent.
///
/// The rules are those of the types in Exchange: what the log line, the metrics and the row rely on.
package func faults(of exchange: Exchange) -> [String] {
    var rules = Rules(exchange: exchange)
    rules.checkEnding()
    rules.checkStatus()
    rules.checkAttempts()
    rules.checkTimes()
    rules.checkTokens()
    rules.checkStream()
    rules.checkCaller()
    return rules.broken
}

private struct Rules {
    let exchange: Exchange
    var broken: [String] = []

    mutating func hold(_ isTrue: Bool, _ rule: String) {
        if !isTrue { broken.append(rule) }
    }

    /// Outcome, failure and flags are one statement.
    mutating func checkEnding() {
        let outcome = exchange.outcome
        let isWhole = [.complete, .lengthLimit, .contentFilter].contains(exchange.ending)
        hold(isWhole == (outcome == .success), "\(exchange.ending) of \(outcome)")
        hold(exchange.failure.map { $0.code.ending == exchange.ending } ?? true, "\(exchange.ending) of a failure")
        guard let failure = exchange.failure else {
            hold([.success, .clientError, .upstreamError].contains(outcome), "\(outcome) without a failure")
            if outcome == .success {
                hold((200..<400).contains(exchange.answer.status), "success with status \(exchange.answer.status)")
            }
            return
        }
        hold(outcome == failure.code.outcome, "\(failure.code) gives \(failure.code.outcome), not \(outcome)")
        hold(exchange.flags.isSuperset(of: failure.code.flag), "the flag of \(failure.code) is missing")
        hold(!failure.message.isEmpty, "a failure without a message")
        if failure.code.outcome == .rejected, !Self.mayComeLate.contains(failure.code) {
            hold(exchange.attempts.isEmpty, "\(failure.code) behind an attempt")
        }
    }

    // A body that streams through can turn out bad when the provider has its beginning.
    private static let mayComeLate: Set<FailureCode> = [.requestTimeout, .bodyTooLarge, .invalidRequest]

    /// The status is the provider's, the failure's, or 0 where nobody was left to read one.
    mutating func checkStatus() {
        let status = exchange.answer.status
        hold((status == 0) == (exchange.timeline.headWritten == nil), "status \(status), head written or not")
        if status == 0 {
            hold(exchange.failure?.code == .clientGone, "no status though the caller stayed")
            hold(exchange.answer.bytes == 0, "bytes behind no head")
        } else if let failure = exchange.failure {
            let fits = status == failure.code.status || status == exchange.decidingAttempt?.status
            hold(fits, "status \(status) is neither \(failure.code)'s nor the provider's")
        } else if let attempt = exchange.decidingAttempt {
            hold(attempt.status == status, "the provider said \(attempt.status ?? 0), the caller got \(status)")
        }
        if exchange.outcome == .clientError {
            hold((400..<500).contains(status) && status != 429 && status != 408, "client_error with \(status)")
        }
    }

    mutating func checkAttempts() {
        hold(exchange.attempts.count <= 8, "\(exchange.attempts.count) attempts")
        for attempt in exchange.attempts {
            hold(attempt.freeRetries <= 1, "\(attempt.freeRetries) free retries")
            hold((attempt.head == nil) == (attempt.status == nil), "a head without a status or the reverse")
            hold(attempt.status != nil || attempt.errorType != nil, "an attempt with neither answer nor error")
            if let status = attempt.status, status >= 400 { hold(attempt.errorType != nil, "\(status) is no error") }
            let times = [attempt.started, attempt.sent, attempt.head, attempt.firstToken, attempt.ended].compactMap(
                \.self
            )
            hold(times == times.sorted(), "the times of an attempt run backwards")
            hold(attempt.ended != nil, "an attempt without an end")
            if attempt.freeRetries > 0 {
                hold(exchange.flags.contains(.retried), "tried again without the flag")
                hold(!attempt.isReused, "the fresh connection counts as used before")
            }
        }
        if let failure = exchange.failure, failure.blame == .upstream, failure.code != .upstreamErrorEvent {
            let error = exchange.decidingAttempt?.errorType
            let isStatus = failure.code == .upstreamAuth || (exchange.decidingAttempt?.status ?? 0) >= 400
            let isUntried = failure.code == .circuitOpen && exchange.attempts.isEmpty
            hold(
                isUntried || isStatus || error == .errorEvent || error == failure.code.errorType,
                "\(failure.code) but the attempt says \(error as Any)"
            )
        }
    }

    mutating func checkTimes() {
        let line = exchange.timeline
        for moment in [line.bodyRead, line.headWritten, line.firstToken, line.lastToken].compactMap(\.self) {
            hold(moment >= line.accepted && moment <= line.ended, "a moment outside of the exchange")
        }
        for attempt in exchange.attempts {
            hold(attempt.started >= line.accepted, "an attempt before its exchange")
            hold((attempt.ended ?? line.ended) <= line.ended, "an attempt behind its exchange")
        }
        for span in [line.bodyWait, line.admissionWait, line.maxGap, line.writeBlocked, exchange.overhead] {
            hold(span >= .zero && span <= line.total, "a span of \(span) in \(line.total)")
        }
        if let first = line.firstToken { hold(first <= line.lastToken ?? first, "the last token before the first") }
    }

    mutating func checkTokens() {
        switch exchange.usageSource {
        case nil: hold(exchange.usage == nil, "tokens from nowhere")
        case .missing:
            hold(exchange.usage == nil, "tokens that are missing")
            hold(exchange.flags.contains(.usageMissing), "missing tokens without the flag")
        case .provider, .partial, .estimated:
            hold(exchange.usage?.isEmpty == false, "a source without tokens")
        }
        if exchange.usageSource != nil {
            hold(exchange.ask.isInference, "tokens where no model answers")
            hold(exchange.answer.status == 200, "tokens of status \(exchange.answer.status)")
        }
        if exchange.usageSource == .provider, let code = exchange.failure?.code {
            hold(code == .upstreamErrorEvent, "whole tokens of an answer cut by \(code)")
        }
    }

    mutating func checkStream() {
        let answer = exchange.answer
        hold(answer.isStream == (answer.streamEnd != nil), "a stream without an end or the reverse")
        if answer.isStream {
            hold((answer.streamEnd == .complete) == (exchange.failure == nil), "\(answer.streamEnd as Any) is untrue")
        } else {
            hold(exchange.timeline.firstToken == nil, "a first token without a stream")
        }
    }

    mutating func checkCaller() {
        let isKnown = exchange.auth == .ok || exchange.auth == .forbidden
        hold(isKnown == (exchange.caller != nil), "\(exchange.auth) with or without a caller")
        hold(isKnown || exchange.attempts.isEmpty, "an attempt for nobody")
        hold(exchange.capture.keepsMessages || exchange.captured == nil, "words that were not to be kept")
        hold(exchange.capture != .off || exchange.persisted == .off, "a row that was not to be kept")
        hold(
            exchange.flags.contains(.historyDropped) == (exchange.persisted == .dropped),
            "the row's fate and its flag"
        )
    }
}
