import NIOCore

/// Prior knowledge of HTTP/2 on a plain connection (RFC 9113, 3.3): told by the preface, believed at the first request.
///
/// Nothing is answered before a HEADERS frame has begun, so bytes that only look like HTTP/2 get no answer
/// that is not HTTP/1, and a caller that asks nothing is closed when the time for a head is over. Clients
/// send their first request without waiting for the server's SETTINGS (RFC 9113, 3.4 permits it).
enum HTTP2Upgrade {
    private static let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    /// True when the bytes are the preface or may become it.
    static func isPreface(_ buffer: ByteBuffer) -> Bool {
        let count = min(buffer.readableBytes, preface.utf8CodeUnitCount)
        guard count >= 4 || buffer.readableBytes < 4 else { return false }
        return buffer.withUnsafeReadableBytes { bytes in
            bytes.prefix(count).elementsEqual(UnsafeBufferPointer(start: preface.utf8Start, count: count))
        }
    }

    /// What the frames behind the preface say so far.
    enum Verdict {
        /// No request yet.
        case wait
        /// A request has begun.
        case speak
        /// This is not HTTP/2.
        case refuse
    }

    /// Looks at the frames behind the preface: SETTINGS first, then whatever, until HEADERS.
    static func verdict(_ buffer: ByteBuffer) -> Verdict {
        var position = buffer.readerIndex + preface.utf8CodeUnitCount
        var isFirst = true
        while let head = buffer.getInteger(at: position, as: UInt32.self),
            let stream = buffer.getInteger(at: position + 5, as: UInt32.self)
        {
            let (length, type) = (Int(head >> 8), head & 0xFF)
            if isFirst && (type != 4 || stream != 0) { return .refuse }
            if type == 1 { return .speak }
            if length > 16_384 || type > 16 { return .refuse }
            isFirst = false
            position += 9 + length
        }
        return buffer.readableBytes > 65_536 ? .refuse : .wait
    }

    /// Puts HTTP/2 in the place of `connection` and hands it the bytes that came.
    static func replace(
        _ connection: ServerConnection,
        in context: ChannelHandlerContext,
        with bytes: ByteBuffer,
        gateway: Gateway,
        room: LoopRoom,
        address: String
    ) {
        let session = HTTP2Session(
            gateway: gateway,
            room: room,
            channel: context.channel,
            address: address,
            isTLS: false
        )
        do {
            try session.install()
        } catch {
            return context.close(promise: nil)
        }
        connection.handOver(to: session)
        context.fireChannelRead(NIOAny(bytes))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
