/// Draws and fingerprints that come out the same on every machine.
enum Chance {
    /// The FNV-1a hash of `bytes`.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The `index`-th word of the SplitMix64 sequence that starts at `seed`.
    static func word(seed: UInt64, index: UInt64) -> UInt64 {
        var word = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// The `index`-th draw from 0 up to, not including, 1.
    static func draw(seed: UInt64, index: UInt64) -> Double {
        Double(word(seed: seed, index: index) >> 11) / Double(1 << 53)
    }

    /// The 16 hex digits of `word`.
    static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
