/// What stands before the bytes of a record: 32 bytes by which a reader knows that it is the one a row means.
///
/// `wrb1`, four bytes that are 0, the length of what follows, the length of what that says once inflated (both
/// 32 bits, little-endian), and the message's hash.
struct BlobHead: Equatable {
    /// How many bytes a head has.
    static let byteCount = 32
    /// The most bytes of a record, before and after compression.
    static let mostBytes = 1 << 30

    private static let magic: UInt64 = 0x3162_7277

    /// How many bytes follow.
    let length: Int
    /// How many they are once inflated; the same where they are not compressed.
    let plainLength: Int
    /// The message.
    let hash: MessageHash

    init(length: Int, plainLength: Int, hash: MessageHash) {
        self.length = length
        self.plainLength = plainLength
        self.hash = hash
    }

    /// Reads a head; nil when there is none.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.byteCount,
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)) == Self.magic
        else { return nil }
        length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        plainLength = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self)))
        guard length <= Self.mostBytes, plainLength <= Self.mostBytes,
            let hash = MessageHash(UnsafeRawBufferPointer(rebasing: bytes[16..<Self.byteCount]))
        else { return nil }
        self.hash = hash
    }

    /// Lends the bytes of the head.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws(StorageError) -> R) throws(StorageError) -> R {
        let lengths = UInt64(length) | UInt64(plainLength) << 32
        let halves = hash.withBytes { bytes in
            (
                bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        let words: InlineArray<4, UInt64> = [Self.magic.littleEndian, lengths.littleEndian, halves.0, halves.1]
        return try withUnsafeBytes(of: words) { (bytes) throws(StorageError) in try body(bytes) }
    }
}
