package import Exchange

/// The figures of one group of exchanges.
package struct StatisticsGroup: Sendable, Hashable {
    /// What they have in common, in the order of the fields; nil where there is no value.
    package internal(set) var names: [String?] = []
    /// The start of the span of time, or nil for the whole window.
    package internal(set) var start: WallTime?
    /// How many there are.
    package internal(set) var count: Int64 = 0
    /// How many failed through the provider or weir: `upstream_error`, `gateway_error`, `timeout`, `gateway_crashed`.
    package internal(set) var errors: Int64 = 0
    /// All known prompt tokens; nil where none are known.
    package internal(set) var inputTokens: Int64?
    /// All known generated tokens; nil where none are known.
    package internal(set) var outputTokens: Int64?
    /// All known costs; nil where none is known.
    package internal(set) var cost: Cost?
    /// How many have tokens but no cost, because no price is known.
    package internal(set) var unpriced: Int64 = 0
    /// The time from the request's head to the last byte of the answer.
    package internal(set) var latency = Percentiles([:])
    /// The time to the first token, of the streams among them.
    package internal(set) var firstToken = Percentiles([:])

    init() {}

    /// The share of errors, 0 to 1.
    package var errorRatio: Double { count == 0 ? 0 : Double(errors) / Double(count) }
}

/// Times within which a share of exchanges ended: nearest rank, each within 0.5 % of an exchange's own time.
///
/// Times are counted in buckets of three significant digits and the middle of a bucket is told; below 1 ms they are
/// exact to the microsecond.
package struct Percentiles: Sendable, Hashable {
    /// How many exchanges have such a time.
    package let count: Int64
    /// Half of them took no longer; nil where there are none.
    package let p50: Duration?
    /// 95 of 100 took no longer.
    package let p95: Duration?
    /// 99 of 100 took no longer.
    package let p99: Duration?

    /// Reads them from counts by the lower ends of the buckets.
    init(_ buckets: [Int64: Int64]) {
        let sorted = buckets.sorted { $0.key < $1.key }
        let total = sorted.reduce(Int64(0)) { $0 + $1.value }
        func rank(_ percent: Int64) -> Duration? {
            guard total > 0 else { return nil }
            let wanted = total / 100 * percent + (total % 100 * percent + 99) / 100
            var seen: Int64 = 0
            for (start, count) in sorted {
                seen += count
                if seen >= wanted { return .microseconds(LogBucket.middle(of: start)) }
            }
            return nil
        }
        count = total
        p50 = rank(50)
        p95 = rank(95)
        p99 = rank(99)
    }
}
