/// The CRC-32 of zlib and PNG (ISO 3309, polynomial 0xEDB88320 reflected).
struct CRC32 {
    private static let table: [UInt32] = (0..<16).map { nibble in
        (0..<4).reduce(UInt32(nibble)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    private var state: UInt32 = .max

    /// Takes more bytes.
    mutating func update(_ bytes: some Sequence<UInt8>) {
        var crc = state
        let table = Self.table
        for byte in bytes {
            crc ^= UInt32(byte)
            crc = crc >> 4 ^ table[Int(crc & 15)]
            crc = crc >> 4 ^ table[Int(crc & 15)]
        }
        state = crc
    }

    /// The checksum of the bytes taken so far.
    var value: UInt32 { ~state }

    /// The checksum of `bytes`.
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes)
        return crc.value
    }
}
