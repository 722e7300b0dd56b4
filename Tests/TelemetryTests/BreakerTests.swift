import Exchange
import Telemetry
import Testing

@Suite struct BreakerTests {
    private let metrics = Metrics.sample()

    /// Lets `body` use a watcher, and returns the lines it wrote.
    private func watched(_ body: (BreakerRecorder) -> Void) throws -> [JSONReader.Value] {
        try captured { sink in
            body(BreakerRecorder(metrics.registry, EventLog(sink, envelope: .sample, time: FixedTime())))
        }.map { try JSONReader.read($0) }
    }

    private func state(_ state: String, _ labels: String) -> Double? {
        metrics.value(#"weir_breaker_state{\#(labels),state="\#(state)"}"#)
    }

    @Test func `each change of a breaker is counted and told once`() throws {
        let lines = try watched { watcher in
            watcher.changed(Samples.opened)
            watcher.changed(Samples.change(to: "half_open", for: nil))
            watcher.changed(Samples.change(.credential, model: "_all", to: "open", for: .seconds(60)))
        }
        #expect(lines.map { $0["event.name"]?.text } == Array(repeating: "weir.breaker.transition", count: 3))
        let target = #"breaker="target",upstream="openai-eu",model="gpt-5.6""#
        #expect(metrics.value(#"weir_breaker_transitions_total{\#(target),to="open"}"#) == 1)
        #expect(metrics.value(#"weir_breaker_transitions_total{\#(target),to="half_open"}"#) == 1)
        #expect(metrics.value(#"weir_breaker_transitions_total{\#(target),to="closed"}"#) == 0)
        let credential = #"breaker="credential",upstream="openai-eu",model="_all""#
        #expect(metrics.value(#"weir_breaker_transitions_total{\#(credential),to="open"}"#) == 1)
    }

    @Test func `what is left of a provider's limits is the least of its models, and absent where it is not known`() {
        var (one, other) = (Samples.state("gpt-5.6", "closed"), Samples.state("gpt-5", "closed"))
        one.headroom = [Headroom(.requests, remaining: 0.5, reset: nil)]
        other.headroom = [
            Headroom(.requests, remaining: 0.25, reset: WallTime(nanoseconds: 7_500_000_000)),
            Headroom(.tokens, remaining: 0, reset: nil),
        ]
        metrics.expose(FixedTargets([one, other]))
        let left = { (resource: String) in
            metrics.value(#"weir_upstream_ratelimit_remaining_ratio{upstream="openai-eu",resource="\#(resource)"}"#)
        }
        #expect(left("requests") == 0.25 && left("tokens") == 0 && left("input_tokens") == nil)
        let name = "weir_upstream_ratelimit_reset_timestamp_seconds"
        #expect(metrics.value(#"\#(name){upstream="openai-eu",resource="requests"}"#) == 7.5)
        #expect(metrics.value(#"\#(name){upstream="openai-eu",resource="tokens"}"#) == nil)
    }

    @Test func `each refusal is counted and none is told`() throws {
        let lines = try watched { watcher in
            for _ in 0..<3 { watcher.refused(.target, upstream: "openai-eu", modelLabel: "gpt-5.6") }
            watcher.refused(.credential, upstream: "openai-eu", modelLabel: "_all")
        }
        #expect(lines.isEmpty)
        let target = #"breaker="target",upstream="openai-eu",model="gpt-5.6""#
        #expect(metrics.value("weir_breaker_rejections_total{\(target)}") == 3)
        let credential = #"breaker="credential",upstream="openai-eu",model="_all""#
        #expect(metrics.value("weir_breaker_rejections_total{\(credential)}") == 1)
    }

    @Test func `what is not configured is _other`() throws {
        _ = try watched { watcher in
            watcher.changed(Samples.change(model: "caller's words", to: "exploded", for: nil))
            watcher.refused(.target, upstream: "evil", modelLabel: "gpt-5.6")
        }
        let labels = #"breaker="target",upstream="openai-eu",model="_other",to="_other""#
        #expect(metrics.value("weir_breaker_transitions_total{\(labels)}") == 1)
        let unknown = #"breaker="target",upstream="_other",model="_other""#
        #expect(metrics.value("weir_breaker_rejections_total{\(unknown)}") == 1)
        #expect(!metrics.lines().contains { $0.contains("evil") || $0.contains("words") })
    }

    @Test func `a breaker shows one state of four, as it is at the scrape`() {
        let targets = FixedTargets([Samples.state("gpt-5.6", "open"), Samples.state("_all", "closed")])
        metrics.expose(targets)
        let target = #"breaker="target",upstream="openai-eu",model="gpt-5.6""#
        let credential = #"breaker="credential",upstream="openai-eu",model="_all""#
        #expect(state("open", target) == 1 && state("closed", target) == 0)
        #expect(state("half_open", target) == 0 && state("isolated", target) == 0)
        #expect(state("closed", credential) == 1)
        targets.set([Samples.state("gpt-5.6", "closed")])
        #expect(state("open", target) == 0 && state("closed", target) == 1)
        #expect(state("closed", credential) == nil)
        #expect(metrics.lines().filter { $0.hasPrefix("weir_breaker_state{") }.count == 4)
    }

    @Test func `models without a place share _other, which shows the worst of them`() {
        let states = ["closed", "open", "isolated", "half_open", "nonsense"].enumerated()
        metrics.expose(FixedTargets(states.map { Samples.state("m\($0.offset)", $0.element) }))
        let other = #"breaker="target",upstream="openai-eu",model="_other""#
        #expect(state("open", other) == 1)
        #expect(state("closed", other) == 0 && state("isolated", other) == 0)
        #expect(metrics.lines().filter { $0.hasPrefix("weir_breaker_state{") }.count == 4)
    }

    @Test func `attempts and waiting requests are summed by upstream, those of credentials left out`() {
        metrics.expose(
            FixedTargets([
                Samples.state("gpt-5.6", "closed", inFlight: 3, waiting: 1),
                Samples.state("gpt-4o", "closed", inFlight: 4, waiting: -9),
                Samples.state("_all", "closed", inFlight: 7),
                Samples.state("gpt-5.6", "closed", upstream: "openai-us"),
            ])
        )
        #expect(metrics.value(#"weir_upstream_in_flight{upstream="openai-eu"}"#) == 7)
        #expect(metrics.value(#"weir_upstream_waiting{upstream="openai-eu"}"#) == 1)
        #expect(metrics.value(#"weir_upstream_in_flight{upstream="openai-us"}"#) == 0)
    }

    @Test func `more breakers than a family holds stay within its cap, each with all of its states`() {
        metrics.expose(FixedTargets((0..<400).map { Samples.state("gpt-5.6", "open", upstream: "u\($0)") }))
        let lines = metrics.lines().filter { $0.hasPrefix("weir_breaker_state{") }
        #expect(lines.count == 1_000)
        #expect(lines.filter { $0.hasSuffix(" 1.0") || $0.hasSuffix(" 1") }.count == 250)
    }

    @Test func `nothing is lost while breakers change and scrapes ask for their states`() async throws {
        let metrics = metrics
        metrics.expose(FixedTargets([Samples.state("gpt-5.6", "open")]))
        let sink = try LogSink(.file("/dev/null"), capacity: 1 << 16)
        let watcher = BreakerRecorder(metrics.registry, EventLog(sink, envelope: .sample, time: FixedTime()))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<500 { watcher.changed(Samples.opened) } }
            }
            group.addTask { for _ in 0..<20 { _ = metrics.lines() } }
        }
        let target = #"breaker="target",upstream="openai-eu",model="gpt-5.6""#
        #expect(metrics.value(#"weir_breaker_transitions_total{\#(target),to="open"}"#) == 2_000)
    }
}
