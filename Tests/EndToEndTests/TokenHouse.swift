import Crypto
import Exchange
import Foundation
import Identity
import NIOCore
import NIOPosix
import NIOSSL
import Policy
import Proxy
import Support
import Synchronization
import Telemetry

/// Makes tokens as an issuer would, with keys of its own.
struct TokenMint: Sendable {
    static let issuer = "https://id.example/"
    static let secret = [UInt8](repeating: 7, count: 32)

    let key = P256.Signing.PrivateKey()
    let kid: String

    init(kid: String = "one") {
        self.kid = kid
    }

    /// A token of these claims; those that are left out are good.
    func token(
        sub: String = "ann",
        kid: String? = nil,
        header: String? = nil,
        iss: String = Self.issuer,
        aud: String = "weir",
        life: Int = 600,
        extra: String = ""
    ) throws -> String {
        let now = Int(Date().timeIntervalSince1970)
        let claims =
            #"{"iss":"\#(iss)","aud":"\#(aud)","sub":"\#(sub)","iat":\#(min(now, now + life)),"exp":\#(now + life)\#(extra)}"#
        let head = header ?? #"{"alg":"ES256","typ":"JWT","kid":"\#(kid ?? self.kid)"}"#
        let signed = Self.text(Data(head.utf8)) + "." + Self.text(Data(claims.utf8))
        return signed + "." + Self.text(try key.signature(for: Data(signed.utf8)).rawRepresentation)
    }

    /// A token of the issuer that shares a secret.
    static func shared(sub: String = "ann") -> String {
        let now = Int(Date().timeIntervalSince1970)
        let claims = #"{"iss":"https://shared.example/","aud":"weir","sub":"\#(sub)","iat":\#(now),"exp":\#(now + 60)}"#
        let signed = text(Data(#"{"alg":"HS256"}"#.utf8)) + "." + text(Data(claims.utf8))
        let mac = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: secret))
        return signed + "." + text(Data(mac))
    }

    /// The key as its issuer publishes it.
    var published: String {
        let raw = key.publicKey.rawRepresentation
        let (x, y) = (Self.text(raw.prefix(32)), Self.text(raw.suffix(32)))
        return #"{"kty":"EC","kid":"\#(kid)","crv":"P-256","alg":"ES256","use":"sig","x":"\#(x)","y":"\#(y)"}"#
    }

    static func document(_ mints: [TokenMint]) -> String {
        #"{"keys":[\#(mints.map(\.published).joined(separator: ","))]}"#
    }

    static func text(_ bytes: some DataProtocol) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// A web server that publishes a document over TLS, as the test says.
final class DocumentServer: Sendable {
    private let context: NIOSSLContext
    private let channel = Mutex<(any Channel)?>(nil)
    private let answer: Mutex<String?>
    private let waiting = Mutex<[any Channel]>([])
    private let count = Atomic<Int>(0)

    /// How many requests came.
    var requests: Int { count.load(ordering: .relaxed) }

    init(_ certificate: Certificate, _ document: String) throws {
        answer = Mutex(Self.whole(document))
        let chain = try NIOSSLCertificate.fromPEMFile(certificate.certificateFile)
        context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem))
            )
        )
    }

    static func whole(_ document: String, fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\ncontent-length: \(document.utf8.count)\r\n\(fields)\r\n\(document)"
    }

    /// From now on this is answered, as it stands; nil answers nothing until there is something.
    func say(_ text: String?) {
        answer.withLock { $0 = text }
        guard let text else { return }
        for channel in waiting.withLock({ waiting in
            defer { waiting = [] }
            return waiting
        }) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
    }

    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(DocumentPeer(server: self))
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

    fileprivate func asked(on channel: any Channel) {
        count.add(1, ordering: .relaxed)
        guard let text = answer.withLock({ $0 }) else { return waiting.withLock { $0.append(channel) } }
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }
}

private final class DocumentPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let server: DocumentServer
    private var reader = MessageReader(.requests)
    private var done = 0

    init(server: DocumentServer) {
        self.server = server
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.feed(Array(buffer: unwrapInboundIn(data)))
        while done < reader.messages.count, reader.messages[done].isWhole {
            done += 1
            server.asked(on: context.channel)
        }
    }
}

