import Exchange
import NIOCore
import NIOEmbedded
import Support
import Testing

@testable import Proxy

/// An answer that waits to be relayed keeps its head while its connection serves somebody else.
@Suite struct HeldHeadTests {
    private let loop = EmbeddedEventLoop()

    @Test func `an answer's head is not that of the next answer on its connection`() throws {
        let room = LoopRoom(loop: loop, time: ManualTime(), dialer: NoDialer(), limits: Limits(), seed: 1)
        let target = Target(
            provider: "acme",
            upstream: "acme",
            origin: Origin(isTLS: false, host: "acme.test", port: 80),
            basePath: "",
            credentialStyle: .none,
            credentialID: nil,
            credential: nil,
            surfaces: []
        )
        let channel = EmbeddedChannel(loop: loop)
        let dial = room.pool.dial(target, room: room)
        try dial.attach(to: channel)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 80), promise: nil)
        loop.run()
        guard case .success(let connection) = dial.result else { throw Failure(.internal, "no connection") }

        let held = try ask(connection, on: channel, answer: "503 Busy")
        let next = try ask(connection, on: channel, answer: "200 OK")
        #expect(held.status == 503 && next.status == 200)
    }

    private func ask(
        _ connection: UpstreamConnection,
        on channel: EmbeddedChannel,
        answer: String
    ) throws -> HeadBlock {
        connection.send(head: ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"), pieces: [])
        try channel.writeInbound(ByteBuffer(string: "HTTP/1.1 \(answer)\r\ncontent-length: 0\r\n\r\n"))
        return connection.head
    }
}

private struct NoDialer: Dialer {
    func start(_ dial: Dial, on loop: any EventLoop) {}
}
