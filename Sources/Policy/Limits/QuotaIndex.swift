import Exchange

/// Finds the rules whose scope holds an exchange, without asking all of them.
///
/// A rule stands under the name of its most telling facet where that is one name; only the others are asked each time.
struct QuotaIndex: Sendable {
    /// What of a scope is left to be asked.
    private struct Test {
        let facet: QuotaFacet
        /// Nil for any name.
        let pattern: Pattern?
    }

    /// The facets in the order of how few exchanges one name of them holds.
    private static let telling: [QuotaFacet] = [.key, .user, .team, .org, .target, .model, .endpoint]

    private var named: [(facet: QuotaFacet, rules: [String: [Int32]])] = []
    private var others: [Int32] = []
    private var tests: [[Test]] = []

    /// Takes the scopes in; a rule is known by its scope's position, and those of another stage are never found.
    init(_ scopes: [QuotaScope], stage: QuotaStage) {
        var byFacet: [QuotaFacet: [String: [Int32]]] = [:]
        for (number, scope) in scopes.enumerated() {
            var tests: [Test] = []
            var name: (facet: QuotaFacet, name: String)?
            for facet in Self.telling {
                switch scope[facet] {
                case nil: continue
                case .each: tests.append(Test(facet: facet, pattern: nil))
                case .matching(let pattern):
                    if name == nil, pattern.isExact {
                        name = (facet, pattern.text)
                    } else {
                        tests.append(Test(facet: facet, pattern: pattern))
                    }
                }
            }
            self.tests.append(tests)
            guard scope.stage == stage else { continue }
            if let name {
                byFacet[name.facet, default: [:]][name.name, default: []].append(Int32(number))
            } else {
                others.append(Int32(number))
            }
        }
        named = Self.telling.compactMap { facet in byFacet[facet].map { (facet, $0) } }
    }

    /// Puts the number of every rule that holds the exchange into `found`, in no order that means anything.
    func find(_ facets: QuotaFacets, into found: inout [Int32]) {
        found.removeAll(keepingCapacity: true)
        for place in named {
            let name = facets[place.facet]
            guard !name.isEmpty || !place.facet.isPrincipal, let rules = place.rules[name] else { continue }
            for rule in rules where holds(rule, facets) { found.append(rule) }
        }
        for rule in others where holds(rule, facets) { found.append(rule) }
    }

    private func holds(_ rule: Int32, _ facets: QuotaFacets) -> Bool {
        for test in tests[Int(rule)] {
            let name = facets[test.facet]
            if name.isEmpty, test.facet.isPrincipal { return false }
            if let pattern = test.pattern, !pattern.matches(name) { return false }
        }
        return true
    }
}
