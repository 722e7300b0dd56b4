import Dialects
package import Exchange
package import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// Overwrites a provider's credential, should the provider send it back, with asterisks of the same length.
///
/// Of a credential that requests are signed with, each part that is secret is looked for. Bytes that may be the
/// beginning of one are held back until more have come, so it is found across any cut. The length of the answer does
/// not change.
package struct Redactor {
    private static let shortest = 8

    private let secret: Secret
    /// Where in the secret the bytes lie that are looked for.
    private let parts: [Range<Int>]
    private var held = ByteBuffer()
    /// How many times the credential, or a part of it, was seen.
    package private(set) var found = 0

    /// Makes a redactor of `secret`; what is shorter than 8 bytes is not looked for.
    ///
    /// Where requests are signed with it (`isSigning`) its form is that of AWS.
    package init(_ secret: Secret, isSigning: Bool = false) {
        self.secret = secret
        var parts = [0..<secret.count]
        if isSigning, let credential = AWSCredential(secret) {
            let long = credential.secretParts.filter { $0.count >= Self.shortest }
            // The whole holds them, so that it is found by them.
            if !long.isEmpty { parts = long }
        }
        self.parts = parts.filter { $0.count >= Self.shortest }
    }

    /// The bytes that may go on; the rest comes with the next piece or with `rest`.
    package mutating func pass(_ piece: ByteBuffer) -> ByteBuffer {
        var bytes = piece
        if held.readableBytes > 0 {
            bytes = held
            bytes.writeImmutableBuffer(piece)
            held = ByteBuffer()
        }
        let tail = parts.map { beginning(of: $0, atEndOf: bytes) }.max() ?? 0
        overwrite(&bytes, before: bytes.readableBytes - tail)
        if tail > 0 {
            held = bytes.getSlice(at: bytes.writerIndex - tail, length: tail) ?? ByteBuffer()
            bytes.moveWriterIndex(to: bytes.writerIndex - tail)
        }
        return bytes
    }

    /// What is still held when the answer is over.
    package mutating func rest() -> ByteBuffer {
        var rest = held
        held = ByteBuffer()
        overwrite(&rest, before: rest.readableBytes)
        return rest
    }

    /// Overwrites what begins before a place; the rest is looked at again, when it may be the beginning of more.
    private mutating func overwrite(_ bytes: inout ByteBuffer, before end: Int) {
        // All are looked for before any is overwritten: one may lie in another.
        let hits = parts.flatMap { places(of: $0, in: bytes) }.filter { $0.lowerBound < end }
        for hit in hits { bytes.setRepeatingByte(0x2A, count: hit.count, at: bytes.readerIndex + hit.lowerBound) }
        found += hits.count
    }

    /// True when the bytes hold the credential, or a part of it.
    package func isIn(_ bytes: UnsafeRawBufferPointer) -> Bool {
        secret.withBytes { secret in
            parts.contains { Self.find(UnsafeRawBufferPointer(rebasing: secret[$0]), in: bytes) != nil }
        }
    }

    private func places(of part: Range<Int>, in bytes: ByteBuffer) -> [Range<Int>] {
        bytes.withUnsafeReadableBytes { bytes in
            secret.withBytes { secret in
                let needle = UnsafeRawBufferPointer(rebasing: secret[part])
                var hits: [Range<Int>] = []
                var from = 0
                while let at = Self.find(needle, in: UnsafeRawBufferPointer(rebasing: bytes[from...])) {
                    hits.append(from + at..<from + at + needle.count)
                    from += at + needle.count
                }
                return hits
            }
        }
    }

    private static func find(_ needle: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard !needle.isEmpty, bytes.count >= needle.count, let base = bytes.baseAddress,
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

    /// How many bytes at the end are a beginning of the part.
    private func beginning(of part: Range<Int>, atEndOf bytes: ByteBuffer) -> Int {
        bytes.withUnsafeReadableBytes { bytes in
            secret.withBytes { secret in
                let needle = secret[part]
                guard let first = needle.first else { return 0 }
                var length = min(needle.count - 1, bytes.count)
                while length > 0 {
                    if bytes[bytes.count - length] == first,
                        bytes[(bytes.count - length)...].elementsEqual(needle.prefix(length))
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
