import Proxy
import Testing

@Suite struct InflaterEndTests {
    /// `weir` as a gzip file of one stored block.
    private static let packed: [UInt8] =
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 4, 0, 0xFB, 0xFF] + Array("weir".utf8) + checked("weir")

    private static func checked(_ text: String) -> [UInt8] {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in text.utf8 {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return [~sum, UInt32(text.utf8.count)].flatMap { word in
            (0..<4).map { UInt8(word >> (8 * UInt32($0)) & 0xFF) }
        }
    }

    private static func fed(_ bytes: [UInt8]) -> Inflater {
        let inflater = Inflater()
        bytes.withUnsafeBytes { inflater.feed($0) { _ in } }
        return inflater
    }

    @Test func `only a whole body is finished, and no beginning of it is broken`() {
        for count in 0...Self.packed.count {
            let inflater = Self.fed(Array(Self.packed[..<count]))
            #expect(inflater.isFinished == (count == Self.packed.count), "\(count) bytes")
            #expect(!inflater.isBroken, "\(count) bytes")
        }
    }

    @Test func `a changed byte of head, length or sum is broken`() {
        for index in [0, 1, 2, 11, 13] + Array(Self.packed.indices.suffix(8)) {
            var bytes = Self.packed
            bytes[index] ^= 0xFF
            let inflater = Self.fed(bytes)
            #expect(!inflater.isFinished && inflater.isBroken, "byte \(index)")
        }
    }
}
