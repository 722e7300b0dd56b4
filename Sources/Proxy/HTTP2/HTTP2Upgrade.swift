import NIOCore

/// Prior knowledge of HTTP/2 on a plain connection (RFC 9113, 3.3): told by the preface, believed at the first SETTINGS.
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

    /// True when the preface and the head of a SETTINGS frame on stream 0 have come: nothing is answered before.
    static func hasSettings(_ buffer: ByteBuffer) -> Bool {
        let start = buffer.readerIndex + preface.utf8CodeUnitCount
        guard buffer.readableBytes >= preface.utf8CodeUnitCount + 9 else { return false }
        return buffer.getInteger(at: start + 3, as: UInt8.self) == 4
            && buffer.getInteger(at: start + 5, as: UInt32.self) == 0
    }

    /// Puts HTTP/2 in the place of `connection` and hands it the bytes that came.
    static func replace(
        _ connection: ServerConnection, in context: ChannelHandlerContext, with bytes: ByteBuffer,
        gateway: Gateway, room: LoopRoom, address: String
    ) {
        let session = HTTP2Session(
            gateway: gateway, room: room, channel: context.channel, address: address, isTLS: false)
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
