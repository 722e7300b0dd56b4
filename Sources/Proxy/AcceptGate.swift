import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Lets connections in as long as there is room; what finds none waits in the kernel's queue and is not turned away.
///
/// Stands before the listening channel's own handler and is confined to that channel's loop. Where the process has no
/// file left for a connection it pauses a quarter of a second, because the channel stays readable all the while.
final class AcceptGate: ChannelInboundHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel

    /// Why nobody is let in for a while.
    enum Pause: Sendable {
        /// As many connections are open as there may be.
        case limit
        /// The process or the system has no file or memory for one more.
        case files
    }

    static let pause = TimeAmount.milliseconds(250)
    /// The most connections taken in at one wake-up of the loop.
    private static let atOnce = 4

    private let limit: Int
    private let tell: @Sendable (Pause) -> Void
    private var open = 0
    private var lacksFiles = false
    private var isStopped = false
    private var isPaused = false
    private var context: ChannelHandlerContext?

    init(limit: Int, tell: @escaping @Sendable (Pause) -> Void) {
        self.limit = limit
        self.tell = tell
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        settle()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        open += 1
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        unwrapInboundIn(data).closeFuture.hop(to: context.eventLoop).whenComplete { _ in bound.value.left() }
        if open >= limit { tell(.limit) }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        settle()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        guard !lacksFiles else { return }
        lacksFiles = true
        tell(.files)
        settle()
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.pause) {
            bound.value.lacksFiles = false
            bound.value.settle()
        }
    }

    /// Lets nobody in any more.
    func stop() {
        isStopped = true
        settle()
    }

    private func left() {
        open -= 1
        settle()
    }

    /// Reads from the listening channel or not, and never more than there is room for.
    private func settle() {
        guard let options = context?.channel.syncOptions else { return }
        let shouldPause = isStopped || lacksFiles || open >= limit
        if !shouldPause {
            try? options.setOption(.maxMessagesPerRead, value: UInt(min(Self.atOnce, limit - open)))
        }
        guard shouldPause != isPaused else { return }
        isPaused = shouldPause
        try? options.setOption(.autoRead, value: !shouldPause)
    }
}
