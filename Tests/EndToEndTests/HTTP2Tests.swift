import Exchange
import NIOCore
import NIOPosix
import NIOSSL
import Proxy
import Support
import Telemetry
import Testing

@Suite(.serialized) struct HTTP2Tests {
    private static func fields(
        _ script: String,
        method: String = "POST",
        path: String = "/v1/chat/completions",
        key: String = House.key
    ) -> [(String, String)] {
        [
            (":method", method), (":scheme", "http"), (":path", path), (":authority", "weir"),
            ("authorization", "Bearer \(key)"), ("x-script", script),
        ]
    }

    private static func body(isStream: Bool = false) -> [UInt8] {
        Array(#"{"model":"gpt-5","stream":\#(isStream),"messages":[]}"#.utf8)
    }

    @Test func `many requests at once are served on one connection`() async throws {
        try await House.run { house in
            let caller = try await HTTP2Caller(port: house.port)
            let answers = try await withThrowingTaskGroup(of: HTTP2Caller.Answer.self) { group in
                for number in 1...40 {
                    group.addTask {
                        let isStream = number % 2 == 0
                        return try await caller.ask(
                            Self.fields("\(isStream ? "stream" : "plain") \(number)"),
                            body: Self.body(isStream: isStream)
                        )
                    }
                }
                var all: [HTTP2Caller.Answer] = []
                for try await answer in group { all.append(answer) }
                return all
            }
            #expect(answers.allSatisfy { $0.status == "200" && $0.isWhole })
            #expect(answers.count { $0.text.hasSuffix("data: [DONE]\n\n") } == 20)
            #expect(house.listener.connections.accepted == 1)
            #expect(try await becomes(within: .seconds(2)) { house.recorder.exchanges.count == 40 })
            #expect(house.recorder.exchanges.reduce(0) { $0 + ($1.usage?.input ?? 0) } == (1...40).reduce(0, +))
            #expect(house.recorder.exchanges.allSatisfy { $0.client.protocolVersion == "2" && $0.outcome == .success })
            #expect(house.faultsOfRecords == [])
            try await caller.leave()
        }
    }

    @Test func `what is refused is refused in the same words`() async throws {
        try await House.run { house in
            let caller = try await HTTP2Caller(port: house.port)
            let unknown = try await caller.ask(Self.fields("plain", key: "wr_test_no"), body: Self.body())
            #expect(unknown.status == "401" && unknown.text.contains("auth_invalid"))
            let nowhere = try await caller.ask(Self.fields("plain", method: "GET", path: "/v9"))
            #expect(nowhere.status == "404")
            let head = try await caller.ask(Self.fields("status 200", method: "HEAD", path: "/v1/files/f"))
            #expect(head.status == "200" && head.isWhole && head.body.isEmpty)
            #expect(try await house.records(3).count == 3)
            #expect(house.faultsOfRecords == [])
            try await caller.leave()
        }
    }

    @Test func `trailers behind an early answer are no second request`() async throws {
        try await House.run { house in
            let caller = try await HTTP2Caller(port: house.port)
            let answer = try await caller.ask(
                Self.fields("plain", key: "wr_test_no"),
                body: Self.body(),
                trailers: [("x-trailer", "1")]
            )
            #expect(answer.status == "401")
            let next = try await caller.ask(Self.fields("plain 1"), body: Self.body())
            #expect(next.status == "200")
            #expect(try await house.records(2).count == 2)
            #expect(house.ledger.snapshot.accepted == 2)
            try await caller.leave()
        }
    }

    @Test func `a stream that breaks is reset behind its error event`() async throws {
        try await House.run { house in
            let caller = try await HTTP2Caller(port: house.port)
            async let answer = caller.ask(Self.fields("trickle"), body: Self.body(isStream: true))
            #expect(try await becomes(within: .seconds(5)) { house.recorder.streams == 1 })
            await house.listener.drain(for: .milliseconds(50))
            let broken = try await answer
            #expect(!broken.isWhole)
            #expect(broken.text.contains(#"data: {"error":"#))
            #expect(house.recorder.exchanges.first?.failure?.code == .draining)
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test(.enabled(if: Certificate.canBeMade)) func `both versions are spoken over TLS, chosen by ALPN`() async throws {
        let certificate = try Certificate()
        try await House.run(tls: certificate.listener) { house in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .file(certificate.certificateFile)
            configuration.applicationProtocols = ["h2"]
            let caller = try await HTTP2Caller(port: house.port, tls: try NIOSSLContext(configuration: configuration))
            #expect(try await caller.ask(Self.fields("plain 7"), body: Self.body()).status == "200")
            try await caller.leave()
            configuration.applicationProtocols = ["http/1.1"]
            let text = try await Self.askOverTLS(house.port, try NIOSSLContext(configuration: configuration))
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await becomes(within: .seconds(2)) { house.recorder.exchanges.count == 2 })
            #expect(house.recorder.exchanges.map { $0.client.protocolVersion } == ["2", "1.1"])
            #expect(house.recorder.exchanges.allSatisfy { $0.client.isTLS })
            // a caller that does not speak TLS at all gets nothing and leaves no record
            let plain = try house.caller()
            try plain.send(request("plain"))
            while try !plain.receive().isEmpty {}
            #expect(house.recorder.exchanges.count == 2)
        }
        try certificate.discard()
    }

    /// One request over TLS; everything that came until the end of the connection.
    private static func askOverTLS(_ port: Int, _ context: NIOSSLContext) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost")
                    )
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request("plain 1", fields: "Connection: close\r\n")))
            var bytes: [UInt8] = []
            for try await piece in inbound { bytes += Array(buffer: piece) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
