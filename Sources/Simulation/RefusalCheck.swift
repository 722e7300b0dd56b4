import Exchange

/// What is refused by a limit, a budget or for bad keys reaches nobody, costs nothing, and says when to come again.
struct RefusalCheck {
    let exchange: Exchange
    /// How often a provider was asked.
    let asked: Int
    let breaches: Breaches

    private static let codes: [FailureCode: Int] = [
        .authThrottled: 429, .rateLimited: 429, .concurrencyLimit: 429, .quotaExceeded: 429, .accountingBacklog: 503,
    ]

    private func hold(_ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        breaches.hold(.refusal, isTrue, "\(exchange.client.requestID ?? "?"): \(sentence())")
    }

    func judge() {
        guard let failure = exchange.failure, let status = Self.codes[failure.code] else { return }
        let code = failure.code.rawValue
        hold(exchange.attempts.isEmpty && asked == 0, "\(code) though a provider was asked \(asked) times")
        hold(exchange.charges.isEmpty, "\(code) and charged \(exchange.charges)")
        hold(exchange.usage == nil && exchange.bill?.cost == nil, "\(code) and billed")
        let outcome = failure.code == .accountingBacklog ? Outcome.gatewayError : .rejected
        hold(exchange.outcome == outcome, "\(code) counts as \(exchange.outcome)")
        hold(exchange.answer.status == status, "\(code) was answered with \(exchange.answer.status)")
        if let wait = failure.retryAfter { hold(wait > .zero, "\(code), to be tried again after \(wait)") }
    }

    /// The caller is told no earlier a time than the limit says, in whole seconds.
    func judge(_ answer: (String) -> String?) {
        guard let failure = exchange.failure, Self.codes[failure.code] != nil else { return }
        let told = answer("retry-after").flatMap { Int64($0) }
        let due = failure.retryAfter.map { max(($0.inNanoseconds + 999_999_999) / 1_000_000_000, 1) }
        hold(told == due, "told to wait \(told ?? 0) s, not \(due ?? 0)")
        guard due == nil || failure.code == .quotaExceeded else { return }
        hold(answer("x-should-retry") == "false", "nobody says that it does not help to try again")
    }
}
