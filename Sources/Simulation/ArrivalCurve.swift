import Exchange

/// What a limit lets in by its definition, not by any algorithm: in no span of time more than its burst and its rate.
///
/// With S(t) for all that came in up to t, S(t) - rate x t stays at most the burst above the least it ever was. All in
/// whole numbers, scaled by the window.
struct ArrivalCurve {
    private let amount: Int128
    private let window: Int128
    private let burst: Int128
    private var sum: Int128 = 0
    private var least: Int128 = 0

    init(amount: Int64, window: Duration, burst: Int64) {
        self.amount = Int128(amount)
        self.window = Int128(window.inNanoseconds)
        self.burst = Int128(burst)
    }

    init(_ rule: QuotaRule) {
        self.init(amount: rule.amount, window: rule.window, burst: rule.burst)
    }

    /// How much there is room for, times the window; may be below 0.
    func room(at now: Moment) -> Int128 {
        let present = sum * window - amount * Int128(now.nanoseconds)
        return burst * window + min(least, present) - present
    }

    /// True when so much may come in.
    func hasRoom(for count: Int64, at now: Moment) -> Bool {
        count == 0 || Int128(count) * window <= room(at: now)
    }

    /// Counts what came in, or less.
    mutating func add(_ count: Int64, at now: Moment) {
        least = min(least, sum * window - amount * Int128(now.nanoseconds))
        sum += Int128(count)
        least = min(least, sum * window - amount * Int128(now.nanoseconds))
    }
}
