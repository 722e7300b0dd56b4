import Exchange
import NIOCore
import NIOPosix
import NIOSSL
import Policy
import Proxy
import Support
import Synchronization
import Telemetry

/// weir in front of one target that the test configures.
struct TransportHouse {
    /// What may vary.
    struct Plan {
        var origin = Origin(isTLS: false, host: "127.0.0.1", port: 1)
        var transport = TargetTransport()
        var upkeep = TargetUpkeep()
        var connect = Duration.seconds(5)
        var limits = Limits()
        var openFiles = 100_000
    }

    let listener: Listener
    let recorder: CollectingRecorder
    let port: Int

    /// Runs `body` with a house and empties it afterwards, whatever `body` did.
    static func run(_ plan: Plan, _ body: (TransportHouse) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Void, any Error>
        do {
            let house = try await open(plan, group)
            do {
                result = .success(try await body(house))
            } catch {
                result = .failure(error)
            }
            await house.listener.drain(for: .zero)
        } catch {
            result = .failure(error)
        }
        try await group.shutdownGracefully()
        try result.get()
    }

    private static func open(_ plan: Plan, _ group: MultiThreadedEventLoopGroup) async throws -> TransportHouse {
        let recorder = CollectingRecorder()
        let gateway = Gateway(parts(plan, recorder))
        let listener = try await Listener(gateway: gateway, group: group, openFiles: plan.openFiles)
        let port = try await listener.bind(host: "127.0.0.1", port: 0, tls: nil)
        return TransportHouse(listener: listener, recorder: recorder, port: port)
    }

    static func parts(_ plan: Plan, _ recorder: CollectingRecorder) -> Gateway.Parts {
        let target = Target(
            provider: "acme",
            upstream: "acme",
            origin: plan.origin,
            basePath: "/v1",
            credentialStyle: .bearer,
            credentialID: nil,
            credential: Secret(House.providerKey),
            surfaces: [.openAI],
            timeouts: UpstreamTimeouts(connect: plan.connect),
            transport: plan.transport,
            upkeep: plan.upkeep
        )
        let acme = RouteTable.Provider(
            name: "acme",
            targets: [target],
            models: [Pattern("*")],
            surfaces: [.openAI]
        )
        let ledger = LedgerCounts()
        let caller = Caller(
            keyID: "k",
            keyName: "e2e",
            permission: KeyPermission(maxConcurrent: 1_000),
            expires: nil
        )
        return Gateway.Parts(
            limits: plan.limits,
            time: SystemTime(),
            keys: FakeKeys([House.key: caller]),
            history: FakeHistory(ledger: ledger),
            ledger: ledger,
            recorders: [recorder],
            capture: CaptureRule(general: .metadata),
            configHash: "0123456789ab",
            routes: RouteTable(providers: [acme], aliases: [:], defaultProvider: "acme"),
            targets: .once
        )
    }

    /// Sends one request on a new connection and waits for its answer and its record.
    func ask(_ model: String = "m") async throws -> (answer: WireMessage, exchange: Exchange) {
        let before = recorder.exchanges.count
        let caller = try RawCaller(port: port)
        try caller.send(request("plain 1", model: model))
        let answer = try caller.answer()
        let isRecorded = try await becomes(within: .seconds(5)) { recorder.exchanges.count > before }
        guard isRecorded, let exchange = recorder.exchanges.last else {
            throw RawCaller.Broken(what: "no record", errno: 0)
        }
        return (answer, exchange)
    }
}

/// A provider that answers every request alike, over TLS where it is given a certificate.
final class PlainProvider: Sendable {
    private let status: Mutex<Int>
    private let context: NIOSSLContext?
    private let channel = Mutex<(any Channel)?>(nil)
    private let seen = Mutex<[WireMessage]>([])
    private let count = Atomic<Int>(0)

    /// The requests that came whole.
    var requests: [WireMessage] { seen.withLock { $0 } }
    /// How many connections there were.
    var opened: Int { count.load(ordering: .relaxed) }

    init(status: Int = 200, _ context: NIOSSLContext? = nil) {
        self.status = Mutex(status)
        self.context = context
    }

    func answer(_ status: Int) { self.status.withLock { $0 = status } }

    /// Begins to listen and returns the port.
    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.addHandler(PlainPeer(provider: self))
                    count.add(1, ordering: .relaxed)
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

    fileprivate func take(_ request: WireMessage) -> [UInt8] {
        seen.withLock { $0.append(request) }
        return Canned.whole(Canned.chat("hello"), status: status.withLock { $0 })
    }
}

private final class PlainPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let provider: PlainProvider
    private var reader = MessageReader(.requests)
    private var done = 0

    init(provider: PlainProvider) {
        self.provider = provider
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.feed(Array(buffer: unwrapInboundIn(data)))
        while done < reader.messages.count, reader.messages[done].isWhole {
            done += 1
            let answer = provider.take(reader.messages[done - 1])
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: answer)), promise: nil)
        }
    }
}
