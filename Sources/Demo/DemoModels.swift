/// The models of the demo provider; docs/demo.md shows the same table.
package enum DemoModels {
    /// Every model, in the order of the documentation and of `/v1/models`.
    package static let all: [DemoModel] = [
        DemoModel("demo-chat", .answers, "Answers at once."),
        DemoModel("demo-embed", .answers, "The same under a name for embeddings; every model makes them."),
        DemoModel(
            "demo-slow",
            .answers,
            "Answers late and slowly.",
            [(.ttft, 2), (.tps, 5)]
        ),
        DemoModel(
            "demo-tools",
            .callsTools,
            "Calls the first tools offered; answers in words once their results are sent.",
            [(.calls, 1)]
        ),
        DemoModel(
            "demo-echo",
            .echoes,
            "Answers with the request as it came, credentials redacted."
        ),
        DemoModel(
            "demo-big",
            .answersBig,
            "Answers with a text of a given size.",
            [(.bytes, 1_000_000)]
        ),
        DemoModel(
            "demo-drip",
            .answers,
            "Answers a few bytes at a time.",
            [(.bps, 100)]
        ),
        DemoModel(
            "demo-flaky",
            .fails,
            "Fails at random, the same way every time.",
            [(.p, 0.3), (.status, 503), (.seed, 0)]
        ),
        DemoModel(
            "demo-first-error",
            .fails,
            "Fails first, then answers.",
            [(.times, 1), (.status, 503)]
        ),
        DemoModel(
            "demo-outage",
            .fails,
            "Fails for a while, then answers for a while.",
            [(.period, 60), (.down, 20), (.status, 503)]
        ),
        DemoModel(
            "demo-429",
            .limitsRate,
            "Answers 429 and says when to come back.",
            [(.retryAfter, 2), (.form, 0)]
        ),
        DemoModel(
            "demo-refusal",
            .refuses,
            "Refuses as providers do, with their codes.",
            [(.reason, 0)]
        ),
        DemoModel(
            "demo-status",
            .answersStatus,
            "Answers with a status.",
            [(.code, 500)]
        ),
        DemoModel(
            "demo-drop",
            .cuts,
            "Ends in the midst of the stream or body.",
            [(.after, 3), (.clean, 0), (.rst, 0)]
        ),
        DemoModel(
            "demo-stall",
            .stalls,
            "Goes silent in the midst of the stream or body.",
            [(.after, 3), (.hold, 600)]
        ),
        DemoModel(
            "demo-error-event",
            .sendsErrorEvent,
            "Sends an error event inside the stream; a plain answer is a failure.",
            [(.after, 3), (.error, 0)]
        ),
        DemoModel(
            "demo-malformed",
            .sendsBrokenJSON,
            "Sends an event or body that is not JSON.",
            [(.after, 3), (.shape, 0)]
        ),
        DemoModel(
            "demo-bad-http",
            .breaksHTTP,
            "Sends what no HTTP reader can take.",
            [(.wire, 0)]
        ),
        DemoModel(
            "demo-reset",
            .resets,
            "Closes the connection without any answer.",
            [(.rst, 1)]
        ),
    ]

    /// The model of that name, or nil.
    static func named(_ name: some StringProtocol) -> DemoModel? {
        all.first { $0.name == name }
    }
}
