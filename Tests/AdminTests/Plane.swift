import Admin
import Exchange
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Storage
import Synchronization
import Telemetry
import Testing

/// The operators' listener over made-up sources, asked without a socket.
struct Plane: Sendable {
    static let adminToken = "wr_adm_k8DCjwH6BJBrtErCvqD0I9ZSKI7xkz2pEY23"
    static let adminID = "key_01JD8Q5Z7V3M2K9T4B6N8R0XYW"
    static let clientKey = "wr_live_slxrbtp92odWxGT5zaxnBFlmspiTuz3jY9yC"
    static let everyPath = ["/livez", "/readyz", "/version", "/metrics", "/api/v1/status", "/api/v1/upstreams"]

    /// Whether the checks hold.
    var isGood: Bool
    /// The tokens that were asked about.
    let asked = Asked()
    /// The orders that were given.
    let orders = Orders()
    /// The questions that were asked.
    let questions = Asked()
    /// What is kept of keys and administrators.
    let stock: Stock
    /// The configuration's part.
    var configuration = Plane.noConfiguration
    /// How limits stand.
    var quotas: [QuotaStatus] = []
    /// The clocks.
    let time = FixedTime()
    /// What becomes of a question.
    var answer = LogsAnswer.found(Array(#"{"data":[]}"#.utf8))

    final class Orders: Sendable {
        private let kept = Mutex<[BreakerOrder]>([])
        var all: [BreakerOrder] { kept.withLock { $0 } }
        func note(_ order: BreakerOrder) { kept.withLock { $0.append(order) } }
    }

    final class Asked: Sendable {
        private let kept = Mutex<[String]>([])
        var tokens: [String] { all }
        var all: [String] { kept.withLock { $0 } }
        func note(_ token: String) { kept.withLock { $0.append(token) } }
    }

    init(isGood: Bool = true) throws {
        self.isGood = isGood
        stock = try Stock()
    }

    static let noConfiguration = AdminConfiguration(
        revision: { "0123456789ab" },
        values: { [("demo.enabled", "true")] },
        entries: { kind in
            kind == .provider ? ["a.b", "demo", "openai"].map { .init(name: $0, values: [("kind", "openai")]) } : []
        },
        origin: { $0 == "openai" ? Origin(isTLS: true, host: "api.openai.com", port: 443) : nil },
        fault: { $0.contains("placeholder") ? "a placeholder" : nil }
    )

    /// Runs `body` with a client of the plane.
    func run(_ body: @Sendable (Client) async throws -> Void) async throws {
        let application = try AdminPlane(sources).application(at: .init(host: "127.0.0.1", port: 0))
        try await application.test(.router) { client in try await body(Client(client: client)) }
    }

    /// What the plane shows.
    var sources: AdminPlane.Sources {
        let metrics = Metrics(build: Self.build, configHash: "0123456789ab", time: FixedTime())
        var sources = AdminPlane.Sources(
            exposition: { metrics.exposition(accept: $0, acceptEncoding: $1) },
            readiness: { [isGood] in Self.readiness(isGood: isGood) },
            status: { Self.status },
            admin: { [asked, stock] token in
                asked.note(token)
                if token == Self.adminToken {
                    return AdminKey(id: Self.adminID, name: "made-up", grant: AdminGrant(.admin))
                }
                return Array(token.utf8).withUnsafeBytes { stock.table.administrator($0, at: FixedTime.noon) }
            },
            upstreams: { Self.upstreams },
            order: { [orders] order in
                orders.note(order)
                return Self.upstreams.count {
                    $0.upstream == order.upstream && order.model ?? $0.modelLabel == $0.modelLabel
                }
            },
            logs: { [questions, answer] body in
                questions.note(String(decoding: body, as: UTF8.self))
                return answer
            },
            quotas: { [quotas] _ in quotas },
            control: stock.store,
            configuration: configuration,
            time: time,
            build: Self.build,
            processStart: 1_795_396_600
        )
        sources.passwordCost = Stock.cost
        return sources
    }

    private static let build = BuildFacts(
        version: "1.2.3",
        revision: "abc1234",
        swiftVersion: "6.3",
        target: "x86_64-unknown-linux-gnu"
    )

    private static func readiness(isGood: Bool) -> Readiness {
        Readiness([
            .init("routes", isGood: true, detail: "2 providers"),
            .init("store", isGood: isGood, detail: isGood ? "writable" : "the history cannot be written"),
        ])
    }

    /// One target that does well and one that does not.
    static var upstreams: [TargetState] {
        let good = TargetState(provider: "demo", upstream: "demo", modelLabel: "demo-chat", breaker: "closed")
        var bad = TargetState(provider: "openai", upstream: "openai-2", modelLabel: "gpt-*", breaker: "open")
        bad.cause = "consecutive_failures"
        (bad.successes, bad.failures, bad.slow, bad.inFlight, bad.waiting) = (7, 5, 1, 3, 2)
        bad.openFor = .milliseconds(3_250)
        bad.latency = .microseconds(412_345)
        return [good, bad]
    }

    private static var status: StatusReport {
        StatusReport(
            version: "1.2.3",
            configHash: "0123456789ab",
            uptimeSeconds: 42,
            ledger: .init(
                accepted: 9,
                inFlight: 1,
                queued: 2,
                stored: 3,
                dropped: ["queue_full": 3],
                isBalanced: true
            ),
            targets: [
                .init(
                    provider: "openai",
                    upstream: "openai-2",
                    origin: "https://api.openai.com:443",
                    credentialID: "cred_1"
                ),
                .init(provider: "demo", upstream: "demo", origin: "http://127.0.0.1:9", credentialID: nil),
            ],
            isStoreDegraded: false
        )
    }
}

/// A clock that stands still until it is moved.
final class FixedTime: TimeSource {
    static let noon = WallTime(nanoseconds: 1_795_396_660_000_000_000)
    private let passed = Mutex(Duration.zero)

    var now: Moment { Moment(nanoseconds: 1_000_000_000) + passed.withLock { $0 } }
    var wall: WallTime { Self.noon + passed.withLock { $0 } }

    func move(by time: Duration) { passed.withLock { $0 += time } }
}

/// Asks the plane.
struct Client: Sendable {
    let client: any TestClientProtocol

    /// Sends a request, without a body where none is given.
    func ask(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        _ headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Reply {
        let response = try await client.executeRequest(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        return Reply(status: response.status.code, headers: response.headers, body: Array(buffer: response.body))
    }
}

/// What came back.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    /// The id every answer has, taken out so that answers can be compared.
    var plain: String {
        guard let id = field("x-request-id") else { return text }
        return text.replacing(id, with: "ID")
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var type: String? { headers[.contentType] }

    /// The value of a field by a name that has no constant.
    func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}
