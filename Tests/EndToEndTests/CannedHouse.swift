import Exchange
import NIOCore
import NIOPosix
import Policy
import Proxy
import Support
import Telemetry

/// weir in front of a provider whose answer the test writes byte for byte; words are captured.
struct CannedHouse {
    /// What may vary.
    struct Plan {
        var limits = Limits()
        var models = ["gpt-5"]
        var allowed: [String] = []
        /// What those the caller belongs to take away: its team, then its organisation.
        var levels: [Attributes] = []
        /// Where the provider and the other one keep what they are sent.
        var residency: [String: [String]] = [:]
        /// The provider closes the connection behind its answer.
        var closes = false
        /// How targets are judged.
        var targets = TargetSettings.once
        /// What another provider answers, named `other`.
        var other: [[UInt8]] = [[]]
        /// How long the two providers think before they answer.
        var slow = Duration.zero
        var otherSlow = Duration.zero
        /// A model name that leads to several targets.
        var route: ModelRoute?
        /// How long the provider's phases may take.
        var timeouts = UpstreamTimeouts()
        /// What models cost; nothing else has a price.
        var prices: [ConfiguredPrice] = []
        /// How many requests of one key may run at once.
        var permits = 64
        /// How much callers may take.
        var quotas: [QuotaRule] = []
        /// How much money callers may spend.
        var budgets: [BudgetRule] = []
        /// Who is known, where it is not the usual two.
        var keys: (any KeyDirectory)?
        /// Who else is told of every exchange.
        var recorders: [any Recorder] = []
        /// Is told of shares of budgets that are crossed.
        var watcher: (any BudgetWatcher)?
    }

    /// The key of a caller whose class is critical.
    static let criticalKey = House.key + "c"

    let provider: CannedProvider
    /// The provider named `other`.
    let other: CannedProvider
    let recorder: CollectingRecorder
    let gateway: Gateway
    let listener: Listener
    let port: Int

    /// Runs `body` with a house and empties it afterwards, whatever `body` did.
    static func run(_ answer: [UInt8], _ plan: Plan = Plan(), _ body: (CannedHouse) async throws -> Void) async throws {
        try await run([answer], plan, body)
    }

    /// The same with a provider that answers one after the other.
    static func run(
        _ answers: [[UInt8]],
        _ plan: Plan = Plan(),
        _ body: (CannedHouse) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let provider = CannedProvider(answers, closes: plan.closes, delay: plan.slow)
        let other = CannedProvider(plan.other, closes: plan.closes, delay: plan.otherSlow)
        let recorder = CollectingRecorder()
        let ports = (try await provider.start(on: group), try await other.start(on: group))
        let gateway = Gateway(try parts(plan, ports, recorder))
        let listener = try await Listener(gateway: gateway, group: group)
        let port = try await listener.bind(host: "127.0.0.1", port: 0, tls: nil)
        let result: Result<Void, any Error>
        do {
            let house = CannedHouse(
                provider: provider,
                other: other,
                recorder: recorder,
                gateway: gateway,
                listener: listener,
                port: port
            )
            result = .success(try await body(house))
        } catch {
            result = .failure(error)
        }
        await listener.drain(for: .zero)
        try await provider.stop()
        try await other.stop()
        try await group.shutdownGracefully()
        try result.get()
    }

    /// Sends one request on a new connection and waits for its answer and its record.
    func ask(_ text: String) async throws -> (answer: WireMessage, exchange: Exchange) {
        let before = recorder.exchanges.count
        let answer = try await blocking { [port] in
            let caller = try RawCaller(port: port)
            try caller.send(text)
            return try caller.answer()
        }
        // another's record may come meanwhile
        let id = answer["x-request-id"]
        let find = {
            recorder.exchanges.dropFirst(before).last { id == nil || $0.id.description == id }
        }
        _ = try await becomes(within: .seconds(5)) { find() != nil }
        guard let exchange = find() else {
            throw RawCaller.Broken(what: "no record", errno: 0)
        }
        return (answer, exchange)
    }

