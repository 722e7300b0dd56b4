import Exchange
import Storage

extension Shapes {
    private static func counts(_ names: String...) -> [Shape.Member] {
        names.map { .init($0, .integer(0...Int64.max), "A count.") }
    }

    /// The state of the house.
    static let status = Shape.named(
        "Status",
        .object([
            .init("version", .words, "weir's version."), .init("config_hash", .words, "The configuration's revision."),
            .init("uptime_seconds", .integer(0...Int64.max), "Seconds since the start."),
            .init("is_store_degraded", .boolean, "True while the history cannot be written."),
            .init(
                "ledger",
                .object(
                    counts("accepted", "in_flight", "queued", "stored") + [
                        .init("dropped", .map(.integer(0...Int64.max)), "Rows not kept, by reason."),
                        .init("is_balanced", .boolean, "True when the counts add up."),
                    ]
                ),
                "The counts that balance."
            ),
            .init(
                "targets",
                .list(
                    .object([
                        .init("provider", .words, "The provider."), .init("upstream", .words, "The target."),
                        .init("origin", .words, "Where it listens."),
                        .init("credential_id", .words, "Its credential.", isRequired: false),
                    ]),
                    most: 100_000
                ),
                "The targets."
            ),
        ])
    )

    /// The targets with their breakers.
    static let upstreams = Shape.named(
        "Upstreams",
        .object([.init("upstreams", .list(upstream, most: 100_000), "In the order of the configuration.")])
    )
    private static let upstream = Shape.object(
        [
            .init("provider", .words, "The provider."), .init("upstream", .words, "The target."),
            .init("model", .words, "The configured name or pattern."), .init("breaker", .words, "The breaker's state."),
            .init("cause", .words, "Why it is not closed.", isRequired: false),
            .init("window", .object(counts("successes", "failures", "slow")), "What it saw of late."),
            .init("next_probe_seconds", .number, "Until the next probe.", isRequired: false),
            .init("latency_seconds", .number, "To the first byte.", isRequired: false),
        ] + counts("in_flight", "waiting")
    )

    /// What became of an order.
    static let order = Shape.named(
        "BreakerOrder",
        .object([
            .init("upstream", .words, "The target."), .init("model", .words, "The model.", isRequired: false),
            .init("breakers", .integer(1...Int64.max), "How many breakers it concerned."),
        ])
    )

    /// A login.
    static let login = Shape.named(
        "Login",
        .object([
            .init("name", .text(.name), "The account's name."),
            .init("password", .text(.password(1...1_024)), "Its password."),
        ])
    )

    /// Who asks.
    static let whoami = Shape.named(
        "Administrator",
        .object([
            .init("id", .words, "The id of the key or the account."), .init("name", .words, "Its name."),
            .init("kind", .oneOf(["key", "session"]), "What was shown."),
            .init("role", .oneOf(AdminRole.allCases.map(\.rawValue)), "What it may do."),
            .init("scopes", .list(.words, most: 64), "What it is bound to; none for everything."),
            .init("organisation", .nullable(.words), "The organisation it is bound to; null for the whole house."),
            .init("csrf_token", .nullable(.words), "What `X-Weir-CSRF` must hold in changes by cookie."),
            .init("expires", .nullable(.text(.time)), "When the session ends at the latest."),
        ])
    )

    /// How a limit stands for one subject.
    static let limit = Shape.named(
        "LimitState",
        .object(
            [
                .init("rule", .words, "The limit's name."), .init("scope", .words, "Whom it is for."),
                .init("subject", .words, "By what it is divided; empty where it is not."),
                .init("unit", .words, "What it counts."), .init("mode", .words, "Whether it is enforced."),
                .init("state", .words, "How near the subject is to it."),
                .init("window_seconds", .nullable(.number), "Over which time; null for what runs now."),
                .init("period", .nullable(.words), "Over which period of the calendar."),
                .init("reset_seconds", .number, "Until nothing is used any more if nobody asks."),
            ] + counts("limit", "burst", "used", "reserved", "remaining")
        )
    )

    /// How limits stand.
    static let limits = Shape.named(
        "LimitStates",
        .object([.init("data", .list(limit, most: 10_000), "The limits that hold the subject.")])
    )

    /// An entry of the configuration.
    static let entry = Shape.named(
        "ConfigEntry",
        .object([
            .init("name", .words, "Its name."), .init("source", .oneOf(["file", "managed"]), "Where it is defined."),
            .init("read_only", .boolean, "True for what the file defines."),
            .init("version", .nullable(.integer(1...Int64.max)), "The ETag of what this API made."),
            .init("values", .map(.words), "Every key below it with its value in force; never a secret."),
        ])
    )

    /// The configuration.
    static let config = Shape.named(
        "Config",
        .object([
            .init("revision", .words, "The revision; the ETag."),
            .init("values", .map(.words), "Every key with its value in force; never a secret."),
        ])
    )

    /// What goes wrong.
    static let problem = Shape.named(
        "Problem",
        .object([
            .init("type", .words, "`urn:weir:problem:` and the code."), .init("title", .words, "The status in words."),
            .init("status", .integer(400...599), "The status."), .init("detail", .words, "What went wrong."),
            .init("code", .oneOf(ProblemCode.allCases.map(\.rawValue)), "A stable word."),
            .init("request_id", .words, "The id of the request."), .init("instance", .words, "The same as a URN."),
            .init(
                "errors",
                .list(
                    .object([
                        .init("pointer", .words, "Where: a JSON pointer, or a parameter's name."),
                        .init("code", .words, "A stable word."), .init("detail", .words, "What is wrong."),
                        .init("suggestion", .words, "What may stand there instead.", isRequired: false),
                    ]),
                    most: 32
                ),
                "What is wrong, place by place.",
                isRequired: false
            ),
        ])
    )
}
