import Exchange
import Testing

/// An exchange with a name, for tables of tests.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let exchange: Exchange
    let fate: RowFate

    init(_ name: String, _ exchange: Exchange, _ fate: RowFate = .queued) {
        self.name = name
        self.exchange = exchange
        self.fate = fate
    }

    var testDescription: String { name }
}

extension Samples {
    /// Every way to end, and every field at least once.
    static let table: [Sample] =
        served + [
            Sample("no credential", unauthenticated(.authMissing, .missing)),
            Sample("revoked key", unauthenticated(.authInvalid, .revoked)),
            Sample("client gone before a status", failed(.clientGone, attempts: [attempt(nil, .cancelled)])),
            Sample("client gone in a stream", stream(.clientDisconnect, .clientCancelled)),
            Sample("provider says 400", passedThrough(400, .http400, .clientError)),
            Sample("provider says 404", passedThrough(404, .http404, .clientError)),
            Sample("provider says 500", passedThrough(500, .http5xx, .upstreamError)),
            Sample("provider refuses the key", failed(.upstreamAuth, attempts: [attempt(403, .http403)])),
            Sample("cut stream", stream(.upstreamTruncated, .upstreamError)),
            Sample("error event", stream(.upstreamErrorEvent, .upstreamError)),
            Sample("idle stream", stream(.idleTimeout, .timeout)),
        ] + everyCode

    private static var served: [Sample] {
        [
            Sample("plain", success()),
            Sample("row dropped", success(), .dropped),
            Sample("row off", success(), .off),
            Sample("stream", stream()),
            Sample("crashed", crashed()),
            Sample("everything known", everything()),
            Sample("retried", retried()),
            Sample("fell back", fellBack()),
            Sample("hedge lost", hedged(won: false)),
            Sample("hedge won", hedged(won: true)),
            Sample("nobody to ask", passedOver()),
            Sample("given up", givenUp()),
            Sample("shadow", shadow()),
            Sample("stream asked for, plain answer", plainInsteadOfStream()),
            Sample("not a model", listing()),
            Sample("hostile texts", hostile()),
        ]
    }

    private static var everyCode: [Sample] {
        FailureCode.allCases.map { code in
            let reached = code.blame == .upstream
            return Sample(code.rawValue, failed(code, attempts: reached ? [attempt(nil, code.errorType)] : []))
        }
    }

    static func unauthenticated(_ code: FailureCode, _ auth: AuthResult) -> Exchange {
        var exchange = failed(code)
        exchange.caller = nil
        exchange.auth = auth
        return exchange
    }

    static func passedThrough(_ status: Int, _ type: ErrorType, _ outcome: Outcome) -> Exchange {
        var exchange = success()
        exchange.attempts = [attempt(status, type)]
        exchange.answer.status = status
        exchange.outcome = outcome
        exchange.usage = nil
        exchange.usageSource = nil
        return exchange
    }

    static func everything() -> Exchange {
        var exchange = stream()
        var principals = Principals()
        principals.organisation = Principal(.organisation, id: "org_01KASPGZJ0TM4V7XQ2BEC9HDN6", name: "acme")
        principals.team = Principal(.team, id: "team_01KASPGZJ0TM4V7XQ2BEC9HDN7", name: "search")
        principals.user = Principal(.user, id: "user_01KASPGZJ0TM4V7XQ2BEC9HDN8", name: "ann")
        exchange.caller = Caller(
            keyID: "key_01KASPGZJ0TM4V7XQ2BEC9HDN5",
            keyName: "ci",
            permission: Permission(KeyPermission()),
            principals: principals,
            expires: nil
        )
        exchange.client.requestID = "job-4711/3"
        exchange.client.sdk = "python/1.99.0"
        exchange.client.isTLS = false
        exchange.ask.conversation = ConversationHint(id: "conv_1", source: .header)
        exchange.ask.maxTokens = 512
        exchange.usage = Usage(input: 10, output: 20, cacheRead: 3, cacheWrite: 2, reasoning: 5)
        exchange.answer.toolCalls = 2
        exchange.bill = Bill(
            cost: Cost(nanoUSD: 1_000_241_000),
            reported: Cost(nanoUSD: 7),
            price: "openai/gpt-5",
            lookup: .priced,
            version: "2026-11-23"
        )
        exchange.attempts[0].dns = .microseconds(250)
        exchange.attempts[0].connect = .microseconds(540)
        exchange.attempts[0].tls = .microseconds(3_650)
        exchange.attempts[0].sent = at(6)
        exchange.attempts[0].isReused = false
        exchange.attempts[0].freeRetries = 1
        return exchange
    }

