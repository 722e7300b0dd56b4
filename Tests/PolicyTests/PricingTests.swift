import Exchange
import Policy
import Testing

@Suite struct PricingTests {
    @Test func `tokens are priced exactly, and the bill names entry and version`() throws {
        let bill = try PriceSample.bill("plain", Usage(input: 1_001, output: 7))
        let expected = Bill(
            cost: Cost(nanoUSD: 2_058_000),
            price: "maker/plain",
            lookup: .priced,
            version: "2026-11-23"
        )
        #expect(bill == expected)
    }

    @Test func `each part of the prompt has its own price where there is one`() throws {
        var usage = Usage(input: 100, output: 10, cacheRead: 30, cacheWrite: 40, reasoning: 5)
        usage.cacheWriteHour = 10
        // 30 plain, 30 read, 30 written, 10 written for an hour, 10 out.
        let cost: Int64 = 30 * 2_000 + 30 * 200 + 30 * 2_500 + 10 * 4_000 + 10 * 8_000
        #expect(try PriceSample.bill("cached", usage).cost?.nanoUSD == cost)
        // Without prices of their own they are prompt like any other.
        #expect(try PriceSample.bill("plain", usage).cost?.nanoUSD == 100 * 2_000 + 10 * 8_000)
    }

    @Test func `sound has its own prices, and cached sound is priced once`() throws {
        var usage = Usage(input: 100, output: 50, cacheRead: 40)
        usage.audioInput = 30
        usage.audioOutput = 20
        let apart: Int64 = 30 * 1_000 + 40 * 500 + 30 * 10_000 + 30 * 4_000 + 20 * 20_000
        #expect(try PriceSample.bill("sound", usage).cost?.nanoUSD == apart)
        usage.cachedAudio = 10
        let together: Int64 = 40 * 1_000 + 30 * 500 + 10 * 2_000 + 20 * 10_000 + 30 * 4_000 + 20 * 20_000
        #expect(try PriceSample.bill("sound", usage).cost?.nanoUSD == together)
    }

    @Test(arguments: [
        (1_000, 1_000, 4_000), (1_001, 2_000, 6_000), (2_000, 2_000, 6_000), (2_001, 2_000, 8_000),
    ])
    func `a step reprices all tokens of a longer prompt`(input: Int64, inputPrice: Int64, outputPrice: Int64) throws {
        let bill = try PriceSample.bill("stepped", Usage(input: input, output: 3, cacheRead: 10))
        #expect(bill.cost?.nanoUSD == (input - 10) * inputPrice + 10 * 100 + 3 * outputPrice)
    }

    @Test(arguments: [(1_000, 500, 4_000), (1_001, 500, 6_000), (2_001, 750, 8_000)])
    func `a tier replaces prices key by key, with the steps of those keys`(
        input: Int64,
        inputPrice: Int64,
        outputPrice: Int64
    ) throws {
        let bill = try PriceSample.bill("stepped", Usage(input: input, output: 3), tier: "flex")
        #expect(bill.cost?.nanoUSD == input * inputPrice + 3 * outputPrice)
        #expect(bill.price == "maker/stepped")
    }

    @Test(arguments: [nil, "default", "standard", "auto", "", "FLEX", "on_demand"])
    func `a tier without prices of its own is the base`(_ tier: String?) throws {
        #expect(try PriceSample.bill("stepped", Usage(input: 10), tier: tier).cost?.nanoUSD == 10_000)
    }

    @Test(arguments: [
        ("hourly", 0, 29, 4), ("hourly", 0, 30, 1), ("hourly", 16, 29, 1), ("hourly", 16, 30, 4),
        ("nightly", 21, 59, 4),
        ("nightly", 22, 0, 1), ("nightly", 0, 0, 1), ("nightly", 5, 59, 1), ("nightly", 6, 0, 4), ("nightly", 12, 0, 4),
    ])
    func `hours hold their start and not their end`(model: String, hour: Int64, minute: Int64, price: Int64) throws {
        let usage = Usage(input: 1)
        for second in [0, 59] as [Int64] {
            let wall = PriceSample.time(hour, minute, second: second)
            #expect(try PriceSample.bill(model, usage, wall: wall).cost?.nanoUSD == price * 1_000)
        }
    }

    @Test func `hours replace the whole row`() throws {
        let usage = Usage(input: 10, cacheRead: 10)
        #expect(try PriceSample.bill("hourly", usage, wall: PriceSample.time(1, 0)).cost?.nanoUSD == 10_000)
        #expect(try PriceSample.bill("hourly", usage, wall: PriceSample.time(20, 0)).cost?.nanoUSD == 20_000)
        let plain = Usage(input: 10)
        #expect(try PriceSample.bill("hourly", plain, wall: PriceSample.time(20, 0)).cost?.nanoUSD == 40_000)
    }

    @Test(arguments: [.min, -1, .max] as [Int64])
    func `a clock that is wrong stops nothing`(_ nanoseconds: Int64) throws {
        let bill = try PriceSample.bill("hourly", Usage(input: 1), wall: WallTime(nanoseconds: nanoseconds))
        #expect([1_000, 4_000].contains(bill.cost?.nanoUSD))
    }

    @Test func `requests and searches have prices beside the tokens`() throws {
        var usage = Usage(input: 1_000)
        #expect(try PriceSample.bill("searching", usage).cost?.nanoUSD == 5_000_000)
        usage.webSearches = 3
        #expect(try PriceSample.bill("searching", usage).cost?.nanoUSD == 35_000_000)
        #expect(try PriceSample.bill("plain", usage).cost?.nanoUSD == 2_000_000)
    }

