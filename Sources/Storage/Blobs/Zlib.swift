import CZlib

/// Compresses the bytes of records, and back (RFC 1950).
enum Zlib {
    // Text shrinks to a third at any level; higher ones take three times as long for a tenth less.
    private static let level: Int32 = 1

    /// The zlib form of `bytes`, or nil when zlib has no memory for it.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var isWhole = false
        let packed = [UInt8](unsafeUninitializedCapacity: Int(compressBound(uLong(bytes.count)))) { target, count in
            var size = uLong(target.count)
            isWhole = compress2(target.baseAddress, &size, bytes, uLong(bytes.count), level) == Z_OK
            count = isWhole ? Int(size) : 0
        }
        return isWhole ? packed : nil
    }

    /// What the zlib form of `count` bytes says; nil when it is broken or says another number of bytes.
    static func inflate(_ packed: [UInt8], to count: Int) -> [UInt8]? {
        // No zlib stream says more than 1,032 bytes for each of its own.
        guard count <= packed.count * 1_032 else { return nil }
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 1)) { target, filled in
            var size = uLong(count)
            isWhole = uncompress(target.baseAddress, &size, packed, uLong(packed.count)) == Z_OK && Int(size) == count
            filled = isWhole ? count : 0
        }
        return isWhole ? bytes : nil
    }
}
