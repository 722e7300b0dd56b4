import Exchange

/// Random numbers that are always nearly the same one.
///
/// The lower half of the bits differs from call to call: who draws again until a number fits must come to an end.
struct FixedChance: RandomNumberGenerator {
    private let word: UInt64
    private var calls: UInt64 = 0

    init(word: UInt64) { self.word = word }

    /// The middle of whatever range is asked for.
    static var middle: FixedChance { FixedChance(word: 1 << 63) }
    /// The lower end.
    static var lowest: FixedChance { FixedChance(word: 0) }
    /// The upper end.
    static var highest: FixedChance { FixedChance(word: .max) }

    mutating func next() -> UInt64 {
        calls += 1
        return word ^ (calls &* 0x9E37_79B9_7F4A_7C15) >> 32
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// True so often of a hundred times.
    mutating func chance(_ percent: Double) -> Bool { Double.random(in: 0..<100, using: &self) < percent }
}

extension Moment {
    /// The moment so many seconds after the clock's start.
    static func second(_ seconds: Double) -> Moment { Moment(nanoseconds: Int64(seconds * 1e9)) }
}
