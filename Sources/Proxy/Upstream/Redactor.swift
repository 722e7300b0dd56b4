package import Exchange
package import NIOCore

/// Overwrites a provider's credential, should the provider send it back, with asterisks of the same length.
///
/// Bytes that may be the beginning of one are held back until more have come, so it is found across any cut. The length
/// of the answer does not change.
package struct Redactor {
    private let search: SecretSearch
    private var held: ByteBuffer?
    /// How many times the credential, or a part of it, was seen.
    package private(set) var found = 0

    /// Makes a redactor of what `search` finds.
    package init(_ search: SecretSearch) {
        self.search = search
    }

    /// The bytes that may go on; the rest comes with the next piece or with `rest`.
    package mutating func pass(_ piece: ByteBuffer) -> ByteBuffer {
        var bytes = piece
        if let begun = held {
            bytes = begun
            bytes.writeImmutableBuffer(piece)
            held = nil
        }
        let tail = bytes.withUnsafeReadableBytes { search.beginning(atEndOf: $0) }
        overwrite(&bytes, before: bytes.readableBytes - tail)
        if tail > 0 {
            held = bytes.getSlice(at: bytes.writerIndex - tail, length: tail)
            bytes.moveWriterIndex(to: bytes.writerIndex - tail)
        }
        return bytes
    }

    /// What is still held when the answer is over.
    package mutating func rest() -> ByteBuffer {
        guard var rest = held else { return ByteBuffer() }
        held = nil
        overwrite(&rest, before: rest.readableBytes)
        return rest
    }

    /// Overwrites what begins before a place; the rest is looked at again, when it may be the beginning of more.
    private mutating func overwrite(_ bytes: inout ByteBuffer, before end: Int) {
        // All are looked for before any is overwritten: one may lie in another.
        let hits = bytes.withUnsafeReadableBytes { search.places(in: $0) }
        for hit in hits where hit.lowerBound < end {
            bytes.setRepeatingByte(0x2A, count: hit.count, at: bytes.readerIndex + hit.lowerBound)
            found += 1
        }
    }
}
