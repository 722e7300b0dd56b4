import NIOCore

/// What is wrong with an HTTP message.
package enum WireFault: String, Sendable, CaseIterable {
    /// The status line has no status of three digits.
    case head
    /// A line of the head has no colon.
    case header
    /// The length promises 100 bytes more than come; then FIN.
    case long
    /// The length promises half of what comes; the connection stays open with the rest on it.
    case short
    /// Behind the first chunk comes a size that is no number; then FIN.
    case chunk

    /// The whole message around `body`.
    func message(_ body: [UInt8], type: String) -> ByteBuffer {
        let status = self == .head ? "HTTP/1.1 20 OK" : "HTTP/1.1 200 OK"
        var lines = [status, "content-type: \(type)"]
        var body = body
        switch self {
        case .head: lines.append("content-length: \(body.count)")
        case .header: lines += ["this line has no colon", "content-length: \(body.count)"]
        case .long: lines.append("content-length: \(body.count + 100)")
        case .short: lines.append("content-length: \(body.count / 2)")
        case .chunk:
            lines.append("transfer-encoding: chunked")
            let half = body.prefix(body.count / 2)
            body = Array("\(String(half.count, radix: 16))\r\n".utf8) + half + Array("\r\nnot a size\r\n".utf8)
        }
        var message = ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n")
        message.writeBytes(body)
        return message
    }
}

/// Puts bytes on a connection as they are, past everything that would make HTTP of them.
final class BareBytes: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: ByteBuffer

    /// Holds the bytes until it stands at the front of the connection's handlers.
    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    func handlerAdded(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }
}
