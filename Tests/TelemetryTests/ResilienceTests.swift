import Exchange
import Telemetry
import Testing

@Suite struct ResilienceTests {
    private let metrics = Metrics.sample()

    init() {
        metrics.declare(provider: "anthropic", upstream: "anthropic-1", models: ["claude-sonnet-5"])
    }

    private func retries(_ reason: String, _ provider: String = "openai") -> Double? {
        metrics.value(#"weir_upstream_retries_total{provider="\#(provider)",reason="\#(reason)"}"#)
    }

    private func fallbacks(_ reason: String, to: String = "anthropic") -> Double? {
        metrics.value(#"weir_fallbacks_total{provider="openai",fallback="\#(to)",reason="\#(reason)"}"#)
    }

    /// How many series of a family are not 0.
    private func risen(_ family: String) -> Int {
        metrics.lines().filter { $0.hasPrefix(family) && !$0.hasSuffix(" 0") && !$0.hasSuffix(" 0.0") }.count
    }

    @Test func `each retry is counted under the error before it, and the last word under what forbade another`() {
        metrics.recorder.record(Samples.givenUp())
        #expect(retries("http_5xx") == 1 && retries("reset") == 1)
        let exhausted = #"weir_upstream_retries_exhausted_total{provider="openai",reason="#
        #expect(metrics.value(exhausted + #""attempts"}"#) == 1)
        #expect(metrics.value(exhausted + #""budget"}"#) == 0)
        #expect(risen("weir_fallbacks_total") == 0)
        metrics.recorder.record(Samples.passedOver())
        #expect(metrics.value(#"weir_upstream_retries_exhausted_total{provider="none",reason="no_target"}"#) == 1)
    }

    @Test func `a retry that was forbidden does not count where the answer came after all`() {
        var exchange = Samples.hedged(won: false)
        exchange.retryStop = .budget
        metrics.recorder.record(exchange)
        #expect(risen("weir_upstream_retries_exhausted_total") == 0)
    }

    @Test func `pauses and attempts are counted under the provider`() {
        metrics.recorder.record(Samples.givenUp())
        metrics.recorder.record(Samples.success())
        let attempts = "weir_upstream_attempts_per_request"
        #expect(metrics.value(#"\#(attempts)_sum{provider="openai"}"#) == 4)
        #expect(metrics.value(#"\#(attempts)_bucket{provider="openai",le="1.0"}"#) == 1)
        #expect(metrics.value(#"\#(attempts)_bucket{provider="openai",le="2.0"}"#) == 1)
        #expect(metrics.value(#"\#(attempts)_bucket{provider="openai",le="3.0"}"#) == 2)
        #expect(metrics.value(#"weir_upstream_retry_backoff_seconds_count{provider="openai"}"#) == 2)
        #expect(metrics.value(#"weir_upstream_retry_backoff_seconds_sum{provider="openai"}"#) == 0.7)
    }

    @Test func `a move to another provider is a retry of that one and a fallback from the first`() {
        metrics.recorder.record(Samples.fellBack())
        #expect(fallbacks("overloaded") == 1)
        #expect(retries("overloaded", "anthropic") == 1 && retries("overloaded") == 0)
        let place = #"provider="anthropic",model="claude-sonnet-5",operation="chat",stream="false""#
        #expect(metrics.value(#"weir_llm_requests_total{\#(place),outcome="success"}"#) == 1)
    }

    @Test(arguments: [
        (PassReason.breakerOpen, "breaker_open"), (.credentialOpen, "breaker_open"), (.isolated, "breaker_open"),
        (.saturated, "_other"), (.noKey, "_other"), (.surface, "_other"),
    ])
    func `a first attempt elsewhere is a fallback, and no retry`(_ reason: PassReason, _ counted: String) {
        var exchange = Samples.success()
        exchange.passedOver = [PassedOver(upstream: "openai-eu", modelLabel: "gpt-5.6", reason: reason)]
        exchange.attempts = [Samples.attempt(.fallback, 200, from: 1, to: 1_200, other: true)]
        metrics.recorder.record(exchange)
        #expect(fallbacks(counted) == 1)
        #expect(risen("weir_upstream_retries_total") == 0)
    }

    @Test func `a fallback to another upstream of the provider, or from one unknown, names no provider wrongly`() {
        var exchange = Samples.success()
        exchange.passedOver = [PassedOver(upstream: "openai-eu", modelLabel: "gpt-5.6", reason: .breakerOpen)]
        exchange.attempts = [Samples.attempt(.fallback, 200, from: 1, to: 1_200)]
        metrics.recorder.record(exchange)
        exchange.passedOver = []
        metrics.recorder.record(exchange)
        #expect(risen("weir_fallbacks_total") == 0)
        exchange.passedOver = [PassedOver(upstream: "evil\"}", modelLabel: "x", reason: .breakerOpen)]
        metrics.recorder.record(exchange)
        let unknown = #"weir_fallbacks_total{provider="_other",fallback="openai",reason="breaker_open"}"#
        #expect(metrics.value(unknown) == 1)
        #expect(!metrics.lines().contains { $0.contains("evil") })
    }

    @Test func `an attempt given up for a hedge is no cause of the retry behind it`() {
        var exchange = Samples.givenUp()
        exchange.attempts = [
            Samples.attempt(.first, 500, .http5xx, from: 1, to: 400),
            Samples.attempt(.hedge, nil, .cancelled, from: 300, to: 401, other: true),
            Samples.attempt(.fallback, 503, .http5xx, from: 410, to: 500, other: true),
        ]
        metrics.recorder.record(exchange)
        #expect(retries("http_5xx", "anthropic") == 1 && fallbacks("http_5xx") == 1)
        #expect(risen("weir_upstream_retries_total") == 1)
    }

    @Test func `of two attempts that race the one that answered has the request`() {
        metrics.recorder.record(Samples.hedged(won: false))
        metrics.recorder.record(Samples.hedged(won: false))
        metrics.recorder.record(Samples.hedged(won: true))
        #expect(metrics.value(#"weir_upstream_hedges_total{provider="anthropic",result="lost"}"#) == 2)
        #expect(metrics.value(#"weir_upstream_hedges_total{provider="anthropic",result="won"}"#) == 1)
        #expect(metrics.value(#"weir_upstream_hedges_total{provider="openai",result="won"}"#) == 0)
        let rest = #"operation="chat",stream="false",outcome="success"}"#
        #expect(metrics.value(#"weir_llm_requests_total{provider="openai",model="gpt-5.6",\#(rest)"#) == 2)
        #expect(metrics.value(#"weir_llm_requests_total{provider="anthropic",model="claude-sonnet-5",\#(rest)"#) == 1)
        #expect(risen("weir_upstream_retries_total") == 0 && risen("weir_fallbacks_total") == 0)
    }

    @Test func `the last success is absent before the first and keeps its time over a failure`() {
        let series = #"weir_upstream_last_success_timestamp_seconds{upstream="openai-eu"}"#
        metrics.recorder.record(Samples.givenUp())
        #expect(metrics.value(series) == nil)
        metrics.recorder.record(Samples.success())
        #expect(metrics.value(series) == 1_795_396_660)
        metrics.recorder.record(Samples.givenUp())
        #expect(metrics.value(series) == 1_795_396_660)
        #expect(metrics.value(#"weir_upstream_last_success_timestamp_seconds{upstream="anthropic-1"}"#) == nil)
    }

    @Test func `a shadow counts as itself and as attempts, and nowhere else`() {
        let before = Set(metrics.lines())
        var stream = Samples.stream()
        stream.shadowOf = Samples.shadow().shadowOf
        metrics.recorder.record(Samples.shadow())
        metrics.recorder.record(stream)
        let own = #"weir_shadow_requests_total{provider="openai",model="gpt-5.6",outcome="success"}"#
        #expect(metrics.value(own) == 2)
        let attempts = #"weir_upstream_attempts_total{provider="openai",upstream="openai-eu",error_type="none"}"#
        #expect(metrics.value(attempts) == 2)
        let changed = Set(metrics.lines()).subtracting(before).filter { !$0.hasPrefix("#") }
        let allowed = [
            "weir_shadow_requests_total", "weir_upstream_attempt", "weir_upstream_responses_total",
            "weir_upstream_phase_duration", "weir_upstream_time_to_first_token", "weir_upstream_last_success",
            "weir_metrics_", "process_",
        ]
        for line in changed { #expect(allowed.contains { line.hasPrefix($0) }, "\(line)") }
        #expect(!changed.contains { $0.hasPrefix("weir_upstream_attempts_per_request") })
    }

    @Test func `closed sets stand at 0 before anything happened`() {
        for stop in RetryStop.allCases {
            let series = "weir_upstream_retries_exhausted_total{provider=\"openai\",reason=\"\(stop.rawValue)\"}"
            #expect(metrics.value(series) == 0)
        }
        #expect(metrics.value(#"weir_upstream_hedges_total{provider="openai",result="won"}"#) == 0)
        let breaker = #"breaker="target",upstream="openai-eu",model="gpt-5.6""#
        #expect(metrics.value(#"weir_breaker_transitions_total{\#(breaker),to="open"}"#) == 0)
        #expect(metrics.value("weir_breaker_rejections_total{\(breaker)}") == 0)
    }
}
