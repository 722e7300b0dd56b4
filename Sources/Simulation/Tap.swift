import NIOCore

/// Sees each piece that weir writes on a connection at the moment it is written, and lets it pass.
final class Tap: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// True when something was written since it was set back.
    var hasWritten = false
    private let onWrite: ([UInt8]) -> Void

    init(onWrite: @escaping ([UInt8]) -> Void) {
        self.onWrite = onWrite
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        hasWritten = true
        onWrite(Array(buffer: unwrapOutboundIn(data)))
        context.write(data, promise: promise)
    }
}
