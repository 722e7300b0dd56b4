import Exchange
import Telemetry
import Testing

@Suite struct RegistryTests {
    private let metrics = Metrics.sample()

    private func record(_ exchange: Exchange) {
        if exchange.shadowOf == nil { metrics.recorder.began(exchange.ask.route) }
        if exchange.answer.isStream { metrics.recorder.streamBegan("openai") }
        metrics.recorder.record(exchange)
    }

    @Test func `a plain exchange is counted once in every family it touches`() {
        record(Samples.success())
        let place = #"provider="openai",model="gpt-5.6",operation="chat""#
        let expected: [(String, Double)] = [
            (#"weir_http_requests_total{method="POST",route="/v1/chat/completions",status="200"}"#, 1),
            (#"weir_http_request_duration_seconds_count{route="/v1/chat/completions",status_class="2xx"}"#, 1),
            (#"weir_http_requests_in_flight{route="/v1/chat/completions"}"#, 0),
            (#"weir_auth_attempts_total{method="api_key",result="ok"}"#, 1),
            (#"weir_llm_requests_total{\#(place),stream="false",outcome="success"}"#, 1),
            (#"weir_llm_request_duration_seconds_sum{\#(place),stream="false",success="true"}"#, 1.234568),
            (#"weir_gateway_overhead_seconds_count{operation="chat",stream="false"}"#, 1),
            (#"weir_input_tokens_total{\#(place)}"#, 1_234),
            (#"weir_output_tokens_total{\#(place)}"#, 321),
            (#"weir_cache_read_input_tokens_total{\#(place)}"#, 1_024),
            (#"weir_reasoning_output_tokens_total{\#(place)}"#, 0),
            (#"weir_usage_reports_total{provider="openai",source="provider"}"#, 1),
            (#"weir_upstream_attempts_total{provider="openai",upstream="openai-eu",error_type="none"}"#, 1),
            (#"weir_upstream_responses_total{provider="openai",upstream="openai-eu",status="200"}"#, 1),
            (#"weir_upstream_phase_duration_seconds_count{provider="openai",phase="wait"}"#, 1),
            (#"weir_upstream_phase_duration_seconds_count{provider="openai",phase="dns"}"#, 0),
        ]
        for (series, value) in expected { #expect(metrics.value(series) == value, "\(series)") }
    }

    @Test func `a cost is counted in dollars, and an unknown price only as a look-up`() {
        for _ in 0..<3 { record(Samples.everything()) }
        var unknown = Samples.everything()
        unknown.bill = Bill(lookup: .unknownModel, version: "2026-11-23")
        record(unknown)
        let place = #"provider="openai",model="gpt-5.6",operation="chat""#
        #expect(metrics.value("weir_cost_usd_total{\(place)}") == 3.000723)
        #expect(metrics.value(#"weir_cost_lookups_total{result="priced"}"#) == 3)
        #expect(metrics.value(#"weir_cost_lookups_total{result="unknown_model"}"#) == 1)
        #expect(metrics.value(#"weir_cost_lookups_total{result="no_usage"}"#) == 0)
    }

    @Test func `a stream is counted while it runs and when it ends`() {
        metrics.recorder.began(.chatCompletions)
        metrics.recorder.streamBegan("openai")
        #expect(metrics.value(#"weir_streams_active{provider="openai"}"#) == 1)
        #expect(metrics.value(#"weir_http_requests_in_flight{route="/v1/chat/completions"}"#) == 1)
        metrics.recorder.record(Samples.stream(.upstreamTruncated, .upstreamError))
        #expect(metrics.value(#"weir_streams_active{provider="openai"}"#) == 0)
        #expect(metrics.value(#"weir_streams_total{provider="openai",cause="upstream_truncated"}"#) == 1)
        let upstream = #"provider="openai",upstream="openai-eu""#
        #expect(metrics.value(#"weir_upstream_stream_max_gap_seconds_sum{\#(upstream)}"#) == 0.0412)
        let perToken = #"weir_upstream_time_per_output_token_seconds_sum{\#(upstream),model="gpt-5.6"}"#
        #expect(metrics.value(perToken) == 0.0021900)
        let first = #"weir_llm_time_to_first_token_seconds_sum{provider="openai",model="gpt-5.6",operation="chat"}"#
        #expect(metrics.value(first) == 0.5321)
    }

    @Test func `a refusal has its reason, no provider and no attempt`() {
        record(Samples.unauthenticated(.authInvalid, .revoked))
        let route = #"route="/v1/chat/completions""#
        #expect(metrics.value(#"weir_http_rejections_total{\#(route),reason="auth_invalid"}"#) == 1)
        #expect(metrics.value(#"weir_auth_attempts_total{method="api_key",result="revoked"}"#) == 1)
        let labels = #"provider="none",model="_other",operation="chat",stream="false",outcome="rejected""#
        #expect(metrics.value("weir_llm_requests_total{\(labels)}") == 1)
        let attempts = #"weir_upstream_attempts_total{provider="openai",upstream="openai-eu",error_type="none"}"#
        #expect(metrics.value(attempts) == 0)
    }

    @Test func `a request refused before its credential was read is no authentication attempt`() {
        var exchange = Samples.failed(.headTooLarge)
        exchange.caller = nil
        exchange.auth = .missing
        record(exchange)
        #expect(metrics.value(#"weir_auth_attempts_total{method="none",result="missing"}"#) == 0)
    }

    @Test func `retries are counted by what failed before, free ones as resets`() {
        record(Samples.retried())
        record(Samples.everything())
        #expect(metrics.value(#"weir_upstream_retries_total{provider="openai",reason="http_429"}"#) == 1)
        #expect(metrics.value(#"weir_upstream_retries_total{provider="openai",reason="reset"}"#) == 1)
    }

    @Test func `a caller that left before a status is counted as 000`() {
        record(Samples.failed(.clientGone))
        let labels = #"method="POST",route="/v1/chat/completions",status="000""#
        #expect(metrics.value("weir_http_requests_total{\(labels)}") == 1)
        let duration = #"weir_http_request_duration_seconds_count{route="/v1/chat/completions",status_class="0xx"}"#
        #expect(metrics.value(duration) == 1)
    }

    @Test func `an unknown model, provider or status is _other`() {
        var exchange = Samples.success()
        let unknown = Target(
            provider: "evil\"}",
            upstream: "evil",
            origin: Origin(isTLS: false, host: "x", port: 1),
            basePath: "",
            credentialStyle: .none,
            credentialID: nil,
            credential: nil,
            surfaces: []
        )
        exchange.attempts = [Attempt(target: unknown, model: "m", modelLabel: "secret words", started: Samples.start)]
        exchange.answer.status = 9_999
        record(exchange)
        let labels = #"provider="_other",model="_other",operation="chat",stream="false",outcome="success""#
        #expect(metrics.value("weir_llm_requests_total{\(labels)}") == 1)
        #expect(
            metrics.value(#"weir_http_requests_total{method="POST",route="/v1/chat/completions",status="_other"}"#) == 1
        )
        #expect(!metrics.lines().contains { $0.contains("evil") || $0.contains("secret words") })
    }

    @Test func `a negative count or time does no harm`() {
        var exchange = Samples.success()
        exchange.usage = Usage(input: -5, output: .min)
        exchange.timeline.ended = Moment(nanoseconds: 0)
        record(exchange)
        let place = #"provider="openai",model="gpt-5.6",operation="chat""#
        #expect(metrics.value("weir_input_tokens_total{\(place)}") == 0)
        #expect(metrics.value(#"weir_llm_request_duration_seconds_sum{\#(place),stream="false",success="true"}"#) == 0)
    }

    @Test func `every exchange of the table is counted once`() {
        for sample in Samples.table { record(sample.exchange) }
        let total = metrics.lines().filter { $0.hasPrefix("weir_http_requests_total{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
        #expect(total == Double(Samples.table.count { $0.exchange.shadowOf == nil }))
        let moving = metrics.lines().filter {
            $0.hasPrefix("weir_http_requests_in_flight{") || $0.hasPrefix("weir_streams_active{")
        }
        #expect(!moving.isEmpty && moving.allSatisfy { $0.hasSuffix(" 0") })
    }

    @Test func `nothing is lost while many record, declare and scrape`() async {
        let metrics = metrics
        let exchange = Samples.stream()
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<4 {
                group.addTask {
                    for round in 0..<2_000 {
                        metrics.recorder.began(exchange.ask.route)
                        metrics.recorder.streamBegan("openai")
                        metrics.recorder.record(exchange)
                        if round % 500 == 0 {
                            metrics.declare(provider: "p\(lane)", upstream: "u", models: ["m\(round)"])
                        }
                    }
                }
            }
            group.addTask { for _ in 0..<20 { _ = metrics.lines(openMetrics: true) } }
        }
        let place = #"provider="openai",model="gpt-5.6",operation="chat""#
        #expect(metrics.value(#"weir_llm_requests_total{\#(place),stream="true",outcome="success"}"#) == 8_000)
        #expect(metrics.value("weir_output_tokens_total{\(place)}") == 2_568_000)
        let count = #"weir_http_request_duration_seconds_count{route="/v1/chat/completions",status_class="2xx"}"#
        #expect(metrics.value(count) == 8_000)
        #expect(metrics.value(#"weir_streams_active{provider="openai"}"#) == 0)
    }
}
