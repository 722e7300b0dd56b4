import Exchange
import Policy

/// How often and when an exchange tried, by its record.
struct AttemptCheck {
    let exchange: Exchange
    let settings: RetrySettings
    let breaches: Breaches

    private func hold(_ rule: Rule, _ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        breaches.hold(rule, isTrue, "\(exchange.client.requestID ?? "?"): \(sentence())")
    }

    func judge() {
        guard !exchange.attempts.isEmpty else { return }
        let hedges = exchange.attempts.count { $0.reason == .hedge }
        let most = exchange.shadowOf == nil ? settings.attempts : 1
        // a hedge is one of the attempts that are allowed, but it may begin where only one is
        hold(.attempts, hedges <= 1, "\(hedges) hedges")
        hold(
            .attempts,
            exchange.attempts.count <= max(most, 1 + hedges),
            "\(exchange.attempts.count) attempts of \(most)"
        )
        checkReasons()
        checkOrder()
        checkDeadline()
    }

    private func checkReasons() {
        hold(.attempts, exchange.attempts[0].reason != .retry, "the first attempt is a repetition")
        for (index, attempt) in exchange.attempts.enumerated() {
            let isOwn = attempt.reason == .first || attempt.reason == .canary || attempt.reason == .shadow
            hold(.attempts, index == 0 || !isOwn, "attempt \(index + 1) is taken for \(attempt.reason)")
        }
        let deciding = exchange.decidingIndex
        for (index, attempt) in exchange.attempts.enumerated() where index != deciding {
            hold(.attempts, attempt.errorType != nil, "an attempt that had not failed was followed by another")
        }
    }

    /// Attempts that do not race follow one another, and each pause lies between two.
    private func checkOrder() {
        hold(.times, exchange.timeline.total >= .zero, "the exchange lasted \(exchange.timeline.total)")
        var last: Attempt?
        for attempt in exchange.attempts {
            hold(.times, attempt.backoff >= .zero, "a pause of \(attempt.backoff)")
            defer { if attempt.reason != .hedge { last = attempt } }
            guard let last, attempt.reason != .hedge else { continue }
            let gap = attempt.started - (last.ended ?? last.started)
            hold(.times, gap >= attempt.backoff, "a pause of \(attempt.backoff) within \(gap)")
            guard attempt.reason == .retry, let told = last.retryAfter, Self.namesRoom(last.status) else { continue }
            hold(.times, attempt.backoff >= told, "the provider asked for \(told), the pause was \(attempt.backoff)")
            hold(.times, told <= settings.longestWait, "\(told) were waited")
        }
    }

    /// True for the answers whose wish to wait is heeded.
    private static func namesRoom(_ status: Int?) -> Bool { status == 429 || status == 503 || status == 529 }

    private func checkDeadline() {
        let whole = exchange.ask.isStream ? Terms.timeouts.streamTotal : Terms.timeouts.total
        let deadline = exchange.timeline.accepted + whole
        for (failed, next) in zip(exchange.attempts, exchange.attempts.dropFirst()) where next.reason != .hedge {
            let granted = (failed.ended ?? failed.started) + next.backoff
            hold(.times, granted < deadline, "a repetition was granted behind the deadline")
        }
    }
}
