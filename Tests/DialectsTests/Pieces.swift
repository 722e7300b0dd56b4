import Testing

/// Ways to cut bytes into pieces.
enum Cut: Sendable, CustomTestStringConvertible {
    case whole
    case byte
    case random(seed: UInt64)
    case at(Int)

    var testDescription: String { "\(self)" }

    static let several: [Cut] = [.whole, .byte] + (1...8).map { .random(seed: $0) }

    /// The lengths of the pieces.
    func lengths(of count: Int) -> [Int] {
        switch self {
        case .whole: return [count]
        case .byte: return Array(repeating: 1, count: count)
        case .at(let place): return [place, count - place]
        case .random(let seed):
            var numbers = SplitMix(state: seed)
            var lengths: [Int] = []
            var left = count
            while left > 0 {
                let largest = numbers.next() % 4 == 0 ? 300 : 12
                let length = min(left, 1 + Int(numbers.next() % UInt64(largest)))
                lengths.append(length)
                left -= length
            }
            return lengths
        }
    }

    /// Calls `body` with each piece.
    func feed(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { all in
            var at = 0
            for length in lengths(of: all.count) {
                // A piece lies in its own memory, so that reading beyond it is found by sanitizers.
                Array(all[at..<at + length]).withUnsafeBytes(body)
                at += length
            }
        }
    }
}

/// A small generator of numbers from a seed.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
