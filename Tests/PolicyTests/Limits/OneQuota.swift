import Exchange
import Policy

extension Quotas {
    /// Limits and budgets that begin at the clock's start, on 2026-11-23T12:00:00Z.
    static func of(
        _ limits: [QuotaRule] = [],
        budgets: [BudgetRule] = [],
        spent: [BudgetCharge] = [],
        bounds: Bounds = Bounds()
    ) -> Quotas {
        Quotas(limits: limits, budgets: budgets, spent: spent, bounds: bounds, at: .second(0), wall: .noon)
    }

    /// Lets an exchange of the key in at so many seconds, or not.
    mutating func tries(
        _ facets: QuotaFacets = .key("k"),
        _ estimate: QuotaEstimate = QuotaEstimate(),
        stage: QuotaStage = .admission,
        at seconds: Double = 0
    ) -> QuotaVerdict {
        enter(facets, estimate, stage: stage, at: .second(seconds), wall: .noon + .seconds(seconds))
    }

    /// How many of so many are let in at once.
    mutating func admitted(_ facets: QuotaFacets = .key("k"), of count: Int, at seconds: Double = 0) -> Int {
        (0..<count).reduce(0) { sum, _ in sum + (tries(facets, at: seconds).reservation == nil ? 0 : 1) }
    }
}

extension QuotaVerdict {
    /// What is to be settled, where it was let in.
    var reservation: Reservation? {
        guard case .admitted(let reservation, _) = self else { return nil }
        return reservation
    }

    /// Why it was not let in.
    var refusal: QuotaRefusal? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal
    }

    /// The limits in shadow mode that would have refused.
    var wouldRefuse: [String] {
        guard case .admitted(_, let refusals) = self else { return [] }
        return refusals.map(\.status.rule)
    }
}

extension WallTime {
    /// 2026-11-23T12:00:00Z, a Monday.
    static let noon = WallTime(nanoseconds: 1_795_435_200_000_000_000)
}

extension QuotaFacets {
    /// What an exchange of a key is known by.
    static func key(_ key: String, user: String = "", team: String = "", org: String = "") -> QuotaFacets {
        var facets = QuotaFacets()
        (facets.key, facets.user, facets.team, facets.org) = (key, user, team, org)
        return facets
    }
}

extension QuotaScope {
    /// Each key by itself.
    static let eachKey = QuotaScope([.key: .each])
}

extension Cost {
    /// An amount in nano-dollars.
    static func nano(_ amount: Int64) -> Cost { Cost(nanoUSD: amount) }
}
