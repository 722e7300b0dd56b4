import Glibc

/// The bytes that JSON's grammar names.
enum JSONByte {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let minus = UInt8(ascii: "-")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// True for the four blanks JSON allows between tokens.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// True for 0 to 9.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// True for what a strict reader of a string has to look at: a quote, a backslash, all but visible ASCII.
    @inline(__always)
    static func isStringMark(_ byte: UInt8) -> Bool {
        byte == quote || byte == backslash || byte &- 0x20 >= 0x60
    }

    /// The value of a hexadecimal digit.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt16? {
        switch byte {
        case 0x30...0x39: UInt16(byte) - 0x30
        case 0x41...0x46: UInt16(byte) - 0x37
        case 0x61...0x66: UInt16(byte) - 0x57
        default: nil
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The first place from `start` on that is a quote or a backslash, or the end.
    @inline(__always)
    func stringMark(from start: Int) -> Int {
        first(of: JSONByte.quote, JSONByte.backslash, from: start)
    }

    /// The first line feed or carriage return from `start` on, or the end.
    @inline(__always)
    func lineEnd(from start: Int) -> Int {
        first(of: JSONByte.lineFeed, JSONByte.carriageReturn, from: start)
    }

    /// The first place from `start` on that a strict reader of a string has to look at, or the end.
    ///
    /// That is a quote, a backslash, a control character or a byte that is not ASCII.
    @inline(__always)
    func strictStringMark(from start: Int) -> Int {
        var at = start
        while at + 8 <= count {
            let word = self.word(at: at)
            let quotes = (word ^ Self.each(JSONByte.quote)) &- Self.each(1)
            let backslashes = (word ^ Self.each(JSONByte.backslash)) &- Self.each(1)
            let controls = word &- Self.each(0x20)
            let hits = (quotes | backslashes | controls | word) & Self.each(0x80)
            if hits != 0 { return at + hits.trailingZeroBitCount >> 3 }
            at += 8
            // Most strings are short; in those that are not, whole runs are stepped over.
            if at == start + 64 { at = endOfPlainRun(from: at) }
        }
        while at < count, !JSONByte.isStringMark(self[at]) { at += 1 }
        return at
    }

    /// A place up to which nothing from `start` on is a mark for a strict reader; 64 bytes at a time.
    private func endOfPlainRun(from start: Int) -> Int {
        let quote = SIMD16<UInt8>(repeating: JSONByte.quote)
        let backslash = SIMD16<UInt8>(repeating: JSONByte.backslash)
        let blank = SIMD16<UInt8>(repeating: 0x20)
        var at = start
        while at + 64 <= count {
            var hits = SIMD2<UInt64>(repeating: 0)
            for part in 0..<4 {
                let bytes = loadUnaligned(fromByteOffset: at + 16 * part, as: SIMD16<UInt8>.self)
                let marks = (bytes .== quote) .| (bytes .== backslash) .| (bytes .< blank)
                // the bytes themselves: those beyond ASCII have the high bit that a mark's lane has
                hits |= unsafeBitCast(marks, to: SIMD2<UInt64>.self) | unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
            }
            if (hits[0] | hits[1]) & Self.each(0x80) != 0 { break }
            at += 64
        }
        return at
    }

    // Eight bytes at a time: `(x ^ pattern) - 1` borrows into the high bit of the first byte that equals its pattern.
    // Bytes behind a hit may be flagged wrongly; only the first flag is used.
    @inline(__always)
    private func first(of one: UInt8, _ other: UInt8, from start: Int) -> Int {
        var at = start
        while at + 8 <= count {
            let word = self.word(at: at)
            let ones = (word ^ Self.each(one)) &- Self.each(1)
            let others = (word ^ Self.each(other)) &- Self.each(1)
            let hits = (ones | others) & ~word & Self.each(0x80)
            if hits != 0 { return at + hits.trailingZeroBitCount >> 3 }
            at += 8
        }
        while at < count, self[at] != one, self[at] != other { at += 1 }
        return at
    }

    @inline(__always)
    private func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func each(_ byte: UInt8) -> UInt64 {
        0x0101_0101_0101_0101 &* UInt64(byte)
    }

    /// True when the bytes are those of `text`.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        guard let own = baseAddress else { return true }
        return memcmp(own, text.utf8Start, count) == 0
    }

    /// True when the bytes end with `text`.
    func ends(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        return UnsafeRawBufferPointer(rebasing: self[(count - text.utf8CodeUnitCount)...]).equals(text)
    }

    /// A part of these bytes, with offsets from 0.
    @inline(__always)
    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }

    /// How many bytes the UTF-8 sequence at `start` has, or nil when it is none.
    ///
    /// Refuses overlong forms, surrogates and scalars above U+10FFFF (RFC 3629).
    func sequenceLength(at start: Int) -> Int? {
        let lead = self[start]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { second = 0xA0...0xBF }
            if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { second = 0x90...0xBF }
            if lead == 0xF4 { second = 0x80...0x8F }
        default: return nil
        }
        guard start + length <= count, second.contains(self[start + 1]) else { return nil }
        for place in start + 2..<start + length where self[place] & 0xC0 != 0x80 { return nil }
        return length
    }
}
