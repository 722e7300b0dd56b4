/// Writes the content of one half of a slot, in order; what has no room is left out.
struct FlightPen {
    private let half: UnsafeMutableRawPointer
    private var place = FlightLayout.contentPlace
    /// The bytes that texts leave free for those behind them that matter more.
    var kept = 0

    /// Begins the half that lies there.
    init(_ half: UnsafeMutableRawPointer) {
        self.half = half
    }

    /// Writes a number.
    @inline(__always)
    mutating func put(_ number: some FixedWidthInteger) {
        half.storeBytes(of: number, toByteOffset: place, as: type(of: number))
        place += number.bitWidth / 8
    }

    /// Writes a number, or -1 for none.
    @inline(__always)
    mutating func put(_ number: Int64?) { put(number ?? -1) }

    /// Writes a flag.
    @inline(__always)
    mutating func put(_ flag: Bool) { put(flag ? 1 as UInt8 : 0) }

    /// Writes a text with its length before it, cut at a character so that it has at most `most` bytes.
    ///
    /// One that has no room is written as none.
    @inline(__always)
    mutating func put(_ text: String?, most: Int) {
        guard let text else { return putNone() }
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { put($0, most: most) }
        if isWritten == nil { Array(text.utf8).withUnsafeBufferPointer { put($0, most: most) } }
    }

    /// Writes a text whole or as none, because a part of it would be another's.
    @inline(__always)
    mutating func put(whole text: String?, most: Int) {
        guard let text, text.utf8.count <= min(most, left) else { return putNone() }
        put(text, most: most)
    }

    /// Ends the half: rounds it up to whole words, and writes checksum, length and generation.
    mutating func end(_ generation: UInt32) {
        while (place - FlightLayout.contentPlace) % 8 != 0 { put(0 as UInt8) }
        let length = place - FlightLayout.contentPlace
        let sum = FlightLayout.checksum(half + FlightLayout.contentPlace, length, generation)
        half.storeBytes(of: UInt32(length), toByteOffset: 16, as: UInt32.self)
        half.storeBytes(of: generation, toByteOffset: 20, as: UInt32.self)
        half.storeBytes(of: sum, toByteOffset: 8, as: UInt64.self)
    }

    /// The bytes a text may still have, when the marks of those behind it are to find room too.
    private var left: Int { FlightLayout.halfBytes - place - 32 - kept }

    private mutating func putNone() { put(FlightLayout.absent) }

    private mutating func put(_ bytes: UnsafeBufferPointer<UInt8>, most: Int) {
        var count = min(bytes.count, most, left)
        if count < bytes.count { while count > 0, bytes[count] & 0xC0 == 0x80 { count -= 1 } }
        guard count > 0 || bytes.isEmpty, left >= 0 else { return putNone() }
        put(UInt8(count))
        if let source = bytes.baseAddress { (half + place).copyMemory(from: source, byteCount: count) }
        place += count
    }
}
