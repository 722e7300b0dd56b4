#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Random numbers that are the same for the same seed: SplitMix64 (prng.di.unimi.it/splitmix64.c).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Evenly between 0 and 1.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// True so often.
    mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// A number whose logarithm is normally distributed: most are near `median`, few are far above.
    mutating func skewed(median: Double, spread: Double) -> Double {
        let radius = sqrt(-2 * log(1 - unit()))
        return median * exp(spread * radius * cos(2 * .pi * unit()))
    }
}

/// Things of which the first are frequent and the last are rare: the n-th comes 1/n as often as the first.
struct Ranked<Element> {
    private let elements: [Element]
    private let ends: [Double]

    init(_ elements: [Element]) {
        self.elements = elements
        var end = 0.0
        ends = elements.indices.map { index in
            end += 1 / Double(index + 1)
            return end
        }
    }

    func draw(_ dice: inout Dice) -> Element {
        let wanted = dice.unit() * (ends.last ?? 0)
        var low = 0
        var high = elements.count - 1
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return elements[low]
    }
}
