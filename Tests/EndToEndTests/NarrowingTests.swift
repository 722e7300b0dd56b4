import Exchange
import Policy
import Support
import Testing

/// What callers get whose team and organisation take something away.
@Suite struct NarrowingHouseTests {
    private static let good = Canned.whole(Canned.chat("fine"))

    private static func plan(_ levels: [Attributes], isRouted: Bool = true) -> CannedHouse.Plan {
        var plan = CannedHouse.Plan()
        plan.levels = levels
        plan.other = [good]
        plan.residency = ["acme": ["eu", "us"], "other": ["eu"]]
        if isRouted {
            let legs = [("acme", "gpt-5"), ("other", "other-1")].map { ModelRoute.Leg(provider: $0, model: $1) }
            plan.route = ModelRoute(name: "smart", legs: legs)
            plan.route?.legs[1].priority = 1
        }
        return plan
    }

    @Test(arguments: [
        ([Attributes(providers: ["other"])], PassReason.forbidden),
        ([Attributes(), Attributes(providers: ["o*"])], .forbidden),
        ([Attributes(residency: ["eu"])], .residency),
        ([Attributes(residency: ["eu", "us"]), Attributes(residency: ["eu", "ch"])], .residency),
    ]) func `a target that the caller may not use is passed over, and the record says why`(
        _ levels: [Attributes],
        _ reason: PassReason
    ) async throws {
        try await CannedHouse.run(Self.good, Self.plan(levels)) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 200 && house.provider.requests.isEmpty && house.other.requests.count == 1)
            #expect(exchange.passedOver == [PassedOver(upstream: "acme", modelLabel: "gpt-5", reason: reason)])
            #expect(exchange.attempts.map(\.reason) == [.first] && exchange.auth == .ok)
        }
    }

    @Test(arguments: [
        ([Attributes(providers: ["other"]), Attributes(providers: ["acme"])], [PassReason.forbidden, .forbidden]),
        ([Attributes(residency: ["ch"])], [.residency, .residency]),
        ([Attributes(providers: ["other"], residency: ["us"])], [.forbidden, .residency]),
    ]) func `where nothing is left the answer is 403 and nobody is asked`(
        _ levels: [Attributes],
        _ reasons: [PassReason]
    ) async throws {
        try await CannedHouse.run(Self.good, Self.plan(levels)) { house in
            let (answer, exchange) = try await house.ask(request("x", model: "smart"))
            #expect(answer.status == 403 && answer["x-weir-error"] == "forbidden")
            #expect(exchange.passedOver.map(\.reason) == reasons && exchange.auth == .forbidden)
            #expect(exchange.modelRoute == "smart" && exchange.attempts.isEmpty)
            #expect(house.provider.requests.isEmpty && house.other.requests.isEmpty)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: [
        ("/v1/chat/completions", "gpt-5"), ("/v1/chat/completions", "acme/gpt-5"),
        ("/upstream/acme/chat/completions", "x"),
        ("/v1/files", ""), ("/v1/embeddings", "gpt-5"),
    ]) func `no way leads to a provider that is barred`(_ path: String, _ model: String) async throws {
        let plan = Self.plan([Attributes(providers: ["other"])], isRouted: false)
        try await CannedHouse.run(Self.good, plan) { house in
            let (answer, exchange) = try await house.ask(
                request("x", path: path, model: model, fields: "x-weir-provider: acme\r\n")
            )
            #expect(answer.status == 403 && exchange.passedOver.map(\.upstream) == ["acme"])
            #expect(house.provider.requests.isEmpty)
        }
    }

    @Test(arguments: [
        (Attributes(models: ["gpt-4"]), "/v1/chat/completions"),
        (Attributes(endpoints: ["/v1/models"]), "/v1/chat/completions"),
    ]) func `models and endpoints of a level above are bounds too`(_ level: Attributes, _ path: String) async throws {
        for levels in [[level], [Attributes(), level]] {
            try await CannedHouse.run(Self.good, Self.plan(levels, isRouted: false)) { house in
                let (answer, exchange) = try await house.ask(request("x", path: path))
                #expect(answer.status == 403 && exchange.auth == .forbidden && house.provider.requests.isEmpty)
            }
        }
    }

    @Test func `the list of models has what the caller can reach`() async throws {
        try await CannedHouse.run(Self.good, Self.plan([Attributes(residency: ["eu"])])) { house in
            let (answer, _) = try await house.ask(request("x", method: "GET", path: "/v1/models"))
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.contains("other-1") && text.contains("smart") && !text.contains("gpt-5"))
            let (one, _) = try await house.ask(request("x", method: "GET", path: "/v1/models/gpt-5"))
            #expect(one.status == 404)
        }
    }

    @Test func `the least capture counts, and a team's places are its own`() async throws {
        var off = Attributes(maxConcurrent: 1)
        off.capture = .metadata
        // the provider never answers the first, which so keeps its place
        try await CannedHouse.run([[], Self.good], Self.plan([off], isRouted: false)) { house in
            let first = try RawCaller(port: house.port)
            try first.send(request("x"))
            #expect(try await becomes(within: .seconds(5)) { house.provider.requests.count == 1 })
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 429 && answer["x-weir-error"] == "concurrency_limit")
            #expect(
                exchange.capture == .metadata && exchange.failure?.message == "the team already has 1 requests running"
            )
            first.leave()
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 2 })
            let (later, _) = try await house.ask(request("x"))
            #expect(later.status == 200)
        }
    }
}
