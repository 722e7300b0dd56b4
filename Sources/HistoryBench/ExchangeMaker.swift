import Exchange
import Policy

/// Makes exchanges as a busy gateway sees them: many alike, some slow, a few that fail.
struct ExchangeMaker {
    /// Where exchanges go.
    struct Way {
        let target: Target
        let model: String
        let isTokenDear: Bool
    }

    /// What the documented examples ask for, so that they find something.
    enum Known {
        static let conversation = "conv_01KAQ7T2F5"
        static let trace: (high: UInt64, low: UInt64) = (0x4BF9_2F35_77B3_4DA6, 0xA3CE_929D_0E0E_4736)
        static let user = "alice@example.com"
        static let key = (id: "key_01KAQ7T2F5V8Y3N6M9R4S1W0XZ", name: "support")
        static let place = "01KAQ7T2F5V8Y3N6M9R4S1W0XZ"
    }

    private let ways: Ranked<Way>
    private let keys: Ranked<Caller>
    private let users: Ranked<String>
    private let environments = Ranked(["prod", "stage", "dev"])
    private let tools = Ranked(["search", "read_file", "run", "weather", "calendar"])
    private let failures = Ranked<
        (status: Int, outcome: Outcome, ending: Ending, code: FailureCode?, error: ErrorType)
    >([
        (429, .upstreamError, .providerError, nil, .http429),
        (429, .rejected, .rejectedQuota, .concurrencyLimit, .other),
        (500, .upstreamError, .providerError, nil, .http5xx), (503, .upstreamError, .providerError, nil, .http5xx),
        (200, .upstreamError, .upstreamCut, .upstreamTruncated, .truncated),
        (504, .timeout, .firstTokenTimeout, .responseTimeout, .responseTimeout),
        (0, .clientCancelled, .clientCancelled, .clientGone, .cancelled),
        (502, .upstreamError, .unreachable, .connectFailed, .connectRefused),
    ])
    private let stops = Ranked(RetryStop.allCases)
    private let passes = Ranked(PassReason.allCases)
    private let reasons = Ranked([ChoiceReason.retry, .fallback, .hedge, .canary])
    private var dice: Dice

    init(seed: UInt64) {
        var dice = Dice(seed: seed)
        let models = [
            ("openai", "gpt-4o-mini"), ("anthropic", "claude-sonnet-4-5"), ("openai", "gpt-5"),
            ("google", "gemini-2.5-flash"),
            ("openai", "gpt-5-mini"), ("anthropic", "claude-haiku-4-5"), ("groq", "llama-3.3-70b"),
            ("mistral", "mistral-small"),
            ("openai", "o4-mini"), ("deepseek", "deepseek-chat"), ("google", "gemini-2.5-pro"), ("xai", "grok-4"),
            ("openai", "gpt-4.1"), ("anthropic", "claude-opus-4-1"), ("cohere", "command-r"),
            ("openai", "text-embedding-3-small"),
        ]
        ways = Ranked(
            models.enumerated().map { index, model in
                Way(target: Self.target(model.0), model: model.1, isTokenDear: index % 4 == 2)
            }
        )
        let names = ["web", "support", "ci", "batch"] + (5...60).map { "team-\($0)" }
        keys = Ranked(
            names.map { name in
                let made = "key_" + ULID(at: WallTime(nanoseconds: 0), using: &dice).text
                let id = name == Known.key.name ? Known.key.id : made
                var principals = Principals()
                principals.organisation = Principal(.organisation, id: "org_\(Known.place)", name: "acme")
                let team = name == Known.key.name ? Known.place : String(made.dropFirst(4))
                principals.team = Principal(.team, id: "team_\(team)", name: name)
                let permission = Permission(KeyPermission())
                return Caller(keyID: id, keyName: name, permission: permission, principals: principals, expires: nil)
            }
        )
        users = Ranked((1...2_000).map { $0 == 1_500 ? Known.user : "user-\($0)@example.com" })
        self.dice = dice
    }

    /// The exchange of that number at that time.
    mutating func make(_ number: Int, at wall: WallTime) -> Exchange {
        let way = ways.draw(&dice)
        var exchange = started(way, at: wall)
        let failure = dice.chance(0.03) ? failures.draw(&dice) : nil
        exchange.outcome = failure?.outcome ?? .success
        exchange.ending = failure?.ending ?? (dice.chance(0.05) ? .lengthLimit : .complete)
        exchange.answer.status = failure?.status ?? 200
        exchange.failure = failure?.code.map { Failure($0, "the provider did not answer as it should") }
        run(&exchange, way, failure?.error)
        if failure == nil { settle(&exchange, way) }
        label(&exchange, number)
        route(&exchange)
        return exchange
    }

    private mutating func started(_ way: Way, at wall: WallTime) -> Exchange {
        var client = Client(
            address: "10.0.\(dice.next() % 4).\(dice.next() % 250)",
            isTLS: true,
            protocolVersion: "1.1"
        )
        client.userAgent = "OpenAI/Python 2.1.0"
        client.sdk = "python 2.1.0"
        if dice.chance(0.05) { client.requestID = "job-\(dice.next() % 1_000_000_000)" }
        var ask = Ask(
            method: .post,
            path: "/v1/chat/completions",
            route: .chatCompletions,
            surface: .openAI,
            operation: .chat,
            format: .openAIChat
        )
        ask.model = way.model
        ask.isStream = dice.chance(0.6)
        ask.maxTokens = 1_024
        var exchange = Exchange(
            id: RequestID(ULID(at: wall, using: &dice)),
            trace: .fresh(using: &dice),
            client: client,
            ask: ask,
            timeline: Timeline(accepted: Moment(nanoseconds: 1_000_000_000), wall: wall),
            configHash: "0123456789ab"
        )
        exchange.caller = keys.draw(&dice)
        exchange.auth = .ok
        exchange.capture = .metadata
        return exchange
    }

