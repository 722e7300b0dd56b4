/// Random decisions of a test that one number determines (SplitMix64, Steele, Lea and Flood).
package struct Draw: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins the decisions of `seed`.
    package init(seed: UInt64) {
        state = seed
    }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A whole number within the bounds.
    package mutating func int(_ range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next() % width)
    }

    /// True once in `count` times.
    package mutating func once(in count: UInt64) -> Bool {
        next() % count == 0
    }

    /// One of the choices; the list may not be empty.
    package mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int(next() % UInt64(choices.count))]
    }

    /// Letters a to z and blanks.
    package mutating func words(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in UInt8(next() % 7 == 0 ? 0x20 : 0x61 + next() % 26) }, as: UTF8.self)
    }

    /// Bytes of every value.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// The bytes in pieces: whole, in a few parts, or one by one where they are few.
    package mutating func split(_ bytes: [UInt8]) -> [[UInt8]] {
        if bytes.count < 2 || once(in: 3) { return [bytes] }
        if bytes.count < 300, once(in: 12) { return bytes.map { [$0] } }
        var cuts = Set((0..<int(1...5)).map { _ in int(1...(bytes.count - 1)) }).sorted()
        cuts.append(bytes.count)
        var start = 0
        return cuts.map { cut in
            defer { start = cut }
            return Array(bytes[start..<cut])
        }
    }
}
