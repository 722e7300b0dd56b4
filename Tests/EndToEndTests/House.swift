import Exchange
import NIOCore
import NIOPosix
import Policy
import Proxy
import Support
import Telemetry

/// weir's data plane on a real port, with a provider behind it, all in this process.
struct House {
    static let key = "wr_test_ENDtoENDendTOend"
    static let providerKey = "sk-end-to-end-0123456789"

    let upstream: UpstreamServer
    let gateway: Gateway
    let listener: Listener
    let ledger: LedgerCounts
    let recorder: CollectingRecorder
    let port: Int

    /// Runs `body` with a house and empties it afterwards, whatever `body` did.
    static func run(
        limits: Limits = Limits(),
        recorders: [any Recorder] = [],
        tls: ListenerTLS? = nil,
        asksForTLS: Bool = false,
        _ body: (House) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let house = try await open(limits, recorders, tls, asksForTLS, group)
        do {
            try await body(house)
        } catch {
            await house.listener.drain(for: .zero)
            try await house.upstream.stop()
            try await group.shutdownGracefully()
            throw error
        }
        await house.listener.drain(for: .zero)
        try await house.upstream.stop()
        try await group.shutdownGracefully()
    }

    private static let keys = FakeKeys([
        key: Caller(keyID: "key_1", keyName: "e2e", permission: KeyPermission(maxConcurrent: 1_000), expires: nil)
    ])

    private static func open(
        _ limits: Limits,
        _ recorders: [any Recorder],
        _ tls: ListenerTLS?,
        _ asksForTLS: Bool,
        _ group: MultiThreadedEventLoopGroup
    ) async throws -> House {
        let upstream = UpstreamServer()
        let routes = Self.routes(port: try await upstream.start(on: group), isTLS: asksForTLS)
        let ledger = LedgerCounts()
        let recorder = CollectingRecorder()
        let gateway = Gateway(
            Gateway.Parts(
                limits: limits,
                time: SystemTime(),
                keys: keys,
                history: FakeHistory(ledger: ledger),
                ledger: ledger,
                recorders: [recorder] + recorders,
                capture: CaptureRule(general: .metadata),
                configHash: "0123456789ab",
                routes: routes,
                targets: .once
            )
        )
        let listener = try await Listener(gateway: gateway, group: group)
        let port = try await listener.bind(host: "127.0.0.1", port: 0, tls: tls)
        return House(
            upstream: upstream,
            gateway: gateway,
            listener: listener,
            ledger: ledger,
            recorder: recorder,
            port: port
        )
    }

    /// Everything goes to the one provider.
    private static func routes(port: Int, isTLS: Bool) -> RouteTable {
        let target = Target(
            provider: "acme",
            upstream: "acme",
            origin: Origin(isTLS: isTLS, host: "127.0.0.1", port: port),
            basePath: "/v1",
            credentialStyle: .bearer,
            credentialID: nil,
            credential: Secret(providerKey),
            surfaces: [.openAI, .anthropic],
            timeouts: UpstreamTimeouts(connect: isTLS ? .milliseconds(300) : .seconds(5))
        )
        return RouteTable(
            providers: [
                RouteTable.Provider(
                    name: "acme",
                    targets: [target],
                    models: [Pattern("gpt-5")],
                    surfaces: [.openAI, .anthropic]
                )
            ],
            aliases: [:],
            defaultProvider: "acme"
        )
    }

    func caller(receiveBuffer: Int32? = nil) throws -> RawCaller {
        try RawCaller(port: port, receiveBuffer: receiveBuffer)
    }

    /// The records once there are so many: an answer is out a moment before its record.
    func records(_ count: Int) async throws -> [Exchange] {
        _ = try await becomes(within: .seconds(5)) { recorder.exchanges.count >= count }
        return recorder.exchanges
    }

    /// Every exchange has ended consistently.
    var faultsOfRecords: [String] { recorder.exchanges.flatMap { Support.faults(of: $0) } }
}

/// A request on the wire.
func request(
    _ script: String,
    method: String = "POST",
    path: String = "/v1/chat/completions",
    model: String = "gpt-5",
    isStream: Bool = false,
    key: String = House.key,
    fields: String = "",
    extra: String = ""
) -> String {
    let rest = extra.isEmpty ? "" : ",\(extra)"
    let body = method == "POST" ? #"{"model":"\#(model)","stream":\#(isStream),"messages":[]\#(rest)}"# : ""
    let length = method == "POST" ? "Content-Length: \(body.utf8.count)\r\n" : ""
    return "\(method) \(path) HTTP/1.1\r\nHost: weir\r\nAuthorization: Bearer \(key)\r\nx-script: \(script)\r\n"
        + "\(fields)\(length)\r\n\(body)"
}

/// Waits until something is so, at most for so long; returns whether it is.
func becomes(within time: Duration, _ isSo: () -> Bool) async throws -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + time
    while !isSo() {
        if clock.now > end { return false }
        // gives the event loops the processor; the condition decides, not the pause
        try await Task.sleep(for: .milliseconds(2))
    }
    return true
}
