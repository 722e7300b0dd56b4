import Exchange
import Policy
import Proxy
import Support
import Testing

/// What the record says attempts may cost that were given up after their request was sent.
@Suite(.serialized) struct GivenUpTests {
    private static let good = Canned.whole(Canned.chat("fine"))
    private static let bad = Canned.whole(#"{"error":{"message":"busy","type":"server_error"}}"#, status: 503)
    private static let words = Canned.stream(
        Array((Canned.delta("a", finish: "stop") + Canned.usage + "data: [DONE]\n\n").utf8)
    )
    /// A head and nothing behind it.
    private static let silence = Array(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".utf8
    )
    /// 100 tokens at 2 USD a million.
    private static let acmes = Cost(nanoUSD: 100 * 2_000)
    /// 100 tokens at 5 USD a million.
    private static let others = Cost(nanoUSD: 100 * 5_000)

    private static func plan(_ change: (inout CannedHouse.Plan) -> Void = { _ in }) -> CannedHouse.Plan {
        .smart(hedge: HedgeSettings(after: .milliseconds(30), percent: 100)) { plan in
            plan.prices = [price("acme", "gpt-5", 2_000_000), price("other", "other-1", 5_000_000)]
            change(&plan)
        }
    }

    private static func price(_ provider: String, _ model: String, _ microUSD: Int64) -> ConfiguredPrice {
        var row = PriceRow()
        row[.input] = Price(microUSD: microUSD)
        row[.output] = Price(microUSD: 10_000_000)
        return ConfiguredPrice(provider: provider, model: Pattern(model), row: row)
    }

    /// A request whose text is 400 bytes, and whose names are none.
    private static func ask(isStream: Bool = false) -> String {
        let text = String(repeating: "word ", count: 80)
        let body = #"{"model":"smart","stream":\#(isStream),"messages":[{"role":"user","content":"\#(text)"}]}"#
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: h\r\nauthorization: Bearer \(House.key)\r\n"
            + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func `a first attempt that lost may cost what its request does, and the answer is billed`() async throws {
        try await CannedHouse.run([[]], Self.plan { $0.other = [Self.good] }) { house in
            let (answer, exchange) = try await house.ask(Self.ask())
            #expect(answer["x-weir-target"] == "other" && exchange.attempts.map(\.errorType) == [.cancelled, nil])
            #expect(exchange.attempts.map(\.estimatedCost) == [Self.acmes, nil])
            #expect(exchange.bill?.cost == Cost(nanoUSD: 3 * 5_000 + 4 * 10_000))
        }
    }

    @Test func `a second attempt that lost has the price of its own model`() async throws {
        let plan = Self.plan { plan in
            plan.other = [[]]
            plan.slow = .milliseconds(100)
        }
        try await CannedHouse.run(Self.good, plan) { house in
            let (_, exchange) = try await house.ask(Self.ask())
            #expect(exchange.attempts.map(\.errorType) == [nil, .cancelled])
            #expect(exchange.attempts.map(\.estimatedCost) == [nil, Self.others])
            #expect(exchange.bill?.cost == Cost(nanoUSD: 3 * 2_000 + 4 * 10_000))
        }
    }

    @Test(arguments: [true, false])
    func `nothing is guessed where no price is known`(_ hasOtherPrice: Bool) async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.good]
            plan.prices = hasOtherPrice ? [plan.prices[1]] : []
        }
        try await CannedHouse.run([[]], plan) { house in
            let (_, exchange) = try await house.ask(Self.ask())
            #expect(exchange.attempts.map(\.errorType) == [.cancelled, nil])
            #expect(exchange.attempts.map(\.estimatedCost) == [nil, nil])
        }
    }

    @Test func `nothing is guessed where the request has no text`() async throws {
        try await CannedHouse.run([[]], Self.plan { $0.other = [Self.good] }) { house in
            let (_, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(exchange.attempts.map(\.errorType) == [.cancelled, nil])
            #expect(exchange.attempts.map(\.estimatedCost) == [nil, nil])
        }
    }

    @Test func `an attempt that failed by itself costs nothing besides`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.good]
            plan.slow = .milliseconds(60)
            plan.otherSlow = .milliseconds(150)
        }
        try await CannedHouse.run(Self.bad, plan) { house in
            let (_, exchange) = try await house.ask(Self.ask())
            #expect(exchange.attempts.map(\.status) == [503, 200])
            #expect(exchange.attempts.map(\.estimatedCost) == [nil, nil])
        }
    }

    @Test func `an attempt that was silent too long may still run where it was sent`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.good]
            plan.route?.hedge = nil
            plan.timeouts.firstByte = .milliseconds(50)
        }
        try await CannedHouse.run([[]], plan) { house in
            let (answer, exchange) = try await house.ask(Self.ask())
            #expect(answer.status == 200)
            #expect(exchange.attempts.map(\.errorType) == [.responseTimeout, nil])
            #expect(exchange.attempts.map(\.estimatedCost) == [Self.acmes, nil])
        }
    }

    @Test func `a stream that fell silent before its first event may still run`() async throws {
        let plan = Self.plan { plan in
            plan.other = [Self.words]
            plan.route?.hedge = nil
            plan.timeouts.idle = .milliseconds(50)
        }
        try await CannedHouse.run(Self.silence, plan) { house in
            let (answer, exchange) = try await house.ask(Self.ask(isStream: true))
            #expect(answer.status == 200 && answer.text.contains("[DONE]"))
            #expect(exchange.attempts.map(\.errorType) == [.idleTimeout, nil])
            #expect(exchange.attempts.map(\.estimatedCost) == [Self.acmes, nil])
        }
    }

    @Test func `where nobody was answered one attempt decided and the other has the estimate`() async throws {
        try await CannedHouse.run([[]], Self.plan { $0.other = [[]] }) { house in
            let caller = try RawCaller(port: house.port)
            try caller.send(Self.ask())
            #expect(try await becomes(within: .seconds(5)) { house.other.requests.count == 1 })
            caller.leave()
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 1 })
            let exchange = try #require(house.recorder.exchanges.last)
            #expect(exchange.attempts.map(\.errorType) == [.cancelled, .cancelled] && exchange.decidingIndex == 0)
            #expect(exchange.attempts.map(\.estimatedCost) == [nil, Self.others] && exchange.bill == nil)
        }
    }

    @Test func `an attempt alone has no estimate, however it ended`() async throws {
        let plan = Self.plan { plan in
            plan.route?.hedge = nil
            plan.route?.legs.removeLast()
            plan.timeouts.firstByte = .milliseconds(50)
        }
        try await CannedHouse.run([[]], plan) { house in
            let (answer, exchange) = try await house.ask(Self.ask())
            #expect(answer.status == 504 && exchange.attempts.map(\.errorType) == [.responseTimeout])
            #expect(exchange.attempts.map(\.estimatedCost) == [nil])
        }
    }
}
