import NIOCore
import NIOPosix
import Synchronization

/// A proxy on a real socket: hears a greeting, answers as told, and where it opens a way joins it to one port.
final class ScriptedProxy: Sendable {
    /// What it does with who comes.
    enum Manner: Sendable {
        /// Waits for the empty line of a request, answers these words; opens a way where they say 200.
        case web(String)
        /// Speaks SOCKS 5 and wants this login, or none.
        case socks(login: [UInt8]?)
        /// Says nothing.
        case silent
    }

    let manner: Manner
    private let forwardPort: Int
    private let heard = Mutex<[UInt8]>([])
    private let channel = Mutex<(any Channel)?>(nil)

    /// Everything that was said to it before a way was open.
    var greeting: [UInt8] { heard.withLock { $0 } }

    init(_ manner: Manner, to forwardPort: Int) {
        self.manner = manner
        self.forwardPort = forwardPort
    }

    /// Begins to listen and returns the port.
    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ProxyPeer(proxy: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.channel.withLock { $0 = channel }
        return channel.localAddress?.port ?? 0
    }

    func stop() async throws {
        let channel = channel.withLock { channel in
            defer { channel = nil }
            return channel
        }
        try await channel?.close()
    }

    fileprivate func hear(_ bytes: [UInt8]) { heard.withLock { $0 += bytes } }

    /// The provider's end, which hands what comes to `other`.
    fileprivate func connect(_ other: any Channel) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: other.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Joint(other))
                }
            }
            .connect(host: "127.0.0.1", port: forwardPort)
    }
}

/// Hands everything to another channel.
private final class Joint: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let other: any Channel

    init(_ other: any Channel) {
        self.other = other
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

private final class ProxyPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let proxy: ScriptedProxy
    private var bytes: [UInt8] = []
    private var step = 0
    private var way: (any Channel)?

    init(proxy: ScriptedProxy) {
        self.proxy = proxy
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    func channelInactive(context: ChannelHandlerContext) { way?.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if let way { return way.writeAndFlush(buffer, promise: nil) }
        bytes += Array(buffer: buffer)
        proxy.hear(Array(buffer: buffer))
        switch proxy.manner {
        case .silent: return
        case .web(let answer):
            guard bytes.suffix(4) == [13, 10, 13, 10] else { return }
            if answer.contains(" 200 ") { open(context, Array(answer.utf8)) } else { say(Array(answer.utf8), context) }
        case .socks(let login): socks(login, context)
        }
    }

    private func socks(_ login: [UInt8]?, _ context: ChannelHandlerContext) {
        let said = bytes
        bytes = []
        step += 1
        switch (step, login) {
        case (1, nil): say([5, 0], context)
        case (1, .some): say([5, 2], context)
        case (2, let login?): say([1, said == login ? 0 : 1], context)
        default: open(context, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        }
    }

    private func open(_ context: ChannelHandlerContext, _ words: [UInt8]) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        proxy.connect(context.channel).whenComplete { outcome in
            let (peer, context) = bound.value
            guard case .success(let channel) = outcome else { return context.close(promise: nil) }
            peer.way = channel
            peer.say(words, context)
        }
    }

    private func say(_ words: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: words)), promise: nil)
    }
}
