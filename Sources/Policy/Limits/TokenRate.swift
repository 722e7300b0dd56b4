/// A bucket into which `amount` flows in each window up to `burst`, and from which much is taken at once, exactly.
///
/// The level is counted in units of 1 / `window` nanoseconds, so that a nanosecond brings `amount` whole units.
struct TokenRate: Sendable {
    /// What is in a bucket, and since when.
    struct Level: Sendable, Hashable {
        /// In units of 1 / `window`; may be below 0.
        var units: Int128
        /// The nanosecond for which it is true.
        var at: Int64
    }

    /// Below this no bucket sinks: 2^118 is the most that one exchange can take.
    private static let deepest = -(Int128(1) << 120)

    private let amount: Int64
    private let window: Int64
    private let burst: Int64

    /// Makes a bucket's rate; where the amount or the burst is not above 0, nothing can be taken.
    init(amount: Int64, window: Int64, burst: Int64) {
        self.amount = max(amount, 0)
        self.window = min(max(window, 1), 1 << 55)
        self.burst = amount > 0 ? max(burst, 0) : 0
    }

    /// What can be in the bucket at most, in units.
    private var capacity: Int128 { Int128(burst) * Int128(window) }

    /// A bucket that is full.
    func full(at now: Int64) -> Level { Level(units: capacity, at: now) }

    /// The level at `now`; a clock that goes back brings nothing.
    func level(at now: Int64, of level: Level) -> Level {
        guard now > level.at else { return level }
        let passed = now.subtractingReportingOverflow(level.at)
        let inflow = Int128(passed.overflow ? .max : passed.partialValue) * Int128(amount)
        return Level(units: min(level.units + inflow, capacity), at: now)
    }

    /// What one who wants to take is told.
    enum Answer: Equatable {
        /// There is enough.
        case enough
        /// There would be enough after so many nanoseconds.
        case after(Int64)
        /// There is never enough.
        case never
    }

    /// Tells whether `count` can be taken from a bucket whose level is true now; who takes nothing always can.
    func answer(_ count: Int64, of level: Level) -> Answer {
        guard count > 0 else { return .enough }
        let wanted = Int128(count) * Int128(window)
        if wanted <= level.units { return .enough }
        return count > burst ? .never : .after(time(for: wanted - level.units))
    }

    /// Takes `count` out, whatever is in it; gives back where it is negative, up to the brim.
    func take(_ count: Int64, from level: inout Level) {
        level.units = max(min(level.units - Int128(count) * Int128(window), capacity), Self.deepest)
    }

    /// How much could be taken from a bucket whose level is true now.
    func remaining(_ level: Level) -> Int64 {
        level.units <= 0 ? 0 : Int64(clamping: level.units / Int128(window))
    }

    /// Nanoseconds until the bucket is full again; rounded up.
    func reset(_ level: Level) -> Int64 { time(for: capacity - level.units) }

    /// The level from which as much was taken at another rate.
    func carried(_ level: Level, from old: TokenRate) -> Level {
        let taken = (old.capacity - level.units) / Int128(old.window)
        let units = max(capacity - taken * Int128(window), min(0, -capacity))
        return Level(units: units, at: level.at)
    }

    private func time(for units: Int128) -> Int64 {
        guard units > 0 else { return 0 }
        return amount == 0 ? .max : Int64(clamping: (units + Int128(amount) - 1) / Int128(amount))
    }
}
