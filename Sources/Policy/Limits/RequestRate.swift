/// How often something may happen, by the generic cell rate algorithm (ITU-T I.371, annex A), without any rounding.
///
/// Each arrival moves the theoretical arrival time on by `window / amount`; it conforms while that time is at most
/// `burst` such steps ahead. The part of a nanosecond that a step leaves over is carried in units of 1 / `amount`.
struct RequestRate: Sendable {
    /// A time in nanoseconds and parts of one; a part is 1 / `amount` of a nanosecond.
    struct Instant: Sendable, Hashable {
        var whole: Int64
        var part: Int64

        /// Before every other.
        static let never = Instant(whole: .min, part: 0)
    }

    /// More than 146 years ahead is not counted.
    private static let longest: Int64 = 1 << 62

    /// Parts in a nanosecond; 0 where nothing ever conforms.
    private let parts: Int64
    private let window: Int64
    private let step: Instant
    private let tolerance: Instant

    /// Makes a rate; where the amount or the burst is not above 0, nothing ever conforms.
    init(amount: Int64, window: Int64, burst: Int64) {
        self.window = max(window, 1)
        parts = burst > 0 ? max(amount, 0) : 0
        guard parts > 0 else {
            step = Instant(whole: 0, part: 0)
            tolerance = step
            return
        }
        step = Instant(whole: self.window / parts, part: self.window % parts)
        let product = Int128(burst) * Int128(self.window)
        let whole = product / Int128(parts)
        tolerance =
            whole >= Int128(Self.longest)
            ? Instant(whole: Self.longest, part: 0)
            : Instant(whole: Int64(whole), part: Int64(product % Int128(parts)))
    }

    /// What an arrival is told.
    enum Conformance: Equatable {
        /// It conforms, and the next theoretical arrival time is this.
        case conforms(Instant)
        /// It would conform after so many nanoseconds.
        case early(Int64)
        /// It never conforms.
        case never
    }

    /// Tells whether an arrival at `now` conforms; changes nothing.
    func arrival(at now: Int64, due: Instant) -> Conformance {
        guard parts > 0 else { return .never }
        let next = adding(step, to: later(due, now))
        let latest = adding(tolerance, to: Instant(whole: now, part: 0))
        if !isLater(next, than: latest) { return .conforms(next) }
        // Rounded up: a nanosecond earlier would be too early.
        let wait = next.whole.subtractingReportingOverflow(latest.whole)
        let whole = wait.overflow ? .max : wait.partialValue
        return .early(next.part > latest.part && whole < .max ? whole + 1 : whole)
    }

    /// How many more arrivals would conform at `now`.
    func remaining(at now: Int64, due: Instant) -> Int64 {
        guard parts > 0 else { return 0 }
        let room = scaled(tolerance) - ahead(at: now, due: due)
        return room <= 0 ? 0 : Int64(clamping: room / Int128(window))
    }

    /// Nanoseconds until all of the burst is there again; rounded up.
    func reset(at now: Int64, due: Instant) -> Int64 {
        guard parts > 0 else { return 0 }
        let ahead = ahead(at: now, due: due)
        return Int64(clamping: (ahead + Int128(parts) - 1) / Int128(parts))
    }

    /// The time that stands for the same number of arrivals at another rate.
    func carried(_ due: Instant, at now: Int64, from old: RequestRate) -> Instant {
        guard parts > 0, old.parts > 0 else { return .never }
        let arrivals = (old.ahead(at: now, due: due) + Int128(old.window) - 1) / Int128(old.window)
        let product = min(min(arrivals, Int128(Int64.max)) * Int128(window), scaled(tolerance))
        let offset = Instant(whole: Int64(product / Int128(parts)), part: Int64(product % Int128(parts)))
        return adding(offset, to: Instant(whole: now, part: 0))
    }

    /// How far the theoretical arrival time is ahead of `now`, in parts of a nanosecond.
    private func ahead(at now: Int64, due: Instant) -> Int128 {
        let due = later(due, now)
        let whole = min(Int128(due.whole) - Int128(now), Int128(Int64.max))
        return whole * Int128(parts) + Int128(due.part)
    }

    private func scaled(_ time: Instant) -> Int128 { Int128(time.whole) * Int128(parts) + Int128(time.part) }

    private func later(_ due: Instant, _ now: Int64) -> Instant {
        due.whole >= now ? due : Instant(whole: now, part: 0)
    }

    private func isLater(_ one: Instant, than other: Instant) -> Bool {
        one.whole != other.whole ? one.whole > other.whole : one.part > other.part
    }

    private func adding(_ time: Instant, to start: Instant) -> Instant {
        // Both parts are less than `parts`, so their sum may only overflow where `parts` is huge.
        let isCarried = start.part >= parts - time.part
        let part = isCarried ? start.part - (parts - time.part) : start.part + time.part
        let (sum, isTooMuch) = start.whole.addingReportingOverflow(time.whole)
        guard !isTooMuch, sum < .max else { return Instant(whole: .max, part: 0) }
        return Instant(whole: isCarried ? sum + 1 : sum, part: part)
    }
}
