import CZlib
import NIOCore

/// Undoes gzip and deflate a piece at a time, for providers that code an answer though identity was asked for.
///
/// What the caller gets, what is read and what is kept are the same bytes, and the credential is looked for
/// in what they say, not in how they are coded.
package final class Inflater {
    /// The most bytes made of one body, against bombs.
    package static let limit = 67_108_864

    private var stream = z_stream()
    private var isOpen: Bool
    private var total = 0
    /// True when the coding is broken or makes more bytes than allowed.
    package private(set) var isBroken = false
    /// True when the coded body came to its own end.
    package private(set) var isFinished = false

    /// Makes an inflater at the beginning of a body.
    package init() {
        // 32 + 15: gzip or zlib, told apart by their header
        isOpen = inflateInit2_(&stream, 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isOpen { inflateEnd(&stream) }
    }

    /// Hands the decoded bytes to `body`, in pieces of at most 16 KiB; stops for good at an error or the limit.
    package func feed(_ piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard isOpen, let base = piece.baseAddress, !piece.isEmpty else { return }
        stream.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(piece.count)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16_384) { room in
            var status = Z_OK
            repeat {
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(room.count)
                status = inflate(&stream, Z_NO_FLUSH)
                let made = room.count - Int(stream.avail_out)
                total += made
                body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<made]))
            } while status == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0) && total < Self.limit
            isFinished = status == Z_STREAM_END
            isBroken = total >= Self.limit || !(status == Z_OK || status == Z_BUF_ERROR || isFinished)
            if isFinished || isBroken {
                inflateEnd(&stream)
                isOpen = false
            }
        }
    }
}
