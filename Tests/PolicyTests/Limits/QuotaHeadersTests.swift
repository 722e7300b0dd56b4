import Exchange
import Policy
import Testing

@Suite struct QuotaHeadersTests {
    private let rules = [
        QuotaRule(id: "req", scope: .eachKey, unit: .requests, amount: 600),
        QuotaRule(id: "tok", scope: .eachKey, unit: .tokens, amount: 200_000),
        QuotaRule(id: "run", scope: .eachKey, unit: .concurrency, amount: 4),
        QuotaRule(id: "try", scope: .eachKey, unit: .requests, amount: 1, mode: .shadow),
    ]

    private func lines(_ surface: Surface, _ quotas: Quotas, refusal: QuotaRefusal? = nil) -> [String: String] {
        let statuses = quotas.limits(for: .key("k"), at: .second(0)).sorted { $0.rule < $1.rule }
        let lines = QuotaHeaders.lines(statuses, refusal: refusal, for: surface, at: .noon)
        return Dictionary(lines.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0) | \($1)" })
    }

    @Test func `every answer tells how the limits stand`() {
        var quotas = Quotas.of(rules)
        _ = quotas.tries(.key("k"), QuotaEstimate(input: 1_000, output: 49_000))
        let gemini = lines(.gemini, quotas)
        #expect(gemini.count == 2)
        #expect(
            gemini["ratelimit-policy"]
                == #""req";q=600;w=60, "run";q=4;qu="concurrent-requests", "tok";q=200000;weir-unit="tokens";w=60"#
        )
        #expect(gemini["ratelimit"] == #""req";r=599;t=1, "run";r=3, "tok";r=150000;t=15"#)
        let openAI = lines(.openAI, quotas)
        #expect(openAI["x-ratelimit-limit-requests"] == "600")
        #expect(openAI["x-ratelimit-remaining-requests"] == "599")
        #expect(openAI["x-ratelimit-reset-requests"] == "100ms")
        #expect(openAI["x-ratelimit-remaining-tokens"] == "150000")
        #expect(openAI["x-ratelimit-reset-tokens"] == "15s")
        let anthropic = lines(.anthropic, quotas)
        #expect(anthropic["anthropic-ratelimit-tokens-remaining"] == "150000")
        #expect(anthropic["anthropic-ratelimit-tokens-reset"] == "2026-11-23T12:00:15Z")
        #expect(anthropic["anthropic-ratelimit-requests-reset"] == "2026-11-23T12:00:01Z")
        #expect(anthropic["anthropic-ratelimit-input-tokens-limit"] == nil)
    }

    @Test func `a refusal says when, never too early and never 0`() {
        var quotas = Quotas.of(rules)
        _ = quotas.tries(.key("k"), QuotaEstimate(output: 200_000))
        guard let refusal = quotas.tries(.key("k"), QuotaEstimate(output: 5_000)).refusal else {
            Issue.record("admitted")
            return
        }
        let told = lines(.openAI, quotas, refusal: refusal)
        #expect(told["retry-after"] == "2" && told["retry-after-ms"] == "1500")
        #expect(told["x-should-retry"] == nil)
        #expect(told["ratelimit"]?.hasPrefix(#""tok";r=0;t=2, "#) == true)
        #expect(
            QuotaHeaders.message(refusal)
                == "Limit tok (key=k): 200000 of 200000 tokens are used, 200000 come in 1m0s, and 5000 more were asked for. Try again in 2 s."
        )
        let tooLarge = quotas.tries(.key("k"), QuotaEstimate(output: 200_001)).refusal
        let lasting = tooLarge.map { lines(.anthropic, quotas, refusal: $0) } ?? [:]
        #expect(lasting["retry-after"] == nil && lasting["x-should-retry"] == "false")
    }

    @Test func `of a used-up budget the SDKs are told not to try again`() {
        let budget = BudgetRule(id: "b", holder: .key, subject: nil, period: .hour, amount: .nano(10))
        var quotas = Quotas.of(budgets: [budget])
        _ = quotas.tries(.key("k"), QuotaEstimate(cost: .nano(10)))
        guard let refusal = quotas.tries(.key("k"), QuotaEstimate(cost: .nano(1)), at: 0.5).refusal else {
            Issue.record("admitted")
            return
        }
        let told = lines(.openAI, quotas, refusal: refusal)
        #expect(told == ["retry-after": "3600", "retry-after-ms": "3599500", "x-should-retry": "false"])
        #expect(QuotaHeaders.message(refusal).contains("10 of 10 nano-dollars are used in this hour"))
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ms"), (12_000_000, "12ms"), (999_000_001, "1s"), (1_000_000_000, "1s"),
            (22_564_000_000, "22.564s"), (1_500_000_000, "1.5s"), (90_000_000_000, "1m30s"), (60_000_000_000, "1m0s"),
            (3_600_000_000_000, "1h0m0s"), (-5, "0s"), (86_399_999_999_999, "24h0m0s"),
        ] as [(Int64, String)]
    )
    func `a reset is written as Go writes it`(nanoseconds: Int64, text: String) {
        #expect(QuotaHeaders.goDuration(.nanoseconds(nanoseconds)) == text)
    }

    @Test func `an id is a text of a structured field whatever it holds`() {
        let rule = QuotaRule(id: "a\"b\\c\r\nx: y\u{e9}", scope: QuotaScope(), unit: .requests, amount: .max)
        let quotas = Quotas.of([rule])
        let told = lines(.gemini, quotas)
        #expect(told["ratelimit"] == #""a\"b\\c__x: y__";r=999999999999999;t=0"#)
        #expect(told["ratelimit-policy"] == #""a\"b\\c__x: y__";q=999999999999999;w=60"#)
    }

    @Test func `what is told at most is bounded`() {
        let many = (0..<50).map { QuotaRule(id: "\($0)", scope: .eachKey, unit: .requests, amount: 5) }
        let told = lines(.gemini, Quotas.of(many))
        #expect(told["ratelimit"]?.split(separator: ",").count == 8)
    }

    @Test func `times are told in UTC, rounded up`() {
        #expect(QuotaHeaders.timestamp(.noon) == "2026-11-23T12:00:00Z")
        #expect(QuotaHeaders.timestamp(WallTime.noon + .nanoseconds(1)) == "2026-11-23T12:00:01Z")
        #expect(QuotaHeaders.timestamp(WallTime(nanoseconds: -5)) == "1970-01-01T00:00:00Z")
        #expect(QuotaHeaders.timestamp(WallTime(nanoseconds: .max)).hasPrefix("2262-04-11T"))
    }
}
