import Proxy
import Support
import Testing

@Suite struct InflaterTests {
    /// `weir ` six times, as gzip 1.12 and as a zlib stream pack it.
    private static let gzip: [UInt8] = [
        0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0x03,
    ]

    private static func inflated(_ pieces: [[UInt8]]) -> [UInt8] {
        let inflater = Inflater()
        var output: [UInt8] = []
        for piece in pieces { piece.withUnsafeBytes { inflater.feed($0) { output += Array($0) } } }
        return output
    }

    /// A gzip file of one stored block.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var packed = gzip + [1]
        let count = UInt16(bytes.count)
        packed += [UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)] + bytes
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        for word in [~sum, UInt32(bytes.count)] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) { packed.append(UInt8(word >> shift & 0xFF)) }
        }
        return packed
    }

    @Test func `a gzip body is read at every cut`() {
        let words = Array("the usage stands at the end of the answer".utf8)
        let packed = Self.stored(words)
        for cut in 0...packed.count {
            #expect(Self.inflated([Array(packed[..<cut]), Array(packed[cut...])]) == words, "cut at \(cut)")
        }
        #expect(Self.inflated(packed.map { [$0] }) == words)
    }

    @Test func `what is not packed gives nothing and does no harm`() {
        var draw = Draw(seed: 5)
        for _ in 0..<200 { #expect(Self.inflated([[0xFF] + draw.bytes(draw.int(0...500))]) == []) }
        let packed = Self.stored(Array("good".utf8))
        #expect(Self.inflated([packed, Array("behind".utf8)]) == Array("good".utf8))
    }

    @Test func `a bomb ends at the limit`() throws {
        // one block of fixed codes: a zero byte, then runs of 258 zeros, two codes of 8 and 5 bits each
        var bits = BitWriter()
        bits.write(0b1, 1)
        bits.write(0b01, 2)
        bits.writeCode(0x30, 8)
        for _ in 0..<300_000 {
            bits.writeCode(0b1100_0101, 8)
            bits.writeCode(0, 5)
        }
        let inflater = Inflater()
        var made = 0
        let bomb = Self.gzip + bits.bytes
        bomb.withUnsafeBytes { inflater.feed($0) { made += $0.count } }
        #expect(made >= Inflater.limit)
        #expect(made <= Inflater.limit + 16_384)
        bomb.withUnsafeBytes { inflater.feed($0) { made += $0.count } }
        #expect(made <= Inflater.limit + 16_384)
    }
}

/// Bits in the order of RFC 1951, 3.1.1.
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func write(_ value: UInt32, _ count: Int) {
        for index in 0..<count { append(value >> UInt32(index) & 1) }
    }

    /// Writes a Huffman code, the highest bit first.
    mutating func writeCode(_ value: UInt32, _ count: Int) {
        for index in (0..<count).reversed() { append(value >> UInt32(index) & 1) }
    }

    private mutating func append(_ bit: UInt32) {
        if used == 8 {
            bytes.append(0)
            used = 0
        }
        bytes[bytes.count - 1] |= UInt8(bit) << UInt8(used)
        used += 1
    }
}