    private static func parts(_ plan: Plan, _ ports: (Int, Int), _ recorder: CollectingRecorder) throws
        -> Gateway.Parts
    {
        let ledger = LedgerCounts()
        let permission = KeyPermission(models: plan.allowed, maxConcurrent: plan.permits)
        var narrowing = Narrowing(permission)
        for (level, kind) in zip(plan.levels, [PrincipalKind.team, .organisation]) {
            narrowing.narrow(by: level, of: Principal(kind, id: "\(kind.prefix)1", name: kind.rawValue))
        }
        let caller = Caller(keyID: "key_1", keyName: "e2e", permission: narrowing.permission, expires: nil)
        var critical = permission
        critical.priority = .critical
        let first = Caller(keyID: "key_2", keyName: "first", permission: critical, expires: nil)
        var parts = Gateway.Parts(
            limits: plan.limits,
            time: SystemTime(),
            keys: plan.keys ?? FakeKeys([House.key: caller, criticalKey: first]),
            history: FakeHistory(ledger: ledger),
            ledger: ledger,
            recorders: [recorder] + plan.recorders,
            capture: CaptureRule(general: .full),
            configHash: "0123456789ab",
            routes: routes(plan, ports),
            targets: plan.targets
        )
        parts.quotas = QuotaDesk(
            QuotaDesk.Rules(limits: plan.quotas, budgets: plan.budgets),
            time: parts.time,
            watcher: plan.watcher
        )
        if !plan.prices.isEmpty {
            let table = try PriceTable(day: "2026-11-23", texts: [])
            parts.pricing = Pricing(table: table, providers: [], configured: plan.prices)
        }
        return parts
    }

    private static func routes(_ plan: Plan, _ ports: (Int, Int)) -> RouteTable {
        func provider(_ name: String, _ port: Int, _ models: [String]) -> RouteTable.Provider {
            let target = Target(
                provider: name,
                upstream: name,
                origin: Origin(isTLS: false, host: "127.0.0.1", port: port),
                basePath: "/v1",
                credentialStyle: .bearer,
                credentialID: nil,
                credential: Secret(House.providerKey),
                surfaces: [.openAI],
                timeouts: plan.timeouts,
                residency: plan.residency[name] ?? []
            )
            return RouteTable.Provider(
                name: name,
                targets: [target],
                models: models.map { Pattern($0) },
                surfaces: [.openAI]
            )
        }
        return RouteTable(
            providers: [provider("acme", ports.0, plan.models), provider("other", ports.1, ["other-1"])],
            routes: plan.route.map { [$0] } ?? [],
            aliases: [:],
            defaultProvider: "acme"
        )
    }
}

/// Answers for it.
enum Canned {
    /// An answer with a length.
    static func whole(_ body: [UInt8], status: Int = 200, fields: String = "") -> [UInt8] {
        let head =
            "HTTP/1.1 \(status) X\r\ncontent-type: application/json\r\n\(fields)content-length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    static func whole(_ body: String, status: Int = 200, fields: String = "") -> [UInt8] {
        whole(Array(body.utf8), status: status, fields: fields)
    }

    /// An event stream in chunks of at most `size` bytes, with its last chunk.
    static func stream(_ body: [UInt8], fields: String = "", size: Int = 40) -> [UInt8] {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\(fields)transfer-encoding: chunked\r\n\r\n"
        var bytes = Array(head.utf8)
        for start in stride(from: 0, to: body.count, by: size) {
            let piece = body[start..<min(start + size, body.count)]
            bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
        }
        return bytes + Array("0\r\n\r\n".utf8)
    }

    /// A chat completion that says `words` and tells 3 and 4 tokens.
    static func chat(_ words: String) -> String {
        #"{"id":"c","model":"gpt-5","choices":[{"index":0,"message":{"content":"\#(words)"},"finish_reason":"stop"}],"#
            + #""usage":{"prompt_tokens":3,"completion_tokens":4}}"#
    }

    /// An event with words of a choice.
    static func delta(_ words: String, finish: String? = nil, choice: Int = 0) -> String {
        let finish = finish.map { "\"\($0)\"" } ?? "null"
        return Script.event(
            #""choices":[{"index":\#(choice),"delta":{"content":"\#(words)"},"finish_reason":\#(finish)}]"#
        )
    }

    /// The event with the tokens of the whole stream.
    static let usage = Script.event(#""choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}"#)

    /// A gzip file of one stored block (RFC 1951, 3.2.4; RFC 1952).
    static func gzip(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1]
        let count = UInt16(bytes.count)
        packed += [UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)] + bytes
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        for word in [~sum, UInt32(bytes.count)] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) { packed.append(UInt8(word >> shift & 0xFF)) }
        }
        return packed
    }
}
