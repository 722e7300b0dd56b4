import Exchange
import Policy
import Testing

@Suite struct QuotaScopeTests {
    private static let names = ["", "a", "ab", "b", "gpt-5", "gpt-5-mini"]
    private static let patterns = ["a", "a*", "*", "gpt-*", "*b", ""]

    /// True when the scope holds the exchange, by asking facet after facet.
    private func holds(_ scope: QuotaScope, _ facets: QuotaFacets) -> Bool {
        QuotaFacet.allCases.allSatisfy { facet in
            guard let selector = scope[facet] else { return true }
            if facet.isPrincipal, facets[facet].isEmpty { return false }
            guard case .matching(let pattern) = selector else { return true }
            return pattern.matches(facets[facet])
        }
    }

    @Test(arguments: [UInt64](1...10))
    func `every rule that holds an exchange is found, and no other`(seed: UInt64) {
        var chance = SeededChance(seed)
        let rules = (0..<60).map { number in
            var scope = QuotaScope()
            for facet in QuotaFacet.allCases where chance.chance(30) {
                let pattern = Self.patterns.randomElement(using: &chance) ?? ""
                scope[facet] = chance.chance(30) ? .each : .matching(Pattern(pattern))
            }
            return QuotaRule(id: "\(number)", scope: scope, unit: .requests, amount: 1_000)
        }
        var quotas = Quotas.of(rules)
        for _ in 0..<300 {
            var facets = QuotaFacets()
            for facet in QuotaFacet.allCases { facets[facet] = Self.names.randomElement(using: &chance) ?? "" }
            for stage in [QuotaStage.admission, .attempt] {
                let wanted = rules.filter { $0.scope.stage == stage && holds($0.scope, facets) }.map(\.id)
                let statuses = quotas.limits(for: facets, stage: stage, at: .second(0))
                #expect(Set(statuses.map(\.rule)) == Set(wanted) && statuses.count == wanted.count)
                let before = statuses.reduce(into: [:]) { $0[$1.rule] = $1.remaining }
                guard quotas.tries(facets, stage: stage).reservation != nil else { continue }
                for status in quotas.limits(for: facets, stage: stage, at: .second(0)) {
                    #expect(status.remaining == (before[status.rule] ?? 0) - 1)
                }
            }
        }
    }

    @Test func `names that are divided are counted apart, others together`() {
        let rule = QuotaRule(
            id: "r",
            scope: QuotaScope([.team: .each, .model: .matching(Pattern("gpt-*"))]),
            unit: .requests,
            amount: 2
        )
        var quotas = Quotas.of([rule])
        var facets = QuotaFacets.key("k", team: "red")
        facets.model = "gpt-5"
        #expect(quotas.admitted(facets, of: 1) == 1)
        facets.model = "gpt-5-mini"
        facets.key = "other"
        #expect(quotas.admitted(facets, of: 5) == 1)
        facets.team = "blue"
        #expect(quotas.admitted(facets, of: 5) == 2)
        facets.model = "claude"
        #expect(quotas.admitted(facets, of: 5) == 5)
    }

    @Test(
        arguments: [
            ([:], "global"), ([.org: .each], "tenant"), ([.org: .each, .model: .each], "tenant"),
            ([.team: .each, .user: .each], "user"), ([.endpoint: .each], "route"), ([.model: .each], "model"),
            ([.target: .each, .key: .each], "key"), ([.target: .each], "target"),
        ] as [([QuotaFacet: QuotaSelector], String)]
    )
    func `a scope's word is its narrowest facet's`(selectors: [QuotaFacet: QuotaSelector], word: String) {
        #expect(QuotaScope(selectors).label.rawValue == word)
    }
}
