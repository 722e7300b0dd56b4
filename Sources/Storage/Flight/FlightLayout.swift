/// How the flight recorder's file is laid out: a head of two pages, then slots of 1 KiB.
///
/// The head holds the words of every closed set in the order of their numbers, so that a later version that knows more
/// words still reads the slots of this one. A slot has two halves. The first is written once, when the exchange is
/// accepted, the second at every step; each has a checksum of its own, so a half whose writing was interrupted is
/// recognised and the other still counts. Numbers are in the machine's own order, which the magic tells.
enum FlightLayout {
    /// `weirflt1`, as a number.
    static let magic: UInt64 = 0x7765_6972_666C_7431
    /// The form of head and slots.
    static let version: UInt32 = 1
    /// The bytes before the first slot.
    static let headBytes = 8_192
    /// The bytes of a slot.
    static let slotBytes = 1_024
    /// The bytes of each half of a slot.
    static let halfBytes = 512
    /// The bytes before a half's content: mark or nothing, checksum, length, generation.
    static let contentPlace = 24
    /// The bytes of content a half has room for.
    static let contentBytes = halfBytes - contentPlace
    /// What stands in the upper half of a taken slot's mark.
    static let taken: UInt64 = 0x4F50_454E_0000_0000
    /// The number that stands for a word that is not there.
    static let absent: UInt8 = 255
    /// The least and most slots of a file.
    static let slotRange = 64...1_048_576

    /// The mark of a slot that is taken for the `generation`th time.
    static func mark(_ generation: UInt32) -> UInt64 { taken | UInt64(generation) }

    /// The checksum of a half's content, whose length is rounded up to whole words.
    ///
    /// Not for secrecy: it tells a half that was written whole from one that was not.
    static func checksum(_ content: UnsafeRawPointer, _ length: Int, _ generation: UInt32) -> UInt64 {
        var sum = UInt64(generation) << 32 ^ UInt64(truncatingIfNeeded: length) ^ magic
        var place = 0
        while place < length {
            sum = (sum ^ content.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            sum ^= sum >> 32
            place += 8
        }
        return sum
    }
}
