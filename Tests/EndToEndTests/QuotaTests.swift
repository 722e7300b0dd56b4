import Exchange
import Policy
import Proxy
import Support
import Testing

/// What callers, providers and records see of limits.
@Suite(.serialized) struct QuotaTests {
    private static let good = Canned.whole(Canned.chat("fine"))
    private static let words = Canned.stream(
        Array((Canned.delta("a", finish: "stop") + Canned.usage + "data: [DONE]\n\n").utf8)
    )

    private static func plan(_ rules: QuotaRule..., change: (inout CannedHouse.Plan) -> Void = { _ in })
        -> CannedHouse.Plan
    {
        .smart { plan in
            plan.quotas = rules
            change(&plan)
        }
    }

    private static func rule(
        _ unit: QuotaUnit,
        _ amount: Int64,
        _ scope: QuotaScope = QuotaScope([.key: .each]),
        mode: QuotaMode = .enforce,
        window: Duration = .seconds(3_600)
    ) -> QuotaRule {
        QuotaRule(
            id: "the-\(unit.rawValue)",
            scope: scope,
            unit: unit,
            amount: amount,
            window: window,
            mode: mode
        )
    }

    @Test func `requests beyond a limit are refused, told so in every header, and reach nobody`() async throws {
        try await CannedHouse.run([Self.good], Self.plan(Self.rule(.requests, 2))) { house in
            for left in ["1", "0"] {
                let (answer, _) = try await house.ask(request("x"))
                #expect(answer.status == 200 && answer["x-ratelimit-remaining-requests"] == left)
            }
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 429 && answer["x-weir-error"] == "rate_limited")
            #expect(answer["ratelimit-policy"]?.contains("\"the-requests\";q=2;w=3600") == true)
            #expect(answer["retry-after"].flatMap { Int($0) } ?? 0 > 1_700 && answer["retry-after-ms"] != nil)
            #expect(answer.fields.count { $0.name == "retry-after" } == 1)
            #expect(answer.text.contains("the-requests") && answer.text.contains("key=key_1"))
            #expect(house.provider.requests.count == 2)
            #expect(exchange.outcome == .rejected && exchange.ending == .rejectedQuota)
            #expect(exchange.failure?.code.rejection == .rateLimited && exchange.attempts.isEmpty)
        }
    }

    @Test func `limits hold on when only the providers' keys are renewed`() async throws {
        try await CannedHouse.run([Self.good], Self.plan(Self.rule(.requests, 1))) { house async throws -> Void in
            let before = house.gateway.snapshot
            await house.listener.adopt(Snapshot(before, routes: before.routes))
            #expect(house.gateway.snapshot !== before)
            #expect(try await house.ask(request("x")).answer.status == 200)
            #expect(try await house.ask(request("x")).answer.status == 429)
        }
    }

    @Test func `each key has an amount of its own`() async throws {
        try await CannedHouse.run([Self.good], Self.plan(Self.rule(.requests, 1))) { house in
            var statuses: [Int] = []
            for key in [House.key, House.key, CannedHouse.criticalKey] {
                statuses.append(try await house.ask(request("x", key: key)).answer.status)
            }
            #expect(statuses == [200, 429, 200])
        }
    }

    @Test func `what was reserved is replaced by what the provider counted`() async throws {
        // so long that nothing worth a token comes back while this runs
        let year = Duration.seconds(366 * 86_400)
        try await CannedHouse.run([Self.good], Self.plan(Self.rule(.tokens, 100_000, window: year))) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            let taken = (exchange.usage?.input ?? 0) + (exchange.usage?.output ?? 0)
            #expect(answer.status == 200 && taken > 0)
            // while it ran what it may take at most was reserved
            let told = answer["x-ratelimit-remaining-tokens"].flatMap { Int64($0) } ?? 0
            #expect(told < 100_000 - 4_000)
            #expect(house.held(.tokens).map(\.reserved) == [0])
            #expect(abs((house.held(.tokens).first?.used ?? 0) - taken) <= 1)
        }
    }

    @Test func `a request that asks for more tokens than there are is refused at once`() async throws {
        try await CannedHouse.run([Self.good], Self.plan(Self.rule(.outputTokens, 1_000))) { house in
            let (answer, _) = try await house.ask(request("x", extra: #""max_tokens":1001"#))
            #expect(answer.status == 429 && answer["x-should-retry"] == "false" && answer["retry-after"] == nil)
            let (other, _) = try await house.ask(request("x", extra: #""max_tokens":900"#))
            #expect(other.status == 200)
            #expect(house.provider.requests.count == 1)
        }
    }

    @Test(arguments: [false, true])
    func `whatever way an exchange ends, nothing stays reserved`(isStream: Bool) async throws {
        let rules = QuotaUnit.allCases.map { Self.rule($0, 1_000_000) }
        let answers = [
            isStream ? Self.words : Self.good, Canned.whole("{}", status: 500), [], Array("HTTP/1.1 2x0".utf8),
        ]
        let plan = CannedHouse.Plan.smart { plan in
            plan.quotas = rules
            plan.targets.retry.attempts = 1
            plan.closes = true
        }
        try await CannedHouse.run(answers, plan) { house in
            for _ in answers { _ = try await house.ask(request("x", isStream: isStream)) }
            let gone = try RawCaller(port: house.port)
            try gone.send(request("x", isStream: isStream))
            gone.leave()
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == answers.count + 1 })
            for unit in QuotaUnit.allCases { #expect(house.held(unit).allSatisfy { $0.reserved == 0 }, "\(unit)") }
        }
    }

    @Test func `a target whose limit is used up is passed over for the next`() async throws {
        let scope = QuotaScope([.target: .matching(Pattern("acme"))])
        let plan = Self.plan(Self.rule(.requests, 1, scope)) { $0.other = [Self.good] }
        try await CannedHouse.run([Self.good], plan) { house in
            let (first, _) = try await house.ask(request("x", model: "smart"))
            #expect(first["x-weir-target"] == "acme")
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 200 && answer["x-weir-target"] == "other")
            #expect(exchange.passedOver.map(\.reason) == [.rateLimited])
        }
    }

    @Test func `where every target is at its limit, nobody has failed`() async throws {
        let plan = Self.plan(Self.rule(.requests, 1, QuotaScope([.target: .each]), window: .seconds(100)))
        try await CannedHouse.run([Self.good], plan) { house in
            let (first, _) = try await house.ask(request("x"))
            #expect(first.status == 200)
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 503 && answer["x-weir-error"] == "upstream_saturated")
            #expect((90...100).contains(answer["retry-after"].flatMap { Int($0) } ?? 0))
            #expect(exchange.passedOver.map(\.reason) == [.rateLimited] && exchange.attempts.isEmpty)
            #expect(exchange.failure?.blame == .gateway)
        }
    }

    @Test func `a limit in shadow mode counts and refuses nobody`() async throws {
        try await CannedHouse.run([Self.good], Self.plan(Self.rule(.requests, 1, mode: .shadow))) { house in
            for _ in 0..<3 {
                let (answer, _) = try await house.ask(request("x"))
                #expect(answer.status == 200 && answer["ratelimit"] == nil)
            }
            #expect(house.gateway.quotas.count(.key, .requests, .shadowDeny) == 2)
        }
    }

    @Test func `as many run at once as may`() async throws {
        try await CannedHouse.run([[]], Self.plan(Self.rule(.concurrency, 1))) { house in
            let running = try RawCaller(port: house.port)
            try running.send(request("x"))
            #expect(try await becomes(within: .seconds(5)) { house.provider.requests.count == 1 })
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 429 && answer["x-weir-error"] == "concurrency_limit")
            #expect(exchange.ending == .rejectedQuota)
        }
    }

    @Test func `how the provider's own limits stand is for the operator, not for the caller`() async throws {
        let fields = [
            "x-ratelimit-limit-requests: 200", "X-RateLimit-Remaining-Requests: 50", #"ratelimit: "api";r=9;t=2"#,
            "anthropic-ratelimit-tokens-limit: 10", "x-ratelimit-overage: 1", "x-rate: kept", "retry-after: 3",
        ].map { $0 + "\r\n" }.joined()
        let answer = Canned.whole(Canned.chat("fine"), fields: fields)
        try await CannedHouse.run([answer]) { house in
            let (answer, _) = try await house.ask(request("x"))
            #expect(answer.status == 200 && answer["x-rate"] == "kept" && answer["retry-after"] == "3")
            let told = answer.fields.map(\.name).filter { $0.contains("ratelimit") }
            #expect(told == [])
            let readings = house.gateway.register.states.flatMap(\.headroom)
            #expect(readings.map(\.resource) == [.requests] && readings.map(\.remaining) == [0.25])
        }
    }

    @Test func `money is counted by the price list`() async throws {
        var row = PriceRow()
        row[.input] = Price(microUSD: 1_000_000)
        row[.output] = Price(microUSD: 1_000_000)
        let year = QuotaRule(
            id: "year",
            scope: QuotaScope([.key: .each]),
            unit: .cost,
            amount: 1_000_000_000,
            window: .seconds(365 * 86_400)
        )
        let plan = Self.plan(year) { plan in
            plan.prices = [ConfiguredPrice(provider: "acme", model: Pattern("gpt-5"), row: row)]
        }
        try await CannedHouse.run([Self.good], plan) { house in
            let (_, exchange) = try await house.ask(request("x"))
            let cost = exchange.bill?.cost?.nanoUSD ?? 0
            #expect(cost > 0 && abs((house.held(.cost).first?.used ?? 0) - cost) <= 1)
        }
    }
}

extension CannedHouse {
    /// How the subjects of the limits of a unit stand that are known.
    func held(_ unit: QuotaUnit) -> [QuotaStatus] {
        var found: [QuotaStatus] = []
        gateway.quotas.each { if $0.unit == unit, !$0.subject.isEmpty { found.append($0) } }
        return found
    }
}
