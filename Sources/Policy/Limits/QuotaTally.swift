package import Exchange

/// How often limits and budgets let in and refused: the numbers behind `weir_ratelimit_decisions_total`.
package struct QuotaTally: Sendable, Hashable {
    private var counts = [Int](
        repeating: 0,
        count: QuotaScope.Label.allCases.count * QuotaResource.allCases.count * QuotaDecision.allCases.count
    )

    /// Makes a tally of nothing.
    package init() {}

    /// How often this was decided.
    package subscript(scope: QuotaScope.Label, resource: QuotaResource, decision: QuotaDecision) -> Int {
        counts[Self.place(scope, resource, decision)]
    }

    /// Counts one decision.
    mutating func count(_ scope: QuotaScope.Label, _ resource: QuotaResource, _ decision: QuotaDecision) {
        counts[Self.place(scope, resource, decision)] += 1
    }

    /// The sum of both.
    package static func + (one: QuotaTally, other: QuotaTally) -> QuotaTally {
        var sum = one
        for index in sum.counts.indices { sum.counts[index] += other.counts[index] }
        return sum
    }

    private static func place(
        _ scope: QuotaScope.Label,
        _ resource: QuotaResource,
        _ decision: QuotaDecision
    ) -> Int {
        (scope.index * 4 + resource.index) * 3 + decision.index
    }
}

extension QuotaScope.Label {
    fileprivate var index: Int {
        switch self {
        case .global: 0
        case .tenant: 1
        case .team: 2
        case .user: 3
        case .key: 4
        case .route: 5
        case .model: 6
        case .target: 7
        }
    }
}

extension QuotaResource {
    fileprivate var index: Int {
        switch self {
        case .requests: 0
        case .tokens: 1
        case .cost: 2
        case .concurrency: 3
        }
    }
}

extension QuotaDecision {
    fileprivate var index: Int {
        switch self {
        case .allow: 0
        case .deny: 1
        case .shadowDeny: 2
        }
    }
}
