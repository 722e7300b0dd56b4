package import Exchange
package import NIOCore

/// Speaks with a proxy until it has opened a way, then leaves the channel to the provider.
///
/// Confined to its loop. The dial's deadline ends it; what the proxy sends is bounded.
package final class ProxyHandshake: ChannelInboundHandler, RemovableChannelHandler {
    /// What the channel brings.
    package typealias InboundIn = ByteBuffer
    /// What the channel takes.
    package typealias OutboundOut = ByteBuffer

    /// The most bytes a proxy may answer.
    static let byteLimit = 8_192

    private var greeting: any ProxyGreeting
    private var received = ByteBuffer()
    private var onEnd: ((Failure?) -> Void)?

    /// Makes the handler of one connection to `proxy`, from which a way to `origin` is wanted.
    ///
    /// `onEnd` is called once: with nil when the way is open and this handler gone, else with why there is none.
    package init(_ proxy: ProxyAddress, to origin: Origin, onEnd: @escaping (Failure?) -> Void) {
        greeting = proxy.greeting(to: origin)
        self.onEnd = onEnd
    }

    /// Begins to speak.
    package func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(greeting.begin()), promise: nil)
    }

    /// Takes what the proxy says.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard onEnd != nil else { return context.fireChannelRead(data) }
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        while true {
            switch greeting.answer(&received) {
            case .wait:
                if received.readableBytes > Self.byteLimit { refuse(context, "the proxy's answer is too long") }
                return
            case .send(let words):
                context.writeAndFlush(wrapOutboundOut(words), promise: nil)
                if received.readableBytes == 0 { return }
            case .open:
                return open(context)
            case .refused(let cause):
                return refuse(context, cause)
            }
        }
    }

    /// The proxy has gone.
    package func channelInactive(context: ChannelHandlerContext) {
        end(failure("the proxy closed the connection"))
        context.fireChannelInactive()
    }

    /// The connection broke.
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard onEnd != nil else { return context.fireErrorCaught(error) }
        refuse(context, "\(error)")
    }

    /// The provider speaks only when it is spoken to: bytes behind the proxy's answer are nobody's.
    private func open(_ context: ChannelHandlerContext) {
        guard received.readableBytes == 0 else { return refuse(context, "bytes came behind the proxy's answer") }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.pipeline.syncOperations.removeHandler(self).whenComplete { _ in bound.value.end(nil) }
    }

    private func refuse(_ context: ChannelHandlerContext, _ cause: String) {
        end(failure(cause))
        context.close(promise: nil)
    }

    private func failure(_ cause: String) -> Failure {
        Failure(.connectFailed, "the proxy opened no way to the provider", cause: cause)
    }

    private func end(_ failure: Failure?) {
        guard let onEnd else { return }
        self.onEnd = nil
        received = ByteBuffer()
        onEnd(failure)
    }
}
