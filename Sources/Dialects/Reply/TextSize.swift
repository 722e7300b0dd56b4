/// How much text there is, in UTF-8 bytes, told apart by what tokenisers make of it.
package struct TextSize: Sendable, Hashable {
    /// The bytes of ASCII characters.
    package private(set) var asciiBytes: Int64 = 0
    /// The bytes of all other characters.
    package private(set) var otherBytes: Int64 = 0

    /// Makes the size of no text.
    package init() {}

    /// Makes a size from its two parts.
    package init(asciiBytes: Int64, otherBytes: Int64) {
        self.asciiBytes = asciiBytes
        self.otherBytes = otherBytes
    }

    /// All bytes.
    package var bytes: Int64 { asciiBytes + otherBytes }

    /// Adds the raw inside of a JSON string or a part of it; its escapes are to be noted apart.
    @inline(__always)
    mutating func add(_ raw: UnsafeRawBufferPointer) {
        let others = Int64(raw.otherCount)
        asciiBytes += Int64(raw.count) - others
        otherBytes += others
    }

    /// Adds another size.
    mutating func add(_ other: TextSize) {
        asciiBytes += other.asciiBytes
        otherBytes += other.otherBytes
    }

    /// Notes an escape that is among the bytes added: `\n` is one character, `\u4f60` one that is not ASCII.
    ///
    /// What is ASCII by such an escape counts as if it were not; encoders write few of those.
    @inline(__always)
    mutating func noteEscape(isUnicode: Bool) {
        asciiBytes -= isUnicode ? 6 : 1
        if isUnicode { otherBytes += 3 }
    }

    /// The same without what a cut inside of an escape takes away too much.
    var settled: TextSize {
        TextSize(asciiBytes: max(asciiBytes, 0), otherBytes: otherBytes)
    }
}

extension UnsafeRawBufferPointer {
    /// How many of the bytes are not ASCII.
    @inline(__always)
    fileprivate var otherCount: Int {
        var found = 0
        var at = 0
        while at + 32 <= count {
            let words = (word(at), word(at + 8), word(at + 16), word(at + 24))
            if (words.0 | words.1 | words.2 | words.3) & Self.highBits != 0 {
                found += Self.others(words.0) + Self.others(words.1) + Self.others(words.2) + Self.others(words.3)
            }
            at += 32
        }
        while at < count {
            found += Int(self[at] >> 7)
            at += 1
        }
        return found
    }

    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    @inline(__always)
    private func word(_ offset: Int) -> UInt64 {
        loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// The sum of the eight high bits; a multiplication gathers them in the highest byte.
    @inline(__always)
    private static func others(_ word: UInt64) -> Int {
        Int(truncatingIfNeeded: ((word & highBits) >> 7 &* 0x0101_0101_0101_0101) >> 56)
    }
}