    @Test func `an embedding needs no price of output`() throws {
        #expect(try PriceSample.bill("vectors", Usage(input: 100)).cost?.nanoUSD == 13_000)
    }

    @Test(arguments: [
        ("maker", "nobody", PriceLookup.unknownModel, nil), ("stranger", "plain", .unknownModel, nil),
        ("missing", "plain", .unknownModel, nil), ("maker", "free", .unpriced, "maker/free"),
        ("proxied", "plain", .priced, "maker/plain"), ("cloud", "own", .priced, "host/own"),
        ("cloud", "plain", .priced, "maker/plain"),
    ])
    func `what has no price costs nil and says why`(
        provider: String,
        model: String,
        lookup: PriceLookup,
        price: String?
    ) throws {
        let bill = try PriceSample.bill(model, at: provider, Usage(input: 1, output: 1))
        #expect(bill.lookup == lookup)
        #expect(bill.price == price)
        #expect((bill.cost == nil) == (lookup != .priced))
    }

    @Test(arguments: [nil, Usage()])
    func `without usage there is nothing to price`(_ usage: Usage?) throws {
        let bill = try PriceSample.bill("plain", usage)
        #expect(bill == Bill(lookup: .noUsage, version: "2026-11-23"))
    }

    @Test(arguments: [
        ("maker", "plain", "cached", "maker/plain"), ("maker", "unheard-of", "cached", "maker/cached"),
        ("maker", nil, "cached", "maker/cached"), ("maker", "plain", nil, "maker/plain"), ("maker", nil, nil, nil),
        ("regions", "local", "global", "regions/global"), ("regions", "local", "a-profile", "regions/local"),
    ])
    func `the answer's model goes first, but where the request's says more`(
        provider: String,
        answered: String?,
        requested: String?,
        price: String?
    ) throws {
        var pricing = try PriceSample.pricing()
        let taken = Consumption(
            provider: provider,
            answered: answered,
            requested: requested,
            usage: Usage(input: 1),
            wall: PriceSample.noon
        )
        #expect(pricing.bill(for: taken).price == price)
        #expect(pricing.bill(for: taken).price == price)
    }

    @Test func `what is remembered is bounded and stays right`() throws {
        var pricing = try PriceSample.pricing()
        for number in 0..<5_000 {
            for (model, price) in [("family-\(number)", "maker/family"), ("nobody-\(number)", nil)] {
                let taken = Consumption(
                    provider: "maker",
                    answered: model,
                    requested: nil,
                    usage: Usage(input: 1),
                    wall: PriceSample.noon
                )
                #expect(pricing.bill(for: taken).price == price)
            }
        }
    }

    @Test func `of attempts that raced the one that answered is paid`() throws {
        var exchange = Exchange(
            id: RequestID(ULID(high: 1, low: 1)),
            trace: Trace(traceID: (1, 1), spanID: 1, flags: 0),
            client: Client(address: "", isTLS: false, protocolVersion: "1.1"),
            ask: Ask(
                method: .post,
                path: "/",
                route: .chatCompletions,
                surface: .openAI,
                operation: .chat,
                format: .openAIChat
            ),
            timeline: Timeline(accepted: Moment(nanoseconds: 0), wall: PriceSample.noon),
            configHash: ""
        )
        #expect(Consumption(exchange)?.provider == nil)
        for (provider, reason) in [("won", ChoiceReason.first), ("lost", .hedge)] {
            let target = Target(
                provider: provider,
                upstream: provider,
                origin: Origin(isTLS: false, host: "h", port: 1),
                basePath: "",
                credentialStyle: .none,
                credentialID: nil,
                credential: nil,
                surfaces: []
            )
            exchange.attempts.append(
                Attempt(
                    target: target,
                    model: "m-\(provider)",
                    modelLabel: "m",
                    reason: reason,
                    started: Moment(nanoseconds: 0)
                )
            )
        }
        exchange.attempts[1].errorType = .cancelled
        let taken = try #require(Consumption(exchange))
        #expect(taken.provider == "won" && taken.requested == "m-won")
        let lost = Consumption(givenUp: exchange.attempts[1], input: 7, wall: PriceSample.noon)
        #expect(lost.provider == "lost" && lost.requested == "m-lost" && lost.answered == nil && lost.tier == nil)
        #expect(lost.usage == Usage(input: 7) && lost.wall == PriceSample.noon)
    }

    @Test(
        arguments: [
            ("plain", 1_001, 2_002_000), ("stepped", 1_000, 1_000_000), ("stepped", 1_001, 2_002_000),
            ("vectors", 10, 1_300),
            ("searching", 10, 5_000_000), ("free", 10, nil), ("unheard-of", 10, nil), ("plain", .max, .max),
        ] as [(String, Int64, Int64?)]
    )
    func `the request of an attempt that was given up is priced as input alone`(
        model: String,
        tokens: Int64,
        nanoUSD: Int64?
    ) throws {
        let target = Target(
            provider: "maker",
            upstream: "maker-2",
            origin: Origin(isTLS: false, host: "h", port: 1),
            basePath: "",
            credentialStyle: .none,
            credentialID: nil,
            credential: nil,
            surfaces: []
        )
        let attempt = Attempt(target: target, model: model, modelLabel: "m", started: Moment(nanoseconds: 0))
        var pricing = try PriceSample.pricing()
        let taken = Consumption(givenUp: attempt, input: tokens, wall: PriceSample.noon)
        #expect(pricing.bill(for: taken).cost?.nanoUSD == nanoUSD)
    }
}
