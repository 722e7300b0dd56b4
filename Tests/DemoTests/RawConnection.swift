import Demo
import Exchange
import NIOCore
import NIOPosix

/// A TCP connection to a demo provider that shows every byte and how it ends.
final class RawConnection {
    /// How a connection ended.
    enum End: Sendable {
        /// With FIN.
        case closed
        /// With RST.
        case reset
    }

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

    private init(
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    ) {
        self.outbound = outbound
        self.inbound = inbound
    }

    /// Runs `body` with a connection to a provider of its own.
    static func run(_ body: (RawConnection) async throws -> Void) async throws {
        let (ports, ready) = AsyncStream<Int>.makeStream()
        let task = Task { try await DemoProvider(credential: Secret(DemoClient.key)).run { ready.yield($0) } }
        defer { task.cancel() }
        for await port in ports {
            try await with(port: port, body)
            break
        }
    }

    /// Runs `body` with a connection to that port.
    static func with(port: Int, _ body: (RawConnection) async throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        // A connection that was reset cannot be closed in order any more; the bodies have seen why.
        do {
            try await channel.executeThenClose { inbound, outbound in
                do {
                    try await body(RawConnection(outbound, inbound.makeAsyncIterator()))
                } catch {
                    throw BodyError(cause: error)
                }
            }
        } catch let error as BodyError {
            throw error.cause
        } catch {}
    }

    /// Sends a chat request.
    func ask(_ model: String, stream: Bool) async throws {
        let body: JSON = [
            "model": .string(model), "stream": .bool(stream), "messages": [["role": "user", "content": "hi"]],
        ]
        let head = """
            POST /v1/chat/completions HTTP/1.1\r\nHost: demo\r\nAuthorization: Bearer \(DemoClient.key)\r\n\
            Content-Length: \(body.bytes.count)\r\n\r\n
            """
        try await outbound.write(ByteBuffer(string: head + body.rendered))
    }

    /// Sends FIN.
    func finishSending() async throws {
        outbound.finish()
    }

    /// Reads until what came since the last read is enough.
    func read(until isEnough: (String) -> Bool) async throws -> String {
        var text = ""
        while !isEnough(text), let buffer = try await inbound.next(isolation: #isolation) {
            text += String(buffer: buffer)
        }
        return text
    }

    /// Reads until the connection ends.
    func readToEnd() async -> (text: String, end: End) {
        var text = ""
        do {
            while let buffer = try await inbound.next(isolation: #isolation) { text += String(buffer: buffer) }
            return (text, .closed)
        } catch {
            return (text, .reset)
        }
    }
}

/// What a test's body threw, told apart from what closing the connection throws.
private struct BodyError: Error {
    let cause: any Error
}
