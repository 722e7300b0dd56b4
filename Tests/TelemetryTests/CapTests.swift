import Exchange
import Telemetry
import Testing

@Suite struct CapTests {
    private let metrics = Metrics.sample()

    @Test func `beyond 200 pairs of provider and model the model is _other, and it is counted`() {
        metrics.declare(provider: "openai", upstream: "openai-eu", models: (0..<300).map { "m\($0)" })
        for index in [0, 198, 199, 299] {
            var exchange = Samples.success()
            exchange.attempts = [
                Attempt(target: Samples.target, model: nil, modelLabel: "m\(index)", started: Samples.start)
            ]
            metrics.recorder.record(exchange)
        }
        func requests(_ model: String) -> Double? {
            let labels = #"provider="openai",model="\#(model)",operation="chat",stream="false",outcome="success""#
            return metrics.value("weir_llm_requests_total{\(labels)}")
        }
        // gpt-5.6 took the first place, so m0 to m198 have the rest.
        #expect(requests("m0") == 1 && requests("m198") == 1)
        #expect(requests("m199") == nil && requests("_other") == 2)
        #expect(metrics.value(#"weir_metrics_series_overflow_total{metric="weir_llm_requests_total"}"#) == 2)
    }

    @Test func `beyond 1,000 label sets a family counts under _other, and says so`() {
        for index in 0..<1_500 {
            metrics.registry.add(.upstreamConnections, ["p\(index)", "opened"])
        }
        let lines = metrics.lines().filter { $0.hasPrefix("weir_upstream_connections_total{") }
        #expect(lines.count == 1_001)
        #expect(metrics.value(#"weir_upstream_connections_total{provider="_other",result="opened"}"#) == 500)
        #expect(metrics.value(#"weir_metrics_series_overflow_total{metric="weir_upstream_connections_total"}"#) == 500)
    }

    @Test func `a flood of label values stays within the table of symbols`() {
        for index in 0..<10_000 { metrics.registry.add(.upstreamConnections, ["p\(index)", "opened"]) }
        #expect(metrics.value(#"weir_upstream_connections_total{provider="_other",result="opened"}"#) == 9_000)
    }

    @Test func `a value outside a closed set is _other and a wrong number of labels is ignored`() {
        metrics.registry.add(.upstreamConnections, ["openai", "exploded"])
        metrics.registry.add(.upstreamConnections, ["openai"])
        metrics.registry.add(.logstoreFlushDuration)
        metrics.registry.observe(.upstreamConnections, ["openai", "opened"], .seconds(1))
        #expect(metrics.value(#"weir_upstream_connections_total{provider="openai",result="_other"}"#) == 1)
        #expect(metrics.lines().filter { $0.hasPrefix("weir_upstream_connections_total{") }.count == 1)
    }

    @Test func `a configuration with very many models leaves room for what really happens`() {
        for provider in 0..<50 {
            metrics.declare(provider: "p\(provider)", upstream: "u", models: (0..<10).map { "m\($0)" })
        }
        let before = metrics.lines().filter { $0.hasPrefix("weir_llm_requests_total{") }.count
        metrics.recorder.record(Samples.success())
        let labels = #"provider="openai",model="gpt-5.6",operation="chat",stream="false",outcome="success""#
        #expect(before <= 500)
        #expect(metrics.value("weir_llm_requests_total{\(labels)}") == 1)
    }

    @Test func `the number of series is that of the exposition itself`() {
        let lines = metrics.lines().filter { !$0.hasPrefix("#") }
        let said = lines.first { $0.hasPrefix("weir_metrics_series ") }
        #expect(said == "weir_metrics_series \(Double(lines.count))")
    }
}
