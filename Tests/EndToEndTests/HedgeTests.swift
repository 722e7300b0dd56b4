import Exchange
import Policy
import Proxy
import Support
import Testing

/// What callers, providers and records see of second attempts and of copies.
@Suite(.serialized) struct HedgeTests {
    private static let good = Canned.whole(Canned.chat("fine"))
    private static let other = Canned.whole(Canned.chat("other"))
    private static let bad = Canned.whole(#"{"error":{"message":"busy","type":"server_error"}}"#, status: 503)
    private static let words = Canned.stream(
        Array((Canned.delta("a", finish: "stop") + Canned.usage + "data: [DONE]\n\n").utf8)
    )
    private static let errorEvent = Canned.stream(
        Array("data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n".utf8)
    )
    /// A head and nothing behind it.
    private static let silence = Array(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".utf8
    )

    private static func plan(_ change: (inout CannedHouse.Plan) -> Void = { _ in }) -> CannedHouse.Plan {
        .smart(hedge: HedgeSettings(after: .milliseconds(30), percent: 100), change)
    }

    // MARK: second attempts

    @Test func `a second target answers where the first is silent, and the first is let go`() async throws {
        try await CannedHouse.run([[]], Self.plan { $0.other = [Self.other] }) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 200 && answer.text == Canned.chat("other") && answer["x-weir-target"] == "other")
            #expect(exchange.attempts.map(\.reason) == [.first, .hedge])
            #expect(exchange.attempts.map(\.errorType) == [.cancelled, nil] && exchange.decidingIndex == 1)
            #expect(exchange.attempts.allSatisfy { $0.ended != nil } && exchange.outcome == .success)
            #expect(exchange.flags.contains(.fellBack) && !exchange.flags.contains(.retried))
            #expect(house.other.requests.map { $0.text.contains(#""model":"other-1""#) } == [true])
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `a stream is decided by its first event, not by its head`() async throws {
        try await CannedHouse.run(Self.silence, Self.plan { $0.other = [Self.words] }) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart", isStream: true))
            #expect(answer.status == 200 && answer.text.contains("[DONE]") && answer.isWhole)
            #expect(exchange.attempts.map(\.errorType) == [.cancelled, nil] && exchange.outcome == .success)
            #expect(exchange.usage?.output == 4)
        }
    }

    @Test(arguments: [bad, errorEvent, silence + Array("0\r\n\r\n".utf8)])
    func `a second attempt that fails leaves the word to the first`(_ failure: [UInt8]) async throws {
        let plan = Self.plan { plan in
            plan.other = [failure]
            plan.slow = .milliseconds(150)
        }
        try await CannedHouse.run(Self.words, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart", isStream: true))
            #expect(answer.status == 200 && answer["x-weir-target"] == "acme" && answer.text.contains("[DONE]"))
            #expect(exchange.attempts.map(\.reason) == [.first, .hedge] && exchange.decidingIndex == 0)
            #expect(exchange.attempts[1].errorType != nil && exchange.outcome == .success)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `a first attempt that answers lets the second go`() async throws {
        let plan = Self.plan { plan in
            plan.other = [[]]
            plan.slow = .milliseconds(100)
        }
        try await CannedHouse.run(Self.good, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 200 && answer["x-weir-target"] == "acme" && answer["x-weir-attempts"] == "2")
            #expect(exchange.attempts.map(\.errorType) == [nil, .cancelled] && exchange.decidingIndex == 0)
            #expect(!exchange.flags.contains(.fellBack) && exchange.usage?.output == 4)
        }
    }

