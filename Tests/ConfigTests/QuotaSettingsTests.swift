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

@Suite struct BudgetSettingsTests {
    @Test func `a budget says for whom, how much, for how long and how strictly`() throws {
        let text = """
            budgets:
              team_month: { team: each, amount_usd: 500.25 }
              one_key: { key: key_1, amount_usd: 1, period: hour, hard: false, strict: true, mode: shadow }
              free: { org: each, amount_usd: 1, strict: true, unknown_price: free }
            """
        let settings = try #require(Sample.load(text).settings)
        #expect(
            settings.budgets.map(\.rule) == [
                BudgetRule(
                    id: "free",
                    holder: .org,
                    subject: nil,
                    period: .month,
                    amount: Cost(nanoUSD: 1_000_000_000),
                    isStrict: true,
                    unknownPrice: .free
                ),
                BudgetRule(
                    id: "one_key",
                    holder: .key,
                    subject: "key_1",
                    period: .hour,
                    amount: Cost(nanoUSD: 1_000_000_000),
                    isHard: false,
                    isStrict: true,
                    mode: .shadow
                ),
                BudgetRule(
                    id: "team_month",
                    holder: .team,
                    subject: nil,
                    period: .month,
                    amount: Cost(nanoUSD: 500_250_000_000)
                ),
            ]
        )
        #expect(settings.budgets[1].rule?.unknownPrice == .refuse)
    }
}
