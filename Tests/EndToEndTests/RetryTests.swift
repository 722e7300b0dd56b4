import Exchange
import Policy
import Proxy
import Support
import Testing

/// What callers, providers and records see when targets fail.
@Suite(.serialized) struct RetryTests {
    private static let good = Canned.whole(Canned.chat("fine"))
    private static let busy = Canned.whole(#"{"error":{"message":"busy","type":"server_error"}}"#, status: 503)

    private static func places(_ inFlight: Int, _ queue: Int, _ wait: Duration) -> BulkheadSettings {
        var places = BulkheadSettings()
        (places.inFlight, places.queue, places.wait) = (inFlight, queue, wait)
        return places
    }

    @Test func `a provider that fails once is asked again`() async throws {
        try await CannedHouse.run([Self.busy, Self.good], .smart()) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 200 && answer.text == Canned.chat("fine"))
            #expect(answer["x-weir-attempts"] == "2" && answer["x-should-retry"] == nil)
            #expect(exchange.attempts.map(\.status) == [503, 200])
            #expect(exchange.attempts.map(\.reason) == [.first, .retry])
            #expect(exchange.outcome == .success && exchange.flags.contains(.retried) && exchange.retryStop == nil)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `after the last attempt the answer stands and the caller is asked not to begin anew`() async throws {
        try await CannedHouse.run(Self.busy, .smart()) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 503 && answer["x-should-retry"] == "false")
            #expect(house.provider.requests.count == 3 && exchange.attempts.count == 3)
            #expect(exchange.retryStop == .attempts && exchange.outcome == .upstreamError)
        }
    }

    @Test func `the next target of a route takes over at once, under its own name for the model`() async throws {
        let plan = CannedHouse.Plan.smart { $0.other = [Self.good] }
        try await CannedHouse.run(Self.busy, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 200 && answer["x-weir-target"] == "other")
            #expect(house.provider.requests.map { $0.text.contains(#""model":"gpt-5""#) } == [true])
            #expect(house.other.requests.map { $0.text.contains(#""model":"other-1""#) } == [true])
            #expect(exchange.attempts.map(\.reason) == [.first, .fallback] && exchange.modelRoute == "smart")
            #expect(exchange.flags.contains(.fellBack))
        }
    }

    @Test(arguments: [
        (401, #"{"error":{"message":"no"}}"#, 502), (400, #"{"error":{"message":"no","type":"invalid"}}"#, 400),
        (404, #"{"error":{"message":"no"}}"#, 404),
    ])
    func `what would fail again is asked once`(_ status: Int, _ body: String, _ told: Int) async throws {
        try await CannedHouse.run([Canned.whole(body, status: status), Self.good], .smart()) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == told && exchange.attempts.count == 1)
        }
    }

    @Test(arguments: [true, false])
    func `a request that is too long goes on where the route asks for it`(_ isAsked: Bool) async throws {
        let long = #"{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}"#
        let plan = CannedHouse.Plan.smart { plan in
            plan.other = [Self.good]
            plan.route?.fallbackOn = isAsked ? [.contextWindow] : []
        }
        try await CannedHouse.run(Canned.whole(long, status: 400), plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == (isAsked ? 200 : 400))
            #expect(exchange.attempts.count == (isAsked ? 2 : 1))
        }
    }

    @Test func `a stream whose first event is an error is tried again before anything is shown`() async throws {
        let error = Canned.stream(
            Array("data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n".utf8)
        )
        let body = Canned.delta("a", finish: "stop") + Canned.usage + "data: [DONE]\n\n"
        try await CannedHouse.run([error, Canned.stream(Array(body.utf8))], .smart()) { house in
            let (answer, exchange) = try await house.ask(request("x", isStream: true))
            #expect(answer.status == 200 && !answer.text.contains("overloaded") && answer.text.contains("[DONE]"))
            #expect(exchange.attempts.map(\.errorType) == [.errorEvent, nil] && exchange.outcome == .success)
        }
    }

    @Test func `what may have been carried out is not done twice`() async throws {
        try await CannedHouse.run([Self.busy, Self.good], .smart()) { house in
            let body = #"{"model":"gpt-5","input":"x"}"#
            let text =
                "POST /v1/responses HTTP/1.1\r\nhost: h\r\nauthorization: Bearer \(House.key)\r\n"
                + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            let (answer, exchange) = try await house.ask(text)
            #expect(answer.status == 503 && house.provider.requests.count == 1)
            #expect(exchange.retryStop == .notReplayable)
        }
    }

    @Test func `a provider's wait is waited, and a long one is handed on`() async throws {
        let limit = #"{"error":{"message":"slow down","type":"rate_limit_error"}}"#
        let short = Canned.whole(limit, status: 429, fields: "retry-after-ms: 20\r\n")
        let long = Canned.whole(limit, status: 429, fields: "retry-after: 600\r\n")
        try await CannedHouse.run([short, Self.good, long], .smart()) { house in
            let (first, waited) = try await house.ask(request("x"))
            #expect(first.status == 200)
            #expect(waited.attempts[0].retryAfter == .milliseconds(20))
            #expect(waited.attempts[1].backoff >= .milliseconds(20))
            let (second, exchange) = try await house.ask(request("x"))
            #expect(second.status == 429 && second["retry-after"] == "600" && exchange.attempts.count == 1)
        }
    }

    @Test func `failures in a row open the breaker, and it says for how long`() async throws {
        let plan = CannedHouse.Plan.smart { $0.targets.retry.attempts = 1 }
        try await CannedHouse.run(Self.busy, plan) { house in
            for _ in 0..<5 { _ = try await house.ask(request("x")) }
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 503 && answer["x-weir-error"] == "circuit_open")
            #expect(answer["retry-after"].flatMap { Int($0) }.map { (1...8).contains($0) } == true)
            #expect(house.provider.requests.count == 5 && exchange.attempts.isEmpty)
            #expect(exchange.passedOver.map(\.reason) == [.breakerOpen] && exchange.flags.contains(.breakerOpen))
        }
    }

    @Test(arguments: [true, false], ["<html>no</html>", ""])
    func `a page or nothing in place of words is no answer`(_ isStream: Bool, _ body: String) async throws {
        let page = Array(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
                .utf8
        )
        let plan = CannedHouse.Plan.smart { $0.other = [Self.good] }
        try await CannedHouse.run(page, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart", isStream: isStream))
            #expect(answer.status == 200 && answer["x-weir-target"] == "other")
            #expect(exchange.attempts.map(\.errorType) == [.protocolError, nil])
            let (alone, refused) = try await house.ask(request("x", isStream: isStream))
            #expect(alone.status == 502 && alone["x-weir-error"] == "upstream_protocol")
            #expect(refused.outcome == .upstreamError && refused.attempts.count == 1)
        }
    }

    @Test func `the caller may shorten the time`() async throws {
        try await CannedHouse.run([[]], .smart()) { house in
            let (answer, exchange) = try await house.ask(request("x", fields: "x-weir-timeout-ms: 300\r\n"))
            #expect(answer.status == 504 && answer["x-weir-error"] == "deadline_exceeded")
            #expect(exchange.timeline.total < .seconds(2))
        }
    }

    @Test func `what finds no place is told so and asks nobody`() async throws {
        let plan = CannedHouse.Plan.smart { plan in
            plan.targets.bulkheads = ["acme": Self.places(1, 0, .milliseconds(50))]
        }
        try await CannedHouse.run([[]], plan) { house in
            let waiting = try RawCaller(port: house.port)
            try waiting.send(request("x"))
            #expect(try await becomes(within: .seconds(5)) { house.provider.requests.count == 1 })
            let (answer, exchange) = try await house.ask(request("y"))
            #expect(answer.status == 503 && answer["x-weir-error"] == "upstream_saturated")
            #expect(house.provider.requests.count == 1 && exchange.passedOver.map(\.reason) == [.saturated])
        }
    }

    @Test func `where several targets are full one waits for them once`() async throws {
        let plan = CannedHouse.Plan.smart { plan in
            let places = Self.places(0, 4, .milliseconds(400))
            plan.targets.bulkheads = ["acme": places, "other": places]
        }
        try await CannedHouse.run([[]], plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 503 && answer["x-weir-error"] == "upstream_saturated")
            #expect(exchange.passedOver.map(\.reason) == [.saturated, .saturated])
            let wait = exchange.timeline.admissionWait
            #expect(wait >= .milliseconds(400) && wait < .milliseconds(700), "\(wait)")
        }
    }

    @Test func `in a full queue a critical caller takes the turn of another, who is told so at once`() async throws {
        let plan = CannedHouse.Plan.smart { plan in
            plan.targets.bulkheads = ["acme": Self.places(1, 1, .seconds(20))]
        }
        try await CannedHouse.run([[]], plan) { house in
            let running = try RawCaller(port: house.port)
            try running.send(request("x"))
            #expect(try await becomes(within: .seconds(5)) { house.provider.requests.count == 1 })
            let displaced = try RawCaller(port: house.port)
            try displaced.send(request("y"))
            #expect(try await becomes(within: .seconds(5)) { house.gateway.register.states.map(\.waiting) == [1] })
            let critical = try RawCaller(port: house.port)
            try critical.send(request("z", key: CannedHouse.criticalKey))
            let answer = try displaced.answer()
            #expect(answer.status == 503 && answer["x-weir-error"] == "upstream_saturated")
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 1 })
            let exchange = try #require(house.recorder.exchanges.first)
            #expect(exchange.caller?.keyID == "key_1" && exchange.passedOver.map(\.reason) == [.saturated])
            #expect(exchange.timeline.total < .seconds(10) && house.provider.requests.count == 1)
            running.leave()
            #expect(try await becomes(within: .seconds(5)) { house.provider.requests.count == 2 })
        }
    }

    @Test func `a failure that ends the exchange counts once`() async throws {
        let plan = CannedHouse.Plan.smart { plan in
            plan.targets.retry.attempts = 1
            plan.closes = true
        }
        try await CannedHouse.run([[]], plan) { house in
            for _ in 0..<5 {
                let (answer, exchange) = try await house.ask(request("x"))
                #expect(answer.status == 502 && exchange.attempts.count == 1)
            }
            let (answer, _) = try await house.ask(request("x"))
            #expect(answer["x-weir-error"] == "circuit_open" && house.provider.requests.count == 5)
        }
    }

    @Test func `where the next target is left alone the first is asked again`() async throws {
        let plan = CannedHouse.Plan.smart { $0.other = [Self.busy] }
        try await CannedHouse.run([Self.busy, Self.good], plan) { house in
            for _ in 0..<2 { _ = try await house.ask(request("x", model: "other-1")) }
            #expect(house.other.requests.count == 5)
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 200 && exchange.attempts.map(\.reason) == [.first, .retry])
            #expect(house.other.requests.count == 5)
        }
    }

    @Test func `a target that is left alone is named where nobody could be asked`() async throws {
        let plan = CannedHouse.Plan.smart { plan in
            plan.other = [Self.busy]
            plan.slow = .milliseconds(20)
        }
        try await CannedHouse.run(Array("HTTP/1.1 2x0 bad\r\n\r\n".utf8), plan) { house in
            for _ in 0..<2 { _ = try await house.ask(request("x", model: "other-1")) }
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 502 && exchange.attempts.count == 1 && exchange.retryStop == .noTarget)
            #expect(exchange.passedOver.map(\.upstream) == ["other"])
            #expect(exchange.passedOver.map(\.reason) == [.breakerOpen])
        }
    }

    @Test func `the time of the exchange is kept while it waits for a place`() async throws {
        let plan = CannedHouse.Plan.smart { plan in
            plan.targets.bulkheads = ["acme": Self.places(1, 4, .seconds(10))]
        }
        try await CannedHouse.run([[]], plan) { house in
            let waiting = try RawCaller(port: house.port)
            try waiting.send(request("x"))
            #expect(try await becomes(within: .seconds(5)) { house.provider.requests.count == 1 })
            let (answer, exchange) = try await house.ask(request("y", fields: "x-weir-timeout-ms: 300\r\n"))
            #expect(answer.status == 503 && answer["x-weir-error"] == "upstream_saturated")
            #expect(exchange.timeline.total < .seconds(5) && exchange.passedOver.map(\.reason) == [.saturated])
            #expect(faults(of: exchange) == [])
        }
    }
}
