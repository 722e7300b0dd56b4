import Exchange
import Testing

@Suite struct OverheadTests {
    /// An exchange of one second with attempts.
    private func exchange(_ attempts: [Attempt]) -> Exchange {
        var exchange = Samples.exchange()
        exchange.timeline.ended = Samples.at(1_000)
        exchange.attempts = attempts
        return exchange
    }

    private func attempt(_ began: Int64, _ ended: Int64?, after pause: Int64 = 0) -> Attempt {
        var attempt = Samples.attempt(began, ended)
        attempt.backoff = .milliseconds(pause)
        return attempt
    }

    @Test func `a pause before an attempt is no work of weir's`() {
        let retried = exchange([attempt(10, 100), attempt(400, 900, after: 290)])
        #expect(retried.overhead == .milliseconds(120))
    }

    @Test func `an attempt without an end takes its pause off`() {
        #expect(exchange([attempt(400, nil, after: 300)]).overhead == .milliseconds(700))
    }

    @Test func `time that attempts cover together is taken off once`() {
        #expect(exchange([attempt(100, 600), attempt(300, 900)]).overhead == .milliseconds(200))
        #expect(exchange([attempt(100, 900), attempt(300, 400)]).overhead == .milliseconds(200))
        #expect(exchange([attempt(300, 400), attempt(100, 900)]).overhead == .milliseconds(200))
        #expect(exchange([attempt(100, 500), attempt(500, 900)]).overhead == .milliseconds(200))
        #expect(exchange([attempt(100, 500), attempt(600, 900, after: 300)]).overhead == .milliseconds(200))
    }

    @Test func `an attempt that outlives the exchange, or a pause longer than it, takes no more than its share`() {
        #expect(exchange([attempt(900, 5_000)]).overhead == .milliseconds(900))
        #expect(exchange([attempt(600, 700, after: 50_000)]).overhead == .milliseconds(300))
        var endless = exchange([attempt(600, 700)])
        endless.attempts[0].backoff = .seconds(Int64.max)
        #expect(endless.overhead == .milliseconds(300))
        endless.attempts[0].backoff = .seconds(Int64.min)
        #expect(endless.overhead == .milliseconds(900))
    }

    @Test func `the time taken off is that in which some attempt ran, counted millisecond by millisecond`() {
        var draw = Draw(seed: 7)
        for _ in 0..<2_000 {
            let attempts = (0..<Int.random(in: 0...8, using: &draw)).map { _ in
                let began = Int64.random(in: 0...1_100, using: &draw)
                let ended = began + Int64.random(in: 0...300, using: &draw)
                return attempt(
                    began,
                    Bool.random(using: &draw) ? ended : nil,
                    after: Int64.random(in: 0...200, using: &draw)
                )
            }
            let free = (0..<1_000).count { tick in
                let now = Samples.at(Int64(tick))
                return !attempts.contains { one in
                    let end = one.ended ?? one.started
                    return one.started.nanoseconds - one.backoff.inNanoseconds <= now.nanoseconds && now < end
                }
            }
            #expect(exchange(attempts).overhead == .milliseconds(free))
        }
    }
}

@Suite struct DecidingTests {
    private func attempt(_ reason: ChoiceReason, _ type: ErrorType?, ended: Int64?) -> Attempt {
        var attempt = Attempt(
            target: Samples.target,
            model: "m",
            modelLabel: "m",
            reason: reason,
            started: Samples.start
        )
        attempt.errorType = type
        attempt.ended = ended.map(Samples.at)
        return attempt
    }

    private func deciding(_ attempts: [Attempt], _ outcome: Outcome = .success) -> Int? {
        var exchange = Samples.exchange()
        exchange.attempts = attempts
        exchange.outcome = outcome
        let index = exchange.decidingIndex
        #expect(exchange.decidingAttempt?.reason == index.map { attempts[$0].reason })
        return index
    }

    @Test func `without a race the last attempt decides, whatever became of it`() {
        #expect(deciding([]) == nil)
        #expect(deciding([attempt(.first, nil, ended: 5)]) == 0)
        let retried = [attempt(.first, .http5xx, ended: 9), attempt(.retry, .cancelled, ended: 20)]
        #expect(deciding(retried, .clientCancelled) == 1)
        #expect(deciding([attempt(.first, nil, ended: 9), attempt(.retry, .http5xx, ended: 5)], .upstreamError) == 1)
    }

    @Test func `in a race the one that did not fail decides, wherever it stands`() {
        let first = attempt(.first, nil, ended: 90)
        let lost = attempt(.hedge, .cancelled, ended: 91)
        #expect(deciding([first, lost]) == 0)
        #expect(deciding([lost, first]) == 1)
        #expect(deciding([attempt(.first, .cancelled, ended: 50), attempt(.hedge, nil, ended: 90)]) == 1)
        #expect(deciding([attempt(.first, nil, ended: nil), lost]) == 0)
    }

    @Test func `in a race the one that led decides, where that is known`() {
        var exchange = Samples.exchange()
        exchange.attempts = [attempt(.first, .http5xx, ended: 5), attempt(.hedge, .reset, ended: 9)]
        #expect(exchange.decidingIndex == 1)
        exchange.leading = 0
        #expect(exchange.decidingIndex == 0)
        exchange.leading = 2
        #expect(exchange.decidingIndex == 1)
    }

    @Test func `where all failed the last end decides, but not that of one given up`() {
        let cut = attempt(.first, .truncated, ended: 90)
        #expect(deciding([cut, attempt(.hedge, .cancelled, ended: 91)], .upstreamError) == 0)
        #expect(deciding([cut, attempt(.hedge, .http5xx, ended: 95)], .upstreamError) == 1)
        #expect(deciding([cut, attempt(.hedge, .http5xx, ended: 80)], .upstreamError) == 0)
        let left = [attempt(.first, .cancelled, ended: 90), attempt(.hedge, .http5xx, ended: 40)]
        #expect(deciding(left, .clientCancelled) == 0)
    }

    @Test(arguments: ErrorType.allCases)
    func `an attempt was given up where weir ended it and its request had been sent`(_ type: ErrorType) {
        var one = attempt(.first, type, ended: 90)
        #expect(!one.isGivenUp)
        one.sent = Samples.start
        #expect(one.isGivenUp == [.cancelled, .responseTimeout, .idleTimeout, .deadline].contains(type))
        one.errorType = nil
        #expect(!one.isGivenUp && one.estimatedCost == nil)
    }

    @Test func `the type of the error is that of the attempt that decided`() {
        var exchange = Samples.exchange()
        exchange.attempts = [attempt(.first, .http5xx, ended: 90), attempt(.hedge, .cancelled, ended: 91)]
        exchange.outcome = .upstreamError
        #expect(exchange.errorType == .http5xx)
    }
}
