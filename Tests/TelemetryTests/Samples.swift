import Exchange

/// A clock that stands still until it is moved.
struct FixedTime: TimeSource {
    var now = Moment(nanoseconds: 1_000_000_000)
    var wall = WallTime(nanoseconds: 1_795_396_660_234_568_000)
}

/// Exchanges as the line of the proxy would leave them, one for each way to end.
enum Samples {
    static let target = Target(
        provider: "openai",
        upstream: "openai-eu",
        origin: Origin(isTLS: true, host: "api.openai.com", port: 443),
        basePath: "",
        credentialStyle: .bearer,
        credentialID: "cred_01KASPGZJ0A8W3K6PD5RXGM1YT",
        credential: nil,
        surfaces: [.openAI]
    )
    static let otherTarget = Target(
        provider: "anthropic",
        upstream: "anthropic-1",
        origin: Origin(isTLS: true, host: "api.anthropic.com", port: 443),
        basePath: "",
        credentialStyle: .xAPIKey,
        credentialID: nil,
        credential: nil,
        surfaces: [.openAI]
    )
    static let start = Moment(nanoseconds: 5_000_000_000)

    static func at(_ milliseconds: Double) -> Moment {
        start + .nanoseconds(Int64(milliseconds * 1e6))
    }

    /// An exchange of which only the head is known.
    static func bare(_ route: Route = .chatCompletions, _ operation: Operation = .chat) -> Exchange {
        var client = Client(address: "10.0.0.9", isTLS: true, protocolVersion: "1.1")
        client.userAgent = "OpenAI/Python 1.99.0"
        let ask = Ask(
            method: .post,
            path: route == .unmatched ? "/wp-login.php" : "/v1/chat/completions",
            route: route,
            surface: .openAI,
            operation: operation,
            format: .openAIChat
        )
        let wall = WallTime(nanoseconds: 1_795_396_659_000_000_000)
        var exchange = Exchange(
            id: RequestID(ULID(at: wall, random: (7, 0x1234_5678_9ABC_DEF0))),
            trace: Trace(
                traceID: (0x4bf9_2f35_77b3_4da6, 0xa3ce_929d_0e0e_4736),
                spanID: 0x00f0_67aa_0ba9_02b7,
                flags: 1
            ),
            client: client,
            ask: ask,
            timeline: Timeline(accepted: start, wall: wall),
            configHash: "9f86d081884c"
        )
        exchange.timeline.ended = at(1_234.568)
        return exchange
    }

    /// An exchange with a caller and a model.
    static func asked(stream: Bool = false) -> Exchange {
        var exchange = bare()
        exchange.caller = Caller(
            keyID: "key_01KASPGZJ0TM4V7XQ2BEC9HDN5",
            keyName: "ci",
            permission: KeyPermission(),
            expires: nil
        )
        exchange.auth = .ok
        exchange.ask.model = "gpt-5.6"
        exchange.ask.isStream = stream
        exchange.answer.requestBytes = 4_211
        exchange.timeline.bodyWait = .microseconds(201)
        return exchange
    }

    /// An attempt that was answered with `status`.
    static func attempt(_ status: Int?, _ type: ErrorType? = nil, from: Double = 1, to: Double = 1_200) -> Attempt {
        var attempt = Attempt(target: target, model: "gpt-5.6", modelLabel: "gpt-5.6", started: at(from))
        attempt.poolWait = .microseconds(10)
        attempt.sent = at(from + 0.06)
        attempt.head = status.map { _ in at(from + 310) }
        attempt.ended = at(to)
        attempt.status = status
        attempt.errorType = type
        attempt.upstreamRequestID = "req_abc"
        attempt.isReused = true
        return attempt
    }

    /// An attempt made for a reason, at the second target where asked for; it lasts from and to so many milliseconds.
    static func attempt(
        _ reason: ChoiceReason,
        _ status: Int?,
        _ type: ErrorType? = nil,
        from: Double,
        to: Double,
        other: Bool = false
    ) -> Attempt {
        let model = other ? "claude-sonnet-5" : "gpt-5.6"
        let target = other ? otherTarget : target
        var attempt = Attempt(target: target, model: model, modelLabel: model, reason: reason, started: at(from))
        attempt.sent = at(from)
        attempt.head = status.map { _ in at(from) }
        attempt.ended = at(to)
        attempt.status = status
        attempt.errorType = type
        return attempt
    }

    /// A plain answer with tokens.
    static func success() -> Exchange {
        var exchange = asked()
        exchange.attempts = [attempt(200)]
        exchange.answer.status = 200
        exchange.answer.bytes = 93_210
        exchange.answer.model = "gpt-5.6-2026-08-01"
        exchange.answer.id = "chatcmpl-1"
        exchange.answer.finishReasons = ["stop"]
        exchange.usage = Usage(input: 1_234, output: 321, cacheRead: 1_024)
        exchange.usageSource = .provider
        return exchange
    }

    /// A stream, ended as given.
    static func stream(_ end: StreamEnd = .complete, _ outcome: Outcome = .success) -> Exchange {
        var exchange = success()
        exchange.ask.isStream = true
        exchange.outcome = outcome
        exchange.answer.isStream = true
        exchange.answer.events = 322
        exchange.answer.streamEnd = end
        exchange.timeline.firstToken = at(532.1)
        exchange.timeline.lastToken = at(1_232.9)
        exchange.timeline.maxGap = .microseconds(41_200)
        exchange.attempts[0].firstToken = at(531)
        return exchange
    }

    /// An exchange that failed with `code` after no or some attempts.
    static func failed(_ code: FailureCode, attempts: [Attempt] = [], cause: String? = nil) -> Exchange {
        var exchange = asked()
        exchange.attempts = attempts
        exchange.failure = Failure(code, "it failed", cause: cause)
        exchange.outcome = code.outcome
        exchange.ending = code.ending
        exchange.flags = code.flag
        exchange.answer.status = code == .clientGone ? 0 : code.status
        return exchange
    }
}
