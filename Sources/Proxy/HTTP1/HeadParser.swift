package import Exchange
package import NIOCore

#if canImport(Glibc)
    import Glibc
#endif

/// What a head parser says of the bytes so far.
package enum HeadProgress {
    /// The head is not whole yet.
    case incomplete
    /// The head is whole and takes so many bytes, the empty line included.
    case complete(length: Int)
    /// The head is not one weir takes.
    case refused(FailureCode, String)
}

/// Parses HTTP/1 heads strictly (RFC 9112): CRLF only, no folding, no control bytes, bounded.
package struct HeadParser {
    /// Which kind of first line is expected.
    package enum Kind: Sendable {
        /// A request line.
        case request
        /// A status line.
        case response
    }

    let kind: Kind
    let byteLimit: Int
    let fieldLimit: Int
    let targetLimit: Int
    private var lineStart = 0
    private var scanned = 0

    /// Makes a parser with its bounds; `targetLimit` is for requests only.
    package init(kind: Kind, byteLimit: Int, fieldLimit: Int, targetLimit: Int = 0) {
        self.kind = kind
        self.byteLimit = byteLimit
        self.fieldLimit = fieldLimit
        self.targetLimit = targetLimit
    }

    /// Looks for the end of the head and, when it is there, fills `block` from `buffer`.
    ///
    /// Call it again with more bytes after `incomplete`; it goes on where it stopped looking.
    package mutating func parse(_ buffer: ByteBuffer, into block: HeadBlock) -> HeadProgress {
        let end = buffer.withUnsafeReadableBytes { findEnd($0) }
        guard let end else { return verdictOnPartial(buffer) }
        lineStart = 0
        scanned = 0
        if end > byteLimit { return .refused(.headTooLarge, "the request head is larger than \(byteLimit) bytes") }
        block.reset()
        block.bytes = buffer.getSlice(at: buffer.readerIndex, length: end) ?? ByteBuffer()
        return block.bytes.withUnsafeReadableBytes { bytes in
            if let refusal = HeadReader(bytes: bytes, block: block).read(self) { return refusal }
            return .complete(length: end)
        }
    }

    /// The index behind the empty line, or nil.
    private mutating func findEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        while scanned < bytes.count, let found = memchr(base + scanned, 10, bytes.count - scanned) {
            let newline = base.distance(to: UnsafeRawPointer(found))
            let isEmpty = newline == lineStart || (newline == lineStart + 1 && bytes[lineStart] == 13)
            scanned = newline + 1
            lineStart = scanned
            if isEmpty { return scanned }
        }
        scanned = bytes.count
        return nil
    }

    private func verdictOnPartial(_ buffer: ByteBuffer) -> HeadProgress {
        if buffer.readableBytes > byteLimit {
            let isFirstLine = lineStart == 0 && kind == .request
            return .refused(
                isFirstLine ? .targetTooLong : .headTooLarge,
                "the head is larger than \(byteLimit) bytes"
            )
        }
        // a CR alone may be the first half of an empty line, which is forgiven
        if let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self), !ByteClass.isToken(first),
            first != 13 || buffer.readableBytes > 1
        {
            return .refused(.invalidRequest, "the first line does not begin with a method")
        }
        return .incomplete
    }
}
