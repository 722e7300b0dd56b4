extension [UInt8] {
    /// Appends `text` as a JSON string, quotes included; runs without a byte to escape are copied whole.
    ///
    /// Escaped are only the quote, the backslash and the control characters below U+0020 (RFC 8259, section 7).
    package mutating func appendJSONString(_ text: some StringProtocol) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            appendJSONString(utf8: bytes)
        }
        if done == nil { Array(text.utf8).withUnsafeBufferPointer { appendJSONString(utf8: $0) } }
    }

    /// Appends bytes that are valid UTF-8 as a JSON string, quotes included.
    package mutating func appendJSONString(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        reserveRoom(bytes.count + 2)
        append(UInt8(ascii: "\""))
        var start = 0
        while true {
            let end = Self.endOfCleanRun(in: bytes, from: start)
            if start < end { append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end])) }
            if end == bytes.count { break }
            appendEscape(of: bytes[end])
            start = end + 1
        }
        append(UInt8(ascii: "\""))
    }

    /// The place of the first byte at or behind `start` that needs an escape, or the end; eight bytes at a step.
    private static func endOfCleanRun(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        var place = start
        while place + 8 <= raw.count {
            if holdsEscape(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) { break }
            place += 8
        }
        while place < raw.count, !raw[place].needsEscape { place += 1 }
        return place
    }

    /// Tells whether one of eight bytes is below 0x20, a quote or a backslash.
    ///
    /// The well-known test for a zero byte, on the word less 0x20 and on the word xor each character; it is
    /// exact about whether there is one, which is all that is asked.
    private static func holdsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let slash = word ^ (ones &* 0x5c)
        let hits = (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (slash &- ones) & ~slash
        return hits & tops != 0
    }

    /// Makes room without giving up the doubling that keeps repeated appends linear.
    private mutating func reserveRoom(_ room: Int) {
        if count + room > capacity { reserveCapacity(Swift.max(count + room, capacity * 2)) }
    }

    private mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0a: append(UInt8(ascii: "n"))
        case 0x0c: append(UInt8(ascii: "f"))
        case 0x0d: append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        default:
            append(contentsOf: "u00".utf8)
            append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let digit = byte & 0x0f
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

extension UInt8 {
    fileprivate var needsEscape: Bool { self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\") }
}
