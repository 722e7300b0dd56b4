import Exchange
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import Support
import Testing

@Suite(.serialized) struct SlowWindowTests {
    private typealias Stream = NIOAsyncChannel<HTTP2Frame.FramePayload, HTTP2Frame.FramePayload>

    /// A stream that gives window only as fast as it is read.
    private static func open(_ port: Int) async throws -> (channel: any Channel, stream: Stream) {
        let (channel, multiplexer) = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let multiplexer = try channel.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
                        mode: .client,
                        configuration: .init()
                    ) { $0.eventLoop.makeSucceededVoidFuture() }
                    return (channel, multiplexer)
                }
            }
        let stream = try await multiplexer.openStream { channel in
            channel.eventLoop.makeCompletedFuture {
                try Stream(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 1))
                )
            }
        }
        return (channel, stream)
    }

    private static let fields = [
        (":method", "GET"), (":scheme", "http"), (":path", "/v1/files/f"), (":authority", "weir"),
        ("authorization", "Bearer \(House.key)"),
    ]

    /// What still comes on the stream.
    private static func rest(_ inbound: NIOAsyncChannelInboundStream<HTTP2Frame.FramePayload>) async throws
        -> HTTP2Caller.Answer
    {
        var answer = HTTP2Caller.Answer()
        do {
            for try await frame in inbound {
                answer.take(frame)
                if answer.isWhole { break }
            }
        } catch is NIOHTTP2Errors.StreamClosed {
            // broken off: what came stands
        }
        return answer
    }

    private static func slowly(_ recorder: CollectingRecorder, _ stream: Stream) async throws -> HTTP2Caller.Answer {
        try await stream.executeThenClose { inbound, outbound in
            try await outbound.write(.headers(.init(headers: HPACKHeaders(fields), endStream: true)))
            // weir is done with the exchange; the end of the answer waits for the window
            let isDone = try await becomes(within: .seconds(5)) { recorder.exchanges.count == 1 }
            #expect(isDone)
            // longer than the time of a head and the ticks that look at it
            _ = try await becomes(within: .milliseconds(5_500)) { recorder.exchanges.count > 1 }
            return try await rest(inbound)
        }
    }

    @Test(arguments: [Duration.seconds(60), .milliseconds(300)])
    func `an answer may be taken more slowly than a head must come, but not be left lying`(_ stall: Duration)
        async throws
    {
        var plan = CannedHouse.Plan()
        plan.limits.headTime = .seconds(4)
        plan.limits.writeStallTime = stall
        let body = [UInt8](repeating: 0x61, count: 76_000)
        try await CannedHouse.run(Canned.whole(body), plan) { house in
            let (channel, stream) = try await Self.open(house.port)
            let answer = try await Self.slowly(house.recorder, stream)
            #expect(answer.status == "200")
            #expect(answer.isWhole == (stall > .seconds(1)))
            #expect((answer.body == body) == answer.isWhole)
            #expect(house.recorder.exchanges.first?.outcome == .success)
            // weir may have closed it already
            try? await channel.close()
        }
    }
}
