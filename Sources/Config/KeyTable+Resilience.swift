import Exchange
import Policy

extension KeyTable {
    static let retry = Table(RetrySettings(), check: checkRetry) { field in
        [
            field.integer(
                "attempts",
                \.attempts,
                1...10,
                "The most attempts of a request, over all targets; 1 means that nothing is tried again."
            ),
            field.seconds(
                "pause_seconds",
                \.pause,
                least: 0,
                most: 600,
                "The longest pause before the first repetition at the same target; each further one doubles it."
            ),
            field.seconds("longest_pause_seconds", \.longestPause, least: 0, most: 600, "The longest pause at all."),
            field.seconds(
                "longest_wait_seconds",
                \.longestWait,
                least: 0,
                most: 3_600,
                "The longest wait that a provider may ask for (`retry-after`) and gets."
            ),
            field.integer(
                "budget_percent",
                \.budgetPercent,
                0...100,
                "How many repetitions may run at a target for each hundred requests it has in flight."
            ),
            field.integer(
                "budget_concurrent",
                \.budgetConcurrent,
                0...10_000,
                "How many repetitions may run at a target in any case."
            ),
            field.integer(
                "budget_per_second",
                \.budgetPerSecond,
                0...10_000,
                "How many repetitions a second a target may have in any case."
            ),
            field.integer(
                "body_bytes",
                \.bodyBytes,
                0...1_073_741_824,
                "The largest body that is kept to be sent again."
            ),
            field.integer(
                "hold_bytes",
                \.holdBytes,
                0...16_777_216,
                "How much of a stream is held back until its first event is whole."
            ),
            field.seconds(
                "hold_seconds",
                \.holdTime,
                least: 0,
                most: 600,
                "How long the head of a stream is held back for its first event."
            ),
        ]
    }

    static let breaker = Table(BreakerSettings(), check: checkBreaker) { field in
        tripRows(field) + [
            field.seconds(
                "open_seconds",
                \.openTime,
                most: 3_600,
                "How long a breaker stays open at first; each failed probe doubles it."
            ),
            field.seconds("longest_open_seconds", \.longestOpenTime, most: 86_400, "How long it stays open at most."),
            field.integer("probes", \.probes, 1...100, "How many good probes in a row close it."),
            field.integer(
                "credential_refusals",
                \.credentialRefusals,
                1...1_000,
                "How many refusals (401, 403) of a credential in a row open its breaker."
            ),
            field.seconds(
                "credential_open_seconds",
                \.credentialOpenTime,
                "How long a credential that was refused is left alone."
            ),
            field.seconds(
                "quota_open_seconds",
                \.quotaOpenTime,
                "How long a credential whose quota is used up is left alone."
            ),
        ]
    }

    /// What opens a breaker.
    private static func tripRows(_ field: FieldMaker<BreakerSettings>) -> [Field<BreakerSettings>] {
        [
            field.integer(
                "consecutive_failures",
                \.consecutiveFailures,
                0...1_000,
                "How many failures in a row open the breaker of a target; 0 for no such number."
            ),
            field.seconds(
                "window_seconds",
                \.window,
                least: 1_000,
                most: 3_600,
                "How far back shares of failures and of slow answers look."
            ),
            field.integer(
                "volume",
                \.volume,
                1...1_000_000,
                "The fewest results within the window for a share to mean anything."
            ),
            field.integer(
                "failure_percent",
                \.failurePercent,
                0...100,
                "The share of failures that opens the breaker; 0 for no such share."
            ),
            field.seconds("slow_seconds", \.slowTime, "A first byte that is later than this is slow."),
            field.integer(
                "slow_percent",
                \.slowPercent,
                0...100,
                "The share of slow answers that opens the breaker; 0 for no such share."
            ),
        ]
    }

    /// `providers.*.concurrency`.
    static let bulkhead = Table(BulkheadSettings()) { field in
        [
            field.integer("in_flight", \.inFlight, 1...1_000_000, "The most attempts at once."),
            field.integer(
                "queue",
                \.queue,
                0...1_000_000,
                "The most exchanges that wait for a place; more go elsewhere or are answered 503."
            ),
            field.seconds("queue_seconds", \.wait, least: 0, most: 600, "How long an exchange waits for a place."),
        ]
    }

    private static func checkRetry(_ retry: RetrySettings, _ entry: Entry, _ reading: inout Reading) {
        guard retry.pause > retry.longestPause else { return }
        reading.warning(at: "\(entry.path).pause_seconds", "is longer than longest_pause_seconds, which holds")
    }

    private static func checkBreaker(_ breaker: BreakerSettings, _ entry: Entry, _ reading: inout Reading) {
        if breaker.openTime > breaker.longestOpenTime {
            reading.warning(at: "\(entry.path).open_seconds", "is longer than longest_open_seconds, which holds")
        }
        if breaker.consecutiveFailures == 0, breaker.failurePercent == 0, breaker.slowPercent == 0 {
            reading.warning(at: entry.path, "opens no target's breaker: every cause is switched off")
        }
    }
}
