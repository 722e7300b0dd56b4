import Exchange
import NIOCore
import NIOEmbedded
import Proxy
import Support
import Testing

/// A handshake with a proxy whose bytes the test writes.
private final class Talk {
    let channel = EmbeddedChannel()
    private(set) var ends: [Failure?] = []

    init(_ proxy: ProxyAddress, to origin: Origin = Origin(isTLS: true, host: "api.example", port: 443)) throws {
        let handshake = ProxyHandshake(proxy, to: origin) { [unowned self] in ends.append($0) }
        try channel.pipeline.syncOperations.addHandler(handshake)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// What was said to the proxy since the last time.
    func said() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try channel.readOutbound(as: ByteBuffer.self) { bytes += Array(buffer: piece) }
        return bytes
    }

    func hear(_ bytes: [UInt8]) throws {
        if bytes.isEmpty { return }
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        channel.embeddedEventLoop.run()
    }

    var isOpen: Bool { ends.count == 1 && ends[0] == nil }
    var cause: String? { ends.count == 1 ? ends[0]?.cause : nil }
}

@Suite struct ProxyHandshakeTests {
    private static let web = ProxyAddress(kind: .http, host: "proxy", port: 3_128)
    private static let socks = ProxyAddress(kind: .socks5, host: "proxy", port: 1_080)
    private static func known(_ kind: ProxyAddress.Kind) -> ProxyAddress {
        ProxyAddress(kind: kind, host: "proxy", port: 1, user: "weir", password: Secret("pa:ss word"))
    }

    @Test func `CONNECT names the origin with its port, and the user in base64`() throws {
        let bare = try Talk(Self.web, to: Origin(isTLS: false, host: "::1", port: 80))
        #expect(try bare.said() == Array("CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n\r\n".utf8))
        let login = try Talk(Self.known(.http))
        #expect(
            try login.said()
                == Array(
                    ("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n"
                        + "Proxy-Authorization: Basic d2VpcjpwYTpzcyB3b3Jk\r\n\r\n").utf8
                )
        )
    }

    @Test(arguments: [
        "HTTP/1.1 200 Connection established\r\n\r\n", "HTTP/1.0 204 X\r\nVia: p\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
    ]) func `a good answer opens the way wherever it is cut`(answer: String) throws {
        let bytes = Array(answer.utf8)
        for cut in 0...bytes.count {
            let talk = try Talk(Self.web)
            try talk.hear(Array(bytes[..<cut]))
            try talk.hear(Array(bytes[cut...]))
            #expect(talk.isOpen, "cut at \(cut)")
            try talk.hear([1, 2, 3])
            #expect(try talk.channel.readInbound(as: ByteBuffer.self).map { Array(buffer: $0) } == [1, 2, 3])
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "the proxy answered 407"),
        ("HTTP/1.1 302 Found\r\nlocation: x\r\n\r\n", "the proxy answered 302"),
        ("HTTP/1.1 100 Continue\r\n\r\n", "the proxy answered 100"),
        ("SSH-2.0-OpenSSH\r\n\r\n", "the proxy's answer is not HTTP"),
        ("HTTP/1.1 200 OK\r\n\r\n\u{16}", "bytes came behind the proxy's answer"),
        ("HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 9_000), "the proxy's answer is not HTTP"),
    ]) func `anything else opens none and closes the connection`(answer: String, cause: String) throws {
        let talk = try Talk(Self.web)
        try talk.hear(Array(answer.utf8))
        #expect(talk.cause == cause)
        #expect(talk.ends.first??.code == .connectFailed)
        #expect(!talk.channel.isActive)
    }

    private static let addresses: [(Origin, [UInt8])] = [
        (
            Origin(isTLS: true, host: "api.test", port: 443),
            [3, 8, 0x61, 0x70, 0x69, 0x2E, 0x74, 0x65, 0x73, 0x74, 1, 0xBB]
        ),
        (Origin(isTLS: false, host: "10.1.2.3", port: 8_080), [1, 10, 1, 2, 3, 0x1F, 0x90]),
        (Origin(isTLS: true, host: "::1", port: 1), [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]),
    ]

    @Test(arguments: addresses) func `SOCKS sends names as they are and addresses as numbers`(
        origin: Origin,
        address: [UInt8]
    ) throws {
        let talk = try Talk(Self.socks, to: origin)
        #expect(try talk.said() == [5, 1, 0])
        try talk.hear([5, 0])
        #expect(try talk.said() == [5, 1, 0] + address)
        try talk.hear([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(talk.isOpen)
    }

    @Test func `SOCKS logs in where the proxy asks for it`() throws {
        let talk = try Talk(Self.known(.socks5))
        #expect(try talk.said() == [5, 2, 0, 2])
        try talk.hear([5, 2])
        #expect(try talk.said() == [1, 4] + Array("weir".utf8) + [10] + Array("pa:ss word".utf8))
        try talk.hear([1, 0])
        #expect(try talk.said().prefix(4) == [5, 1, 0, 3])
        try talk.hear([5, 0, 0, 3, 1, 0x61, 0, 0])
        #expect(talk.isOpen)
    }

    @Test func `a SOCKS answer opens the way wherever it is cut`() throws {
        let bytes: [UInt8] = [5, 2, 1, 0, 5, 0, 0, 4] + [UInt8](repeating: 7, count: 18)
        for cut in 0...bytes.count {
            let talk = try Talk(Self.known(.socks5))
            try talk.hear(Array(bytes[..<cut]))
            try talk.hear(Array(bytes[cut...]))
            #expect(talk.isOpen, "cut at \(cut)")
        }
    }

    private static let refusals: [([UInt8], String)] = [
        ([5, 0xFF], "the SOCKS proxy takes none of the ways to log in"),
        ([5, 2], "the SOCKS proxy takes none of the ways to log in"),
        ([4, 0], "the proxy's answer is not SOCKS 5"),
        ([5, 0, 5, 5, 0, 1, 0], "the SOCKS proxy answered 5"),
        ([5, 0, 5, 0, 1, 1, 0], "the proxy's answer is not SOCKS 5"),
        ([5, 0, 5, 0, 0, 9, 0], "the proxy's answer is not SOCKS 5"),
        ([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9], "bytes came behind the proxy's answer"),
    ]

    @Test(arguments: refusals) func `a SOCKS proxy that refuses or babbles opens none`(bytes: [UInt8], cause: String)
        throws
    {
        let talk = try Talk(Self.socks)
        try talk.hear(bytes)
        #expect(talk.cause == cause)
        #expect(!talk.channel.isActive)
    }

    @Test func `a proxy that leaves has opened none`() throws {
        let talk = try Talk(Self.socks)
        try talk.channel.close().wait()
        #expect(talk.cause == "the proxy closed the connection")
    }

    @Test func `no bytes of a proxy do harm`() throws {
        var draw = Draw(seed: 7)
        for turn in 0..<2_000 {
            let talk = try Talk(Self.known(turn % 2 == 0 ? .http : .socks5))
            for _ in 0..<draw.int(1...4) where talk.ends.isEmpty {
                try talk.hear(draw.bytes(draw.int(0...40)))
            }
            #expect(talk.ends.count <= 1)
        }
    }
}
