import NIOCore
import NIOPosix
import Support
import Synchronization

/// A provider on a real socket, without any HTTP library: what it does with a request is told by `x-script`.
final class UpstreamServer: Sendable {
    /// What it has seen.
    struct Counts: Sendable {
        var opened = 0
        var closed = 0
        var requests = 0
        /// Body bytes that the sockets took.
        var sent = 0
        /// Body bytes that came.
        var received = 0
    }

    private let seen = Mutex(Counts())
    private let channel = Mutex<(any Channel)?>(nil)
    private let held = Mutex<[any Channel]>([])

    /// What it has seen so far.
    var counts: Counts { seen.withLock { $0 } }

    /// Begins to listen and returns the port.
    func start(on group: MultiThreadedEventLoopGroup) async throws -> Int {
        let channel = try await ServerBootstrap(group: group)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(UpstreamPeer(server: self))
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

    func note(_ change: (inout Counts) -> Void) {
        seen.withLock { change(&$0) }
    }

    /// Reads no more from the channel until `release`.
    func hold(_ channel: any Channel) throws {
        try channel.syncOptions?.setOption(.autoRead, value: false)
        held.withLock { $0.append(channel) }
    }

    /// Reads again from every channel that is held.
    func release() {
        for channel in held.withLock({ $0 }) {
            channel.eventLoop.execute {
                _ = channel.setOption(.autoRead, value: true)
                channel.read()
            }
        }
    }
}

/// One connection of the provider.
private final class UpstreamPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: UpstreamServer
    private var reader = MessageReader(.requests)
    private var begun = 0
    private var done = 0
    private var left = 0

    init(server: UpstreamServer) {
        self.server = server
    }

    func channelActive(context: ChannelHandlerContext) {
        server.note { $0.opened += 1 }
    }

    func channelInactive(context: ChannelHandlerContext) {
        left = 0
        server.note { $0.closed += 1 }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(buffer: unwrapInboundIn(data))
        reader.feed(bytes)
        server.note { $0.received += bytes.count }
        if reader.messages.count > begun {
            begun = reader.messages.count
            if reader.messages[begun - 1]["x-script"] == "hold" { try? server.hold(context.channel) }
        }
        while done < reader.messages.count, reader.messages[done].isWhole {
            done += 1
            server.note { $0.requests += 1 }
            answer(reader.messages[done - 1], context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pour(context)
    }

    private func answer(_ request: WireMessage, _ context: ChannelHandlerContext) {
        let words = (request["x-script"] ?? "plain").split(separator: " ").map(String.init)
        let number = words.count > 1 ? Int(words[1]) ?? 0 : 0
        switch words[0] {
        case "stream": write(Script.stream(number), context)
        case "trickle": trickle(context)
        case "big":
            left = number
            write(
                Array(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: \(number)\r\n\r\n"
                        .utf8
                ),
                context
            )
            pour(context)
        case "stale":
            write(Script.plain(number), context)
            // silently, and only when the answer has been taken: as a server whose keep-alive time is over
            context.close(promise: nil)
        case "status": write(Script.status(number, isHead: request.firstLine.hasPrefix("HEAD")), context)
        case "count", "hold": write(Script.json(#"{"received":\#(request.body.count)}"#), context)
        case "echo":
            write(Script.json(#"{"fields":"\#(request.fields.map { $0.name }.joined(separator: " "))"}"#), context)
        default: write(Script.plain(number), context)
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    /// Writes as long as the socket takes bytes.
    private func pour(_ context: ChannelHandlerContext) {
        while left > 0, context.channel.isWritable {
            let count = min(left, 65_536)
            left -= count
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.whenSuccess { [server] in server.note { $0.sent += count } }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(repeating: 0x61, count: count)), promise: promise)
        }
    }

    /// A stream that never ends by itself.
    private func trickle(_ context: ChannelHandlerContext) {
        write(Script.streamHead, context)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(10)) { task in
            let context = bound.value
            guard context.channel.isActive else { return task.cancel() }
            context.writeAndFlush(
                NIOAny(
                    ByteBuffer(bytes: Script.chunk(Script.event(#""choices":[{"index":0,"delta":{"content":"x"}}]"#)))
                ),
                promise: nil
            )
        }
    }
}