/// Time that a test moves on, beside that which passes.
final class MovedTime: TimeSource {
    private let ahead = Mutex(Duration.zero)

    func move(_ time: Duration) { ahead.withLock { $0 += time } }

    var now: Moment { SystemTime().now + ahead.withLock { $0 } }
    var wall: WallTime { SystemTime().wall }
}

/// weir with an issuer whose keys come over TLS.
struct TokenHouse {
    /// Those who are known: everybody but `off`, whose user is disabled.
    struct Holders: HolderDirectory {
        func caller(holding holder: TokenHolder, at wall: WallTime) -> KeyAnswer {
            if holder.subject == "off" { return .refused(.disabled) }
            let permission = KeyPermission(models: holder.models ?? [], maxConcurrent: 1_000)
            return .caller(Caller(keyID: holder.subject, keyName: "e2e", permission: permission, expires: nil))
        }
    }

    struct Source: KeySetSource {
        let client: DocumentClient

        func document(at url: String, limit: Int) async throws -> [UInt8] {
            try await client.document(of: "main", limit: limit)
        }
    }

    let mint: TokenMint
    let server: DocumentServer
    let desk: TokenDesk
    let time: MovedTime
    let recorder: CollectingRecorder
    let port: Int

    static func run(
        limits: Limits = Limits(),
        allowsPrivate: Bool = true,
        _ body: (TokenHouse) async throws -> Void
    ) async throws {
        let certificate = try Certificate()
        let mint = TokenMint()
        let server = try DocumentServer(certificate, TokenMint.document([mint]))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let url = "https://localhost:\(try await server.start())/jwks?v=1"
        let desk = TokenDesk(try TokenGate(issuers(url)), holders: Holders())
        let time = MovedTime()
        let recorder = CollectingRecorder()
        var plan = TransportHouse.Plan()
        let provider = PlainProvider()
        plan.origin = Origin(isTLS: false, host: "127.0.0.1", port: try await provider.start())
        plan.limits = limits
        var parts = TransportHouse.parts(plan, recorder)
        parts.time = time
        parts.tokens = desk
        let listener = try await Listener(gateway: Gateway(parts), group: group)
        let port = try await listener.bind(host: "127.0.0.1", port: 0, tls: nil)
        let place = DocumentPlace(
            name: "main",
            url: url,
            caFile: certificate.certificateFile,
            allowsPrivate: allowsPrivate
        )
        let client = try await DocumentClient([place].compactMap(\.self), time: time, within: .seconds(3))
        let fetching = Task { await desk.fetchKeySets(from: Source(client: client), time: time) { _ in } }
        let house = TokenHouse(mint: mint, server: server, desk: desk, time: time, recorder: recorder, port: port)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(house))
        } catch {
            result = .failure(error)
        }
        fetching.cancel()
        await fetching.value
        client.close()
        await listener.drain(for: .zero)
        try await server.stop()
        try await provider.stop()
        try await group.shutdownGracefully()
        try certificate.discard()
        try result.get()
    }

    private static func issuers(_ url: String) throws -> [TokenIssuer] {
        [
            try TokenIssuer(
                "main",
                url: TokenMint.issuer,
                audiences: ["weir"],
                trust: .keySet(url: url, algorithms: [.es256]),
                terms: TokenIssuer.Terms()
            ),
            try TokenIssuer(
                "shared",
                url: "https://shared.example/",
                audiences: ["weir"],
                trust: .secret(Secret(copying: TokenMint.secret))
            ),
        ]
    }

    /// Asks with a credential in a field, and returns the whole answer.
    func ask(
        _ credential: String,
        field: String = "authorization",
        path: String = "/v1/chat/completions"
    ) async throws -> WireMessage {
        let value = field == "authorization" ? "Bearer \(credential)" : credential
        return try await blocking { try send("\(field): \(value)\r\n", path: path) }
    }

    func send(_ fields: String, path: String = "/v1/chat/completions") throws -> WireMessage {
        let body = #"{"model":"m","max_tokens":5,"messages":[]}"#
        let caller = try RawCaller(port: port)
        try caller.send(
            "POST \(path) HTTP/1.1\r\nHost: weir\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        return try caller.answer()
    }
}
