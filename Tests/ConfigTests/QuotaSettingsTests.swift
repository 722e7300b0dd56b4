import Config
import Exchange
import Testing

@Suite struct QuotaSettingsTests {
    @Test func `limits say for whom, of what and in which time`() throws {
        let result = Sample.load(
            """
            quotas:
              some:
                key: each
                model: "gpt-*"
                endpoint: /v1/responses
                cost_usd: 2.5
                per_seconds: 3600
                burst: 100
                mode: shadow
              all:
                concurrency: 20
            """
        )
        #expect(result.diagnostics.all == [])
        let rules = try #require(result.settings).quotas.compactMap(\.rule)
        #expect(rules.map(\.id) == ["all", "some"])
        #expect(rules[0] == QuotaRule(id: "all", scope: QuotaScope(), unit: .concurrency, amount: 20))
        let scope = QuotaScope([
            .key: .each, .model: .matching(Pattern("gpt-*")), .endpoint: .matching(Pattern("/v1/responses")),
        ])
        let some = QuotaRule(
            id: "some",
            scope: scope,
            unit: .cost,
            amount: 2_500_000_000,
            window: .seconds(3_600),
            burst: 100,
            mode: .shadow
        )
        #expect(rules[1] == some)
    }
}
