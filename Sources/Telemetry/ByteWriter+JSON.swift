extension ByteWriter {
    /// Appends `text` as a JSON string, cut at `limit` bytes of UTF-8 on a character's border.
    mutating func json(_ text: String, limit: Int = .max) {
        var text = text
        text.withUTF8 { json($0, limit: limit) }
    }

    /// Appends UTF-8 as a JSON string, cut at `limit` bytes on a character's border.
    ///
    /// Runs without anything to escape are copied at once.
    mutating func json(_ utf8: UnsafeBufferPointer<UInt8>, limit: Int = .max) {
        let end = Self.cut(utf8, limit)
        byte(UInt8(ascii: "\""))
        var start = 0
        var index = Self.cleanPrefix(utf8, from: 0, to: end)
        while index < end {
            raw(UnsafeBufferPointer(rebasing: utf8[start..<index]))
            escape(utf8[index])
            start = index + 1
            index = Self.cleanPrefix(utf8, from: start, to: end)
        }
        raw(UnsafeBufferPointer(rebasing: utf8[start..<end]))
        byte(UInt8(ascii: "\""))
    }

    /// Where the first byte to escape stands, or `end`; looks at eight bytes at once.
    ///
    /// A byte is less than n, or zero, where a subtraction borrows into its highest bit (Warren,
    /// "Hacker's Delight", section 6-1).
    @inline(__always)
    private static func cleanPrefix(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(utf8)
        var index = start
        while index &+ 8 <= end {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let low = (word &- 0x2020_2020_2020_2020) & ~word
            let marks = low | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
            let found = marks & 0x8080_8080_8080_8080
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < end, utf8[index] >= 0x20, utf8[index] != 0x22, utf8[index] != 0x5C { index &+= 1 }
        return index
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// The number of bytes to keep so that at most `limit` remain and no character is split.
    static func cut(_ utf8: UnsafeBufferPointer<UInt8>, _ limit: Int) -> Int {
        if utf8.count <= limit { return utf8.count }
        var end = max(limit, 0)
        while end > 0 && utf8[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private mutating func escape(_ value: UInt8) {
        byte(UInt8(ascii: "\\"))
        switch value {
        case 0x22, 0x5C: byte(value)
        case 0x0A: byte(UInt8(ascii: "n"))
        case 0x0D: byte(UInt8(ascii: "r"))
        case 0x09: byte(UInt8(ascii: "t"))
        default:
            text("u00")
            hex(UInt64(value), digits: 2)
        }
    }
}
