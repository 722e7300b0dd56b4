package import Exchange
package import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// Overwrites a provider's credential, should the provider send it back, with asterisks of the same length.
///
/// Bytes that may be the beginning of the credential are held back until more have come, so it is found
/// across any cut. The length of the answer does not change.
package struct Redactor {
    private let secret: Secret
    private var held = ByteBuffer()
    /// How many times the credential was seen.
    package private(set) var found = 0

    /// Makes a redactor of `secret`; one shorter than 8 bytes is not looked for.
    package init(_ secret: Secret) {
        self.secret = secret
    }

    /// The bytes that may go on; the rest comes with the next piece or with `rest`.
    package mutating func pass(_ piece: ByteBuffer) -> ByteBuffer {
        var bytes = piece
        if held.readableBytes > 0 {
            bytes = held
            bytes.writeImmutableBuffer(piece)
            held = ByteBuffer()
        }
        var from = 0
        while let at = find(bytes, from: from) {
            found += 1
            bytes.setRepeatingByte(0x2A, count: secret.count, at: bytes.readerIndex + at)
            from = at + secret.count
        }
        let tail = beginningAtEnd(of: bytes)
        if tail > 0 {
            held = bytes.getSlice(at: bytes.writerIndex - tail, length: tail) ?? ByteBuffer()
            bytes.moveWriterIndex(to: bytes.writerIndex - tail)
        }
        return bytes
    }

    /// What is still held when the answer is over.
    package mutating func rest() -> ByteBuffer {
        let rest = held
        held = ByteBuffer()
        return rest
    }

    /// True when the bytes hold the credential.
    package func isIn(_ bytes: UnsafeRawBufferPointer) -> Bool {
        secret.withBytes { Self.find($0, in: bytes) != nil }
    }

    private func find(_ bytes: ByteBuffer, from: Int) -> Int? {
        bytes.withUnsafeReadableBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[from...])
            return secret.withBytes { Self.find($0, in: rest) }.map { $0 + from }
        }
    }

    private static func find(_ needle: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard needle.count >= 8, bytes.count >= needle.count, let base = bytes.baseAddress,
            let wanted = needle.baseAddress
        else { return nil }
        var from = 0
        let last = bytes.count - needle.count
        while from <= last, let hit = memchr(base + from, Int32(needle[0]), last - from + 1) {
            let at = base.distance(to: UnsafeRawPointer(hit))
            if memcmp(base + at, wanted, needle.count) == 0 { return at }
            from = at + 1
        }
        return nil
    }

    /// How many bytes at the end are a beginning of the credential.
    private func beginningAtEnd(of bytes: ByteBuffer) -> Int {
        bytes.withUnsafeReadableBytes { bytes in
            secret.withBytes { needle in
                guard needle.count >= 8 else { return 0 }
                var length = min(needle.count - 1, bytes.count)
                while length > 0 {
                    if bytes[bytes.count - length] == needle[0],
                        bytes[(bytes.count - length)...].elementsEqual(needle[..<length])
                    {
                        return length
                    }
                    length -= 1
                }
                return 0
            }
        }
    }
}
