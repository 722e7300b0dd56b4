import Exchange
import NIOCore
import NIOPosix
import Support
import Synchronization

/// A provider that gives each request the next bytes of a list, whatever they are, and keeps what it was asked.
///
/// The last of the list goes on for ever; no bytes at all mean that nothing is answered.
final class CannedProvider: Sendable {
    private let answers: [[UInt8]]
    private let closes: Bool
    private let delay: Duration
    private let seen = Mutex<[WireMessage]>([])
    private let channel = Mutex<(any Channel)?>(nil)
    private let connections = Mutex(0)

    /// `closes` ends the connection behind the bytes, which come `delay` after the request.
    init(_ answers: [[UInt8]], closes: Bool, delay: Duration = .zero) {
        self.answers = answers
        self.closes = closes
        self.delay = delay
    }

    /// The requests that came whole.
    var requests: [WireMessage] { seen.withLock { $0 } }

    /// How many connections were made to it.
    var opened: Int { connections.withLock { $0 } }
    /// Where it listens; 0 before and after.
    var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }

    /// Begins to listen and returns the port.
    func start(on group: MultiThreadedEventLoopGroup) async throws -> Int {
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CannedPeer(provider: self))
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

    fileprivate func noteConnection() { connections.withLock { $0 += 1 } }

    fileprivate func take(_ request: WireMessage, _ context: ChannelHandlerContext) {
        let place = seen.withLock { seen in
            seen.append(request)
            return min(seen.count, answers.count) - 1
        }
        let answer = ByteBuffer(bytes: answers[place])
        guard delay > .zero else { return write(answer, context.channel) }
        let channel = context.channel
        channel.eventLoop.scheduleTask(in: .nanoseconds(delay.inNanoseconds)) { [self] in write(answer, channel) }
    }

    private func write(_ answer: ByteBuffer, _ channel: any Channel) {
        channel.writeAndFlush(answer, promise: nil)
        if closes { channel.close(promise: nil) }
    }
}

/// One connection of the provider.
private final class CannedPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let provider: CannedProvider
    private var reader = MessageReader(.requests)
    private var done = 0

    init(provider: CannedProvider) {
        self.provider = provider
    }

    func channelActive(context: ChannelHandlerContext) { provider.noteConnection() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.feed(Array(buffer: unwrapInboundIn(data)))
        while done < reader.messages.count, reader.messages[done].isWhole {
            done += 1
            provider.take(reader.messages[done - 1], context)
        }
    }
}