    @Test func `a first attempt that fails waits for the second`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.other]
            plan.slow = .milliseconds(60)
            plan.otherSlow = .milliseconds(150)
        }
        try await CannedHouse.run(Self.bad, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 200 && answer["x-weir-target"] == "other")
            #expect(exchange.attempts.map(\.status) == [503, 200] && house.provider.requests.count == 1)
        }
    }

    @Test func `where both fail the request is tried again, and three attempts are all`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.bad]
            plan.slow = .milliseconds(60)
        }
        try await CannedHouse.run(Self.bad, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 503 && exchange.attempts.map(\.reason) == [.first, .hedge, .retry])
            #expect(exchange.retryStop == .attempts)
            #expect(house.provider.requests.count + house.other.requests.count == 3)
        }
    }

    @Test func `nothing is asked beside a first attempt where nothing was earned`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.other]
            plan.slow = .milliseconds(100)
            plan.route?.hedge?.percent = 50
        }
        try await CannedHouse.run(Self.good, plan) { house in
            let (_, first) = try await house.ask(request("x", model: "smart"))
            let (_, second) = try await house.ask(request("x", model: "smart"))
            #expect(first.attempts.count == 1 && second.attempts.count == 2)
            #expect(house.other.requests.count == 1)
        }
    }

    @Test func `what may have been carried out is asked once`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.other]
            plan.slow = .milliseconds(100)
        }
        try await CannedHouse.run(Self.good, plan) { house in
            let body = #"{"model":"smart","input":"x"}"#
            let text =
                "POST /v1/responses HTTP/1.1\r\nhost: h\r\nauthorization: Bearer \(House.key)\r\n"
                + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            let (_, exchange) = try await house.ask(text)
            #expect(exchange.attempts.count == 1 && house.other.requests.isEmpty)
        }
    }

    @Test func `a caller that leaves ends both attempts`() async throws {
        try await CannedHouse.run([[]], Self.plan { $0.other = [[]] }) { house in
            let caller = try RawCaller(port: house.port)
            try caller.send(request("x", model: "smart"))
            #expect(try await becomes(within: .seconds(5)) { house.other.requests.count == 1 })
            caller.leave()
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 1 })
            let exchange = house.recorder.exchanges.last
            #expect(exchange?.attempts.map(\.errorType) == [.cancelled, .cancelled])
            #expect(exchange?.outcome == .clientCancelled)
        }
    }

    @Test func `a first attempt that failed waits for the second no longer than the exchange may take`() async throws {
        let plan = Self.plan { plan in
            plan.other = [[]]
            plan.slow = .milliseconds(60)
        }
        try await CannedHouse.run(Self.bad, plan) { house in
            let text = request("x", model: "smart", fields: "x-weir-timeout-ms: 400\r\n")
            let (answer, exchange) = try await house.ask(text)
            #expect(answer.status == 503 && exchange.retryStop == .deadline)
            #expect(exchange.attempts.map(\.errorType) == [.http5xx, .cancelled])
            #expect(exchange.timeline.total < .seconds(5))
        }
    }

    @Test func `where both fail for good the record tells of the one the caller was told of`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Canned.whole(#"{"error":{"message":"no","type":"server_error"}}"#, status: 500)]
            plan.slow = .milliseconds(60)
            plan.otherSlow = .milliseconds(150)
            plan.targets.retry.attempts = 2
        }
        try await CannedHouse.run(Self.bad, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 503 && answer["x-weir-target"] == "acme")
            #expect(exchange.attempts.map(\.status) == [503, 500] && exchange.decidingAttempt?.upstream == "acme")
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `a first attempt that failed is counted before the second is done`() async throws {
        let plan = Self.plan { plan in
            plan.other = [[]]
            plan.slow = .milliseconds(60)
            plan.targets.breaker.consecutiveFailures = 1
        }
        try await CannedHouse.run([Self.bad, Self.good], plan) { house in
            let waiting = try RawCaller(port: house.port)
            try waiting.send(request("x", model: "smart"))
            #expect(try await becomes(within: .seconds(5)) { house.other.requests.count == 1 })
            // takes as long as the failure, and began later
            #expect(try await house.ask(request("x")).answer.status == 200)
            #expect(try await house.ask(request("x")).answer["x-weir-error"] == "circuit_open")
            waiting.leave()
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 3 })
            #expect(house.recorder.exchanges.last?.attempts.map(\.status) == [503, nil])
        }
    }

    // MARK: copies

    private static func shadowing(_ other: [UInt8], _ change: (inout CannedHouse.Plan) -> Void = { _ in })
        -> CannedHouse.Plan
    {
        plan { plan in
            plan.other = [other]
            plan.route?.hedge = nil
            plan.route?.legs.removeLast()
            plan.route?.shadow = ModelRoute.Share(
                leg: ModelRoute.Leg(provider: "other", model: "other-1"),
                percent: 100
            )
            change(&plan)
        }
    }

    @Test(arguments: [false, true])
    func `a copy is answered to nobody and recorded apart`(_ isStream: Bool) async throws {
        let plan = Self.shadowing(isStream ? Self.words : Self.other)
        try await CannedHouse.run(isStream ? Self.words : Self.good, plan) { house in
            let caller = try RawCaller(port: house.port)
            try caller.send(request("x", model: "smart", isStream: isStream))
            let answer = try caller.answer()
            #expect(answer.status == 200 && answer["x-weir-target"] == "acme" && answer["x-weir-attempts"] == "1")
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 2 })
            let original = house.recorder.exchanges.first { $0.shadowOf == nil }
            let copy = house.recorder.exchanges.first { $0.shadowOf != nil }
            #expect(copy?.shadowOf == original?.id && copy?.id != original?.id)
            #expect(copy?.attempts.map(\.reason) == [.shadow] && copy?.attempts.map(\.upstream) == ["other"])
            #expect(copy?.modelRoute == "smart" && copy?.caller?.keyID == original?.caller?.keyID)
            #expect(copy?.usage?.output == 4 && copy?.outcome == .success && copy?.answer.isStream == isStream)
            #expect(copy?.trace.traceID.high == original?.trace.traceID.high)
            #expect(copy?.trace.parentID == original?.trace.spanID)
            #expect(house.recorder.begun == 1)
            #expect(house.other.requests.map { $0.text.contains(#""model":"other-1""#) } == [true])
            for exchange in house.recorder.exchanges { #expect(faults(of: exchange) == []) }
        }
    }

    @Test func `a copy that fails is not tried again, and the caller knows nothing of it`() async throws {
        try await CannedHouse.run(Self.good, Self.shadowing(Self.bad)) { house in
            let caller = try RawCaller(port: house.port)
            try caller.send(request("x", model: "smart"))
            #expect(try caller.answer().status == 200)
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 2 })
            let copy = house.recorder.exchanges.first { $0.shadowOf != nil }
            #expect(copy?.attempts.count == 1 && copy?.outcome == .upstreamError && house.other.requests.count == 1)
        }
    }

    @Test func `a copy goes on when the caller leaves`() async throws {
        let plan = Self.shadowing(Self.other) { $0.otherSlow = .milliseconds(200) }
        try await CannedHouse.run([[]], plan) { house in
            let caller = try RawCaller(port: house.port)
            try caller.send(request("x", model: "smart"))
            #expect(try await becomes(within: .seconds(5)) { house.other.requests.count == 1 })
            caller.leave()
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 2 })
            let outcomes = Dictionary(
                uniqueKeysWithValues: house.recorder.exchanges.map { ($0.shadowOf != nil, $0.outcome) }
            )
            #expect(outcomes == [false: .clientCancelled, true: .success])
        }
    }
}
