import Exchange
import Telemetry
import Testing

@Suite struct EventTests {
    private static let change: AuditChange = {
        var change = AuditChange(
            actor: "key_1",
            action: "key.create",
            target: "key_2",
            before: "aaaa",
            after: "bbbb"
        )
        change.detail = #"{"name":"app"}"#
        return change
    }()
    /// One of each kind, with every field.
    private static let events: [Event] = [
        .start(configHash: "9f86d081884c", listeners: ["127.0.0.1:8080"], openFileLimit: 1_024, warnings: ["w"]),
        .ready(after: .milliseconds(12)),
        .drain(inFlight: 3, deadline: .seconds(30)),
        .stop(reason: "SIGTERM", abandoned: 0),
        .configApplied(hash: "9f86d081884c", before: "000000000000"),
        .configRefused(hash: "9f86d081884c", problems: ["weir.yaml:3:1 unknown key"]),
        .logstoreDropped(7, reason: .queueFull),
        .storeDegraded("database or disk is full"),
        .recovered(3, crashed: 2, "flight recorder: 3 exchanges of the last process stored"),
        .retention(days: ["2026-10-01"], failed: ["2026-10-02"], trimmed: 5, freedBytes: 4_096),
        .breakerTransition(Samples.opened),
        .budgetThreshold(
            BudgetEvent(
                BudgetRule(id: "pocket", holder: .key, subject: nil, period: .day, amount: Cost(nanoUSD: 100)),
                subject: "key_1",
                period: WallTime(nanoseconds: 0),
                threshold: 80,
                spent: Cost(nanoUSD: 81)
            )
        ),
        .audit(.auditKey, change),
        .audit(.auditCredential, change),
        .audit(.auditChange, change),
        .log(.warning, "storage", "disk is slow", error: "sk-0123456789abcdef"),
    ]
    private static let envelope = [
        "timestamp", "level", "event.name", "message", "weir.schema", "service.name", "service.version",
        "service.instance.id",
    ]

    private func lines(_ events: [Event], trace: Trace? = nil) throws -> [JSONReader.Value] {
        try captured { sink in
            let log = EventLog(sink, envelope: .sample, time: FixedTime())
            for event in events { log.emit(event, trace: trace) }
        }.map { try JSONReader.read($0) }
    }

    @Test func `every kind of event has the envelope and exactly its documented fields`() throws {
        let lines = try lines(Self.events)
        #expect(lines.map { $0["event.name"]?.text } == EventName.allCases.map(\.rawValue))
        for (line, name) in zip(lines, EventName.allCases) {
            #expect(Array(line.keys.prefix(8)) == Self.envelope)
            #expect(Array(line.keys.dropFirst(8)) == name.fields)
        }
    }

    @Test(arguments: [false, true]) func `what was refused is a warning and says so`(isRefused: Bool) throws {
        var change = AuditChange(actor: "server", action: "credential.open", target: "cred_1")
        change.isRefused = isRefused
        change.detail = #"{"reason":"sk-0123456789abcdef"}"#
        let line = try #require(try lines([.audit(.auditCredential, change)]).first)
        #expect(line["level"]?.text == (isRefused ? "warning" : "notice"))
        #expect(line["weir.audit.result"]?.text == (isRefused ? "refused" : "ok"))
        #expect(line["message"]?.text == "server credential.open cred_1" + (isRefused ? ", refused" : ""))
        #expect(line["weir.audit.detail"]?.text?.contains("0123456789") == false)
        #expect(line["weir.audit.hash_before"] == nil)
    }

    @Test(arguments: [("open", "warning"), ("half_open", "info"), ("closed", "info"), ("isolated", "notice")])
    func `a breaker that opens is a warning, one that closes is not`(_ state: String, _ level: String) throws {
        let line = try #require(try lines([.breakerTransition(Samples.change(to: state, for: nil))]).first)
        #expect(line["level"]?.text == level)
        #expect(line["weir.breaker.to"]?.text == state)
        #expect(line["weir.breaker.open_ms"] == nil)
    }

    @Test func `the event of a breaker tells target, states, reason and window`() throws {
        let line = try #require(try lines([.breakerTransition(Samples.opened)]).first)
        #expect(line["message"]?.text == "breaker of openai-eu gpt-5.6: closed to open, consecutive_failures")
        #expect(line["weir.breaker"]?.text == "target")
        #expect(line["weir.upstream.id"]?.text == "openai-eu")
        #expect(line["weir.breaker.from"]?.text == "closed")
        #expect(line["weir.breaker.reason"]?.text == "consecutive_failures")
        #expect(line["weir.breaker.successes"] == .number("12"))
        #expect(line["weir.breaker.failures"] == .number("5"))
        #expect(line["weir.breaker.open_ms"] == .number("5250.0"))
    }

    @Test func `an event of a request carries its trace behind the envelope`() throws {
        let line = try #require(try lines([.log(.info, "proxy", "x")], trace: Samples.bare().trace).first)
        #expect(Array(line.keys.dropFirst(8)) == ["trace_id", "span_id", "trace_flags", "weir.log.label"])
    }

    @Test func `texts of events are scrubbed and cut`() throws {
        let long = String(repeating: "ä", count: 1_000)
        let event = Event.log(.error, "x", long, error: "Bearer 0123456789abcdef")
        let line = try #require(try lines([event]).first)
        #expect(line["message"]?.text?.utf8.count == 512)
        #expect(line["error.message"]?.text == "Bearer [redacted]")
    }

    @Test func `an event is told at once, then once an interval with the count`() {
        var throttle = EventThrottle(every: .seconds(10))
        let start = Moment(nanoseconds: 0)
        #expect(throttle.admit("dropped", 5, now: start) == 5)
        #expect(throttle.admit("dropped", 3, now: start + .seconds(1)) == nil)
        #expect(throttle.admit("other", 1, now: start + .seconds(1)) == 1)
        #expect(throttle.admit("dropped", 2, now: start + .seconds(9)) == nil)
        #expect(throttle.admit("dropped", 1, now: start + .seconds(10)) == 6)
        #expect(throttle.admit("dropped", 1, now: start + .seconds(11)) == nil)
    }
}
