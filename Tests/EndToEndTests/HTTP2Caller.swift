import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL

/// A caller that speaks HTTP/2, in the clear with prior knowledge or over TLS.
struct HTTP2Caller {
    /// One answer.
    struct Answer: Sendable {
        var fields = HPACKHeaders()
        var body: [UInt8] = []
        /// True when the stream was ended in order.
        var isWhole = false

        var status: String? { fields.first(name: ":status") }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let multiplexer: NIOHTTP2Handler.AsyncStreamMultiplexer<Void>
    private let channel: any Channel

    /// Connects; `tls` is the context of a client that knows weir's certificate.
    init(port: Int, tls: NIOSSLContext? = nil) async throws {
        let made = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: "localhost")
                        )
                    }
                    let multiplexer = try channel.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
                        mode: .client,
                        configuration: .init()
                    ) { $0.eventLoop.makeSucceededVoidFuture() }
                    return (channel, multiplexer)
                }
            }
        (channel, multiplexer) = made
    }

    func leave() async throws {
        try await channel.close()
    }

    /// Sends one request and reads its answer; one that is broken off is not whole.
    func ask(_ fields: [(String, String)], body: [UInt8] = [], trailers: [(String, String)] = []) async throws -> Answer
    {
        let stream = try await multiplexer.openStream { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<HTTP2Frame.FramePayload, HTTP2Frame.FramePayload>(
                    wrappingChannelSynchronously: channel
                )
            }
        }
        return try await stream.executeThenClose { inbound, outbound in
            let isBare = body.isEmpty && trailers.isEmpty
            try await outbound.write(.headers(.init(headers: HPACKHeaders(fields), endStream: isBare)))
            if !body.isEmpty {
                try await outbound.write(
                    .data(.init(data: .byteBuffer(ByteBuffer(bytes: body)), endStream: trailers.isEmpty))
                )
            }
            var answer = Answer()
            var frames = inbound.makeAsyncIterator()
            if !trailers.isEmpty {
                // only once the answer has begun: trailers behind an early answer are no second request
                answer.take(try await frames.next())
                try await outbound.write(.headers(.init(headers: HPACKHeaders(trailers), endStream: true)))
            }
            do {
                while !answer.isWhole, let frame = try await frames.next() { answer.take(frame) }
            } catch is NIOHTTP2Errors.StreamClosed {
                // broken off: what came stands
            }
            return answer
        }
    }
}

extension HTTP2Caller.Answer {
    mutating func take(_ frame: HTTP2Frame.FramePayload?) {
        switch frame {
        case .headers(let headers):
            fields = headers.headers
            isWhole = headers.endStream
        case .data(let data):
            if case .byteBuffer(let bytes) = data.data { body += Array(buffer: bytes) }
            isWhole = data.endStream
        default: break
        }
    }
}
