/// What a limit lets in by its definition, not by any algorithm: an arrival curve (Cruz, 1991).
///
/// In no span of time does more come in than `burst` + `amount` x its length / `window`. With S(t) for all that came in
/// up to t, this is S(t) - rate x t <= burst + the least of S(s) - rate x s over every s before. All in whole numbers,
/// scaled by the window.
struct CurveModel {
    let amount: Int128
    let window: Int128
    let burst: Int128
    private var sum: Int128 = 0
    private var least: Int128

    init(amount: Int64, window: Int64, burst: Int64, at now: Int64) {
        self.amount = Int128(amount)
        self.window = Int128(window)
        self.burst = Int128(burst)
        least = -self.amount * Int128(now)
    }

    /// How much there is room for, times the window; may be below 0.
    func room(at now: Int64) -> Int128 {
        let present = sum * window - amount * Int128(now)
        return burst * window + min(least, present) - present
    }

    /// Lets it in, or not.
    mutating func admits(_ count: Int64, at now: Int64) -> Bool {
        guard count == 0 || Int128(count) * window <= room(at: now) else { return false }
        add(count, at: now)
        return true
    }

    /// Counts more, or less.
    mutating func add(_ count: Int64, at now: Int64) {
        least = min(least, sum * window - amount * Int128(now))
        sum += Int128(count)
        least = min(least, sum * window - amount * Int128(now))
    }

    /// How much may come at once.
    func remaining(at now: Int64) -> Int64 { Int64(clamping: max(room(at: now), 0) / window) }
}