    static func crashed() -> Exchange {
        var exchange = asked()
        exchange.outcome = .gatewayCrashed
        exchange.ending = .gatewayCrashed
        return exchange
    }

    static func retried() -> Exchange {
        var exchange = success()
        exchange.attempts = [
            attempt(429, .http429, from: 1, to: 101.1), attempt(.retry, 200, from: 160, to: 1_200),
        ]
        exchange.attempts[0].retryAfter = .milliseconds(40)
        exchange.attempts[1].backoff = .microseconds(58_900)
        exchange.attempts[1].head = at(470)
        exchange.flags = [.retried, .upstreamLimited]
        return exchange
    }

    /// The first provider failed, and another answered.
    static func fellBack() -> Exchange {
        var exchange = success()
        exchange.modelRoute = "fast"
        exchange.attempts = [
            attempt(529, .overloaded, from: 1, to: 100), attempt(.fallback, 200, from: 101, to: 1_200, other: true),
        ]
        exchange.attempts[1].isProbe = true
        exchange.passedOver = [PassedOver(upstream: "openai-us", modelLabel: "gpt-5.6", reason: .saturated)]
        exchange.flags = [.fellBack]
        return exchange
    }

    /// Two attempts raced; the second began later.
    static func hedged(won: Bool) -> Exchange {
        var exchange = success()
        exchange.attempts = [
            attempt(.first, won ? nil : 200, won ? .cancelled : nil, from: 1, to: won ? 900 : 1_200),
            attempt(.hedge, won ? 200 : nil, won ? nil : .cancelled, from: 500, to: won ? 1_200 : 900, other: true),
        ]
        exchange.attempts[won ? 0 : 1].estimatedCost = Cost(nanoUSD: 1_200_040)
        return exchange
    }

    /// Every target's breaker was open.
    static func passedOver() -> Exchange {
        var exchange = failed(.circuitOpen)
        exchange.modelRoute = "fast"
        exchange.passedOver = [
            PassedOver(upstream: "openai-eu", modelLabel: "gpt-5.6", reason: .breakerOpen),
            PassedOver(upstream: "anthropic-1", modelLabel: "claude-sonnet-5", reason: .credentialOpen),
        ]
        exchange.retryStop = .noTarget
        return exchange
    }

    /// All that may be tried was tried.
    static func givenUp() -> Exchange {
        var exchange = passedThrough(503, .http5xx, .upstreamError)
        exchange.attempts = [
            attempt(500, .http5xx, from: 1, to: 100), attempt(.retry, nil, .reset, from: 300, to: 400),
            attempt(.retry, 503, .http5xx, from: 900, to: 1_200),
        ]
        exchange.attempts[1].backoff = .milliseconds(200)
        exchange.attempts[2].backoff = .milliseconds(500)
        exchange.retryStop = .attempts
        return exchange
    }

    /// A copy for comparison.
    static func shadow() -> Exchange {
        var exchange = success()
        exchange.shadowOf = RequestID(ULID(at: exchange.timeline.wall, random: (8, 9)))
        exchange.attempts = [attempt(.shadow, 200, from: 1, to: 1_200)]
        return exchange
    }

    static func plainInsteadOfStream() -> Exchange {
        var exchange = success()
        exchange.ask.isStream = true
        return exchange
    }

    static func listing() -> Exchange {
        var exchange = bare(.models, .models)
        exchange.ask.method = .get
        exchange.ask.path = "/v1/models"
        exchange.answer.status = 200
        return exchange
    }

    static func hostile() -> Exchange {
        var exchange = failed(.upstreamProtocol, attempts: [attempt(200, .protocolError)], cause: hostileCause)
        exchange.ask.path = "/v1/chat/" + String(repeating: "é", count: 200) + "?key=AIzaSyA0123456789012345678901234"
        exchange.ask.model = String(repeating: "語", count: 100)
        exchange.client.userAgent = "a\"b\\c\nd\te\u{1}\u{7F}\u{2028}" + String(repeating: "x", count: 400)
        return exchange
    }

    static let hostileCause =
        "provider said: Incorrect API key provided: sk-proj-0123456789abcdefABCDEF, Bearer abcdefghijklmnop "
        + String(repeating: "ü\u{0}", count: 400)
}
