import Exchange

/// A generator whose draws can be repeated: SplitMix64.
struct Draw: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// A generator that only ever draws one word.
struct Stuck: RandomNumberGenerator {
    let word: UInt64

    mutating func next() -> UInt64 { word }
}

/// Exchanges and what they are made of.
enum Samples {
    static let start = Moment(nanoseconds: 5_000_000_000)
    static let wall = WallTime(nanoseconds: 1_795_396_659_000_000_000)

    static let target = Target(
        provider: "openai",
        upstream: "openai-2",
        origin: Origin(isTLS: true, host: "API.OpenAI.com", port: 443),
        basePath: "/v1",
        credentialStyle: .bearer,
        credentialID: "cred_01KASPGZJ0A8W3K6PD5RXGM1YT",
        credential: nil,
        surfaces: [.openAI]
    )

    static func at(_ milliseconds: Int64) -> Moment {
        start + .milliseconds(milliseconds)
    }

    /// An exchange of which only the head is known.
    static func exchange(_ operation: Operation = .chat) -> Exchange {
        let ask = Ask(
            method: .post,
            path: "/v1/chat/completions",
            route: .chatCompletions,
            surface: .openAI,
            operation: operation,
            format: .openAIChat
        )
        return Exchange(
            id: RequestID(ULID(at: wall, random: (1, 2))),
            trace: Trace(traceID: (3, 4), spanID: 5, flags: 1),
            client: Client(address: "10.0.0.9", isTLS: false, protocolVersion: "1.1"),
            ask: ask,
            timeline: Timeline(accepted: start, wall: wall),
            configHash: "0123456789ab"
        )
    }

    /// A try that began and ended so many milliseconds after the start.
    static func attempt(_ began: Int64, _ ended: Int64?) -> Attempt {
        var attempt = Attempt(target: target, model: "gpt-4o", modelLabel: "gpt-*", started: at(began))
        attempt.ended = ended.map(at)
        return attempt
    }
}