    /// The attempt and the times.
    private mutating func run(_ exchange: inout Exchange, _ way: Way, _ error: ErrorType?) {
        let start = exchange.timeline.accepted
        let total = Duration.microseconds(Int64(min(dice.skewed(median: 1_400_000, spread: 0.9), 6e8)))
        exchange.timeline.ended = start + total
        exchange.timeline.bodyWait = .microseconds(Int64.random(in: 20...400, using: &dice))
        guard exchange.outcome != .rejected else { return }
        var attempt = Attempt(
            target: way.target,
            model: way.model,
            modelLabel: way.model,
            started: start + .microseconds(Int64.random(in: 60...300, using: &dice))
        )
        attempt.isReused = dice.chance(0.95)
        attempt.poolWait = .microseconds(3)
        attempt.sent = attempt.started + .microseconds(80)
        attempt.errorType = error
        attempt.ended = start + (total - .microseconds(30))
        if exchange.answer.status > 0, exchange.outcome != .timeout {
            attempt.status = exchange.answer.status
            attempt.head = attempt.started + total / 4
            attempt.upstreamRequestID = "req-\(dice.next())"
        }
        exchange.attempts = [attempt]
        guard exchange.ask.isStream, error == nil else { return }
        exchange.answer.isStream = true
        exchange.answer.streamEnd = .complete
        exchange.timeline.firstToken = start + total / 4
        exchange.timeline.lastToken = start + total
        exchange.timeline.maxGap = total / 20
    }

    /// Tokens and cost.
    private mutating func settle(_ exchange: inout Exchange, _ way: Way) {
        let input = Int64(min(dice.skewed(median: 900, spread: 1.3), 400_000))
        let output = Int64(min(dice.skewed(median: 220, spread: 1), 32_000))
        let isCached = dice.chance(0.25)
        exchange.usage = Usage(input: input, output: output, cacheRead: isCached ? input / 2 : nil)
        exchange.usageSource = .provider
        let price =
            way.isTokenDear ? Cost(nanoUSD: input * 3_000 + output * 15_000) : Cost(nanoUSD: input * 150 + output * 600)
        let isPriced = dice.chance(0.98)
        exchange.bill = Bill(
            cost: isPriced ? price : nil,
            price: isPriced ? "\(way.target.provider)/\(way.model)" : nil,
            lookup: isPriced ? .priced : .unknownModel,
            version: "2026-11-23"
        )
        exchange.answer.model = way.model + "-2026-08-01"
        exchange.answer.id = "chatcmpl-\(dice.next())"
        exchange.answer.finishReasons = ["stop"]
        exchange.answer.requestBytes = input * 4
        exchange.answer.bytes = output * (exchange.ask.isStream ? 180 : 5)
        if exchange.ask.isStream { exchange.answer.events = output }
        guard dice.chance(0.08) else { return }
        exchange.ask.tools = 5
        exchange.answer.toolNames = [tools.draw(&dice)]
        exchange.answer.toolCalls = 1
    }

    /// What routing and retrying did: hardly anything, mostly.
    private mutating func route(_ exchange: inout Exchange) {
        if dice.chance(0.1) { exchange.modelRoute = "team-chat" }
        if exchange.outcome == .upstreamError, dice.chance(0.5) { exchange.retryStop = stops.draw(&dice) }
        if dice.chance(0.005) {
            exchange.passedOver = [PassedOver(upstream: "azure-2", modelLabel: "gpt-5", reason: passes.draw(&dice))]
        }
        if dice.chance(0.002) {
            let copied = exchange.timeline.wall + .nanoseconds(-1)
            exchange.shadowOf = RequestID(ULID(at: copied, using: &dice))
        }
        guard let last = exchange.attempts.last, dice.chance(0.02) else { return }
        var failed = last
        failed.errorType = .http5xx
        failed.status = 503
        failed.head = nil
        failed.ended = last.started
        let target = Self.target(last.provider)
        var repeated = Attempt(
            target: target,
            model: last.model,
            modelLabel: last.modelLabel,
            reason: reasons.draw(&dice),
            started: last.started
        )
        repeated.sent = last.sent
        repeated.head = last.head
        repeated.ended = last.ended
        repeated.status = last.status
        repeated.errorType = last.errorType
        exchange.attempts = [failed, repeated]
    }

    /// What the caller says of it.
    private mutating func label(_ exchange: inout Exchange, _ number: Int) {
        if dice.chance(0.4) { exchange.ask.user = users.draw(&dice) }
        if dice.chance(0.2) { exchange.ask.tags = [Tag(name: "env", value: environments.draw(&dice))] }
        let conversation = "conv_\(number / 40 * 8 + number % 8)"
        exchange.ask.conversation = ConversationHint(id: conversation, source: .header)
        switch number % 250_000 {
        case 17: exchange.ask.conversation = ConversationHint(id: Known.conversation, source: .header)
        case 18: exchange.trace.traceID = Known.trace
        default: break
        }
    }

    private static func target(_ provider: String) -> Target {
        Target(
            provider: provider,
            upstream: provider,
            origin: Origin(isTLS: true, host: "api.\(provider).com", port: 443),
            basePath: "",
            credentialStyle: .bearer,
            credentialID: "cred_\(provider)",
            credential: nil,
            surfaces: [.openAI]
        )
    }
}
