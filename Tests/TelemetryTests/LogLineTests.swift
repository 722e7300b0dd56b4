import Exchange
import Telemetry
import Testing

@Suite struct LogLineTests {
    /// The line of one sample, read back.
    private func line(_ sample: Sample) throws -> JSONReader.Value {
        let lines = try captured { LogLineRecorder($0, envelope: .sample).record(sample.exchange, fate: sample.fate) }
        #expect(lines.count == 1)
        return try JSONReader.read(try #require(lines.first))
    }

    @Test(arguments: Samples.table)
    func `a line is one JSON object with known keys in the order of the documentation`(_ sample: Sample) throws {
        let line = try line(sample)
        let order = LogField.all.map(\.key)
        let positions = try line.keys.map { try #require(order.firstIndex(of: $0), "\($0) is not documented") }
        #expect(positions == positions.sorted())
        for field in LogField.all where field.presence == .always { #expect(line[field.key] != nil, "\(field.key)") }
        #expect(!line.members.contains { $0.1 == .null })
    }

    @Test(arguments: Samples.table)
    func `the fields have the documented types`(_ sample: Sample) throws {
        let line = try line(sample)
        for field in LogField.all {
            guard let value = line[field.key] else { continue }
            let type =
                switch value {
                case .string: "string"
                case .array: "array"
                case .bool: "boolean"
                case .number(let text): field.type == "integer" && Int64(text) != nil ? "integer" : "number"
                case .object, .null: "other"
                }
            #expect(type == field.type, "\(field.key)")
        }
    }

    @Test(arguments: Samples.table)
    func `outcome, error type and reason agree`(_ sample: Sample) throws {
        let line = try line(sample)
        let type = line["error.type"]?.text
        let reason = line["weir.rejection.reason"]?.text
        switch sample.exchange.outcome {
        case .success:
            #expect(type == nil && reason == nil)
        case .rejected:
            #expect(type == nil && reason == sample.exchange.failure?.code.rejection?.rawValue)
        case .upstreamError, .gatewayError, .timeout, .gatewayCrashed:
            #expect(type != nil || reason != nil)
            #expect(type.map { ErrorType(rawValue: $0) != nil } ?? true)
        case .clientError, .clientCancelled:
            #expect(type != nil && reason == nil)
        }
    }

    @Test func `every documented field is written by some exchange`() throws {
        var seen: Set<String> = []
        for sample in Samples.table { seen.formUnion(try line(sample).keys) }
        #expect(Set(LogField.all.map(\.key)).subtracting(seen).isEmpty)
    }

    @Test func `an amount of money is written in dollars, whole, and left out when it is not known`() throws {
        let priced = try line(Sample("priced", Samples.everything()))
        #expect(priced["weir.cost.usd"] == .number("1.000241000"))
        #expect(priced["weir.cost.reported_usd"] == .number("0.000000007"))
        #expect(priced["weir.price.version"]?.text == "2026-11-23")
        var unknown = Samples.everything()
        unknown.bill = Bill(lookup: .unknownModel, version: "2026-11-23")
        let unpriced = try line(Sample("unpriced", unknown))
        #expect(unpriced["weir.cost.usd"] == nil)
        #expect(unpriced["weir.cost.reported_usd"] == nil)
    }

    @Test func `a common line reads as documented`() throws {
        let line = try line(Sample("stream", Samples.everything()))
        #expect(line["timestamp"]?.text == "2026-11-23T01:17:40.234568Z")
        #expect(line["message"]?.text == "POST /v1/chat/completions 200 success 1234.568 ms")
        #expect(line["trace_id"]?.text == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(line["span_id"]?.text == "00f067aa0ba902b7")
        #expect(line["weir.request.id"]?.text == Samples.everything().id.description)
        #expect(line["url.scheme"]?.text == "http")
        #expect(line["weir.time.total_ms"] == .number("1234.568"))
        #expect(line["weir.time.admission_ms"] == .number("0.0"))
        #expect(line["weir.time.tls_ms"] == .number("3.65"))
        #expect(line["weir.time.first_token_ms"] == .number("532.1"))
        #expect(line["weir.time.upstream_send_ms"] == .number("0.55"))
        #expect(line["gen_ai.usage.cache_creation.input_tokens"] == .number("2"))
        #expect(line["weir.history.persisted"]?.text == "queued")
        #expect(line["weir.ending"]?.text == "complete")
    }

    @Test func `a dropped row is flagged and the trail tells each attempt`() throws {
        let line = try line(Sample("retried", Samples.retried(), .dropped))
        #expect(line["weir.response.flags"] == .array([.string("RT"), .string("UL"), .string("HD")]))
        #expect(line["weir.history.persisted"]?.text == "dropped")
        guard case .array(let trail) = line["weir.upstream.trail"] else { return #expect(Bool(false), "no trail") }
        #expect(trail.map { $0["error_type"]?.text } == ["http_429", "none"])
        #expect(trail.map { $0["ms"]?.number } == [100.1, 1_040])
        #expect(trail.map { $0["reason"]?.text } == ["first", "retry"])
        #expect(line["weir.time.backoff_ms"] == .number("58.9"))
        #expect(line["weir.upstream.retry_after_ms"] == .number("40.0"))
        #expect(line["weir.fallback.from"] == nil)
    }

    @Test func `a fallback names the provider it came from, the route and who was passed over`() throws {
        let line = try line(Sample("fell back", Samples.fellBack()))
        #expect(line["weir.fallback.from"]?.text == "openai")
        #expect(line["gen_ai.provider.name"]?.text == "anthropic")
        #expect(line["weir.model_route"]?.text == "fast")
        #expect(line["weir.breaker.state"]?.text == "half_open")
        guard case .array(let passed) = line["weir.upstream.passed_over"] else { return #expect(Bool(false), "none") }
        #expect(passed.map(\.keys) == [["upstream", "model", "reason"]])
        #expect(passed.first?["reason"]?.text == "saturated")
    }

    @Test func `a request without a target tells who was passed over, and of no attempt`() throws {
        let line = try line(Sample("nobody", Samples.passedOver()))
        guard case .array(let passed) = line["weir.upstream.passed_over"] else { return #expect(Bool(false), "none") }
        #expect(passed.map { $0["reason"]?.text } == ["breaker_open", "credential_open"])
        #expect(line["weir.retry.stop"]?.text == "no_target")
        #expect(line["error.type"]?.text == "breaker_open")
        #expect(line["weir.response.flags"] == .array([.string("CB")]))
        #expect(line["weir.breaker.state"] == nil && line["weir.upstream.attempts"] == nil)
    }

    @Test(arguments: [(false, "openai-eu"), (true, "anthropic-1")])
    func `of two attempts that raced the line is about the one that answered`(_ won: Bool, _ upstream: String) throws {
        let line = try line(Sample("raced", Samples.hedged(won: won)))
        #expect(line["weir.upstream.id"]?.text == upstream)
        #expect(line["weir.upstream.status_code"] == .number("200"))
        #expect(line["weir.upstream.attempts"] == .number("2"))
        #expect(line["error.type"] == nil && line["weir.fallback.from"] == nil)
        #expect(line["weir.time.overhead_ms"] == .number("35.367"))
        guard case .array(let trail) = line["weir.upstream.trail"] else { return #expect(Bool(false), "no trail") }
        let cost = JSONReader.Value.number("0.001200040")
        #expect(trail.map { $0["estimated_cost_usd"] } == (won ? [cost, nil] : [nil, cost]))
    }

    @Test func `a shadow names the request it repeats`() throws {
        let exchange = Samples.shadow()
        let line = try line(Sample("shadow", exchange))
        #expect(line["weir.shadow_of"]?.text == exchange.shadowOf?.description)
        #expect(line["weir.shadow_of"]?.text != line["weir.request.id"]?.text)
    }

    @Test func `lists of attempts and targets are cut, hostile names escaped`() throws {
        var exchange = Samples.givenUp()
        exchange.attempts = Array(repeating: exchange.attempts[1], count: 40)
        let name = String(repeating: "\"", count: 400)
        exchange.passedOver = Array(
            repeating: PassedOver(upstream: name, modelLabel: name, reason: .surface),
            count: 40
        )
        exchange.modelRoute = name
        let line = try line(Sample("long", exchange))
        guard case .array(let trail) = line["weir.upstream.trail"],
            case .array(let passed) = line["weir.upstream.passed_over"]
        else { return #expect(Bool(false), "no lists") }
        #expect(trail.count == 8 && passed.count == 16)
        #expect(passed.allSatisfy { $0["model"]?.text?.utf8.count == 128 })
        #expect(line["weir.model_route"]?.text?.utf8.count == 128)
    }

    @Test func `hostile texts are escaped, cut at a character and scrubbed`() throws {
        let line = try line(Sample("hostile", Samples.hostile()))
        #expect(line["url.path"]?.text?.utf8.count == 255)
        #expect(line["gen_ai.request.model"]?.text == String(repeating: "語", count: 42))
        #expect(line["user_agent.original"]?.text?.hasPrefix("a\"b\\c\nd\te\u{1}\u{7F}\u{2028}xxx") == true)
        #expect(line["user_agent.original"]?.text?.utf8.count == 256)
        let message = try #require(line["error.message"]?.text)
        #expect(message.utf8.count <= 512 && message.contains("[redacted]") && !message.contains("sk-proj"))
    }

    @Test(arguments: zip(Outcome.allCases, ["info", "info", "info", "warning", "error", "warning", "info"]))
    func `the level follows the outcome`(_ outcome: Outcome, _ level: String) throws {
        var exchange = Samples.success()
        exchange.outcome = outcome
        #expect(try line(Sample("", exchange))["level"]?.text == level)
    }

    @Test func `the numbers of tokens that nobody reported are left out`() throws {
        var exchange = Samples.success()
        exchange.usage = Usage(output: 0)
        let line = try line(Sample("", exchange))
        #expect(line["gen_ai.usage.input_tokens"] == nil)
        #expect(line["gen_ai.usage.output_tokens"] == .number("0"))
    }
}

@Suite struct EscapeTests {
    @Test(arguments: [0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F] as [UInt8])
    func `a byte is escaped rightly at every place of a text`(_ byte: UInt8) throws {
        for place in 0..<20 {
            var text = Array(repeating: UInt8(ascii: "e"), count: 20)
            text[place] = byte
            let words = String(decoding: text, as: UTF8.self) + "é語😀"
            var exchange = Samples.success()
            exchange.client.sdk = words
            let lines = try captured { LogLineRecorder($0, envelope: .sample).record(exchange, fate: .queued) }
            #expect(try JSONReader.read(try #require(lines.first))["weir.client.sdk"]?.text == words)
        }
    }
}
