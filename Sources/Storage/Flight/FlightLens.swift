/// Reads the content of one half of a slot, in the order in which the pen wrote it.
///
/// It reads what may have been written by anybody: every length is checked, and what is not there is nil or 0.
struct FlightLens {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    /// How often the slot had been taken when the half was written.
    let generation: UInt32

    /// Reads a half of a slot; nil when it was not written whole.
    init?(_ half: ArraySlice<UInt8>) {
        guard half.count == FlightLayout.halfBytes else { return nil }
        let (sum, length, generation) = half.withUnsafeBytes { bytes in
            (
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                Int(bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)),
                bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
            )
        }
        guard (8...FlightLayout.contentBytes).contains(length), length % 8 == 0 else { return nil }
        let found = half.withUnsafeBytes { bytes in
            bytes.baseAddress.map { FlightLayout.checksum($0 + FlightLayout.contentPlace, length, generation) }
        }
        guard found == sum else { return nil }
        self.generation = generation
        place = half.startIndex + FlightLayout.contentPlace
        bytes = half[place..<place + length]
    }

    /// The next number; 0 behind the end.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number {
        let size = Number.bitWidth / 8
        guard bytes.endIndex - place >= size else { return 0 }
        defer { place += size }
        return bytes[place..<place + size].withUnsafeBytes { $0.loadUnaligned(as: Number.self) }
    }

    /// The next number, or nil where there was none.
    mutating func count() -> Int64? {
        let number = number(Int64.self)
        return number < 0 ? nil : number
    }

    /// The next flag.
    mutating func flag() -> Bool { number(UInt8.self) != 0 }

    /// The next text, or nil where there was none or no room for it.
    mutating func text() -> String? {
        guard place < bytes.endIndex else { return nil }
        let length = bytes[place]
        place += 1
        guard length != FlightLayout.absent, Int(length) <= bytes.endIndex - place else { return nil }
        defer { place += Int(length) }
        return String(decoding: bytes[place..<place + Int(length)], as: UTF8.self)
    }
}
