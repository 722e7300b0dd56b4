/// A stretch of the calendar in UTC for which a budget is given.
package enum BudgetPeriod: String, Sendable, CaseIterable {
    /// From a full hour to the next.
    case hour
    /// From midnight to midnight.
    case day
    /// From Monday to Monday.
    case week
    /// From the first of a month to the first of the next.
    case month
}

/// What a budget does with an exchange whose price is not known.
package enum UnknownPrice: String, Sendable, CaseIterable {
    /// It refuses it.
    case refuse
    /// It lets it in and charges nothing for it.
    case free
}

/// How much money a principal may spend in each period.
package struct BudgetRule: Sendable, Hashable {
    /// The shares of the amount whose crossing is told, in percent.
    package static let thresholds: [Int] = [50, 80, 100]

    /// The name by which it is known and stored.
    package let id: String
    /// Of what kind the principal is: `org`, `team`, `user` or `key`.
    package let holder: QuotaFacet
    /// The principal's id; nil gives each of that kind a budget of its own.
    package let subject: String?
    /// For how long the amount is.
    package let period: BudgetPeriod
    /// The amount.
    package let amount: Cost
    /// Whether it refuses what goes beyond; otherwise it only tells.
    package let isHard: Bool
    /// Whether it reserves the most an exchange can cost, not what is to be expected; `budget_strict`.
    package let isStrict: Bool
    /// What it does when the price is not known.
    package let unknownPrice: UnknownPrice
    /// Whether it is enforced.
    package let mode: QuotaMode

    /// Makes a budget; without `unknownPrice`, one that is strict refuses.
    package init(
        id: String,
        holder: QuotaFacet,
        subject: String?,
        period: BudgetPeriod,
        amount: Cost,
        isHard: Bool = true,
        isStrict: Bool = false,
        unknownPrice: UnknownPrice? = nil,
        mode: QuotaMode = .enforce
    ) {
        self.id = id
        self.holder = holder
        self.subject = subject
        self.period = period
        self.amount = amount
        self.isHard = isHard
        self.isStrict = isStrict
        self.unknownPrice = unknownPrice ?? (isStrict ? .refuse : .free)
        self.mode = mode
    }

    /// Whom it is for, as a scope.
    package var scope: QuotaScope { QuotaScope([holder: subject.map { .matching(Pattern($0)) } ?? .each]) }
}

/// What one exchange adds to what was spent of a budget; stored in the same transaction as the exchange's usage.
package struct BudgetCharge: Sendable, Hashable {
    /// The budget's id.
    package let budget: String
    /// The principal's id.
    package let subject: String
    /// When the period began against which the exchange was admitted.
    package let period: WallTime
    /// How much is added.
    package let cost: Cost

    /// Makes a charge.
    package init(budget: String, subject: String, period: WallTime, cost: Cost) {
        self.budget = budget
        self.subject = subject
        self.period = period
        self.cost = cost
    }
}

/// A share of a budget was crossed; told once for each share and period.
package struct BudgetEvent: Sendable, Hashable {
    /// The budget's id.
    package let budget: String
    /// Whom it is for.
    package let scope: QuotaScope.Label
    /// The principal's id.
    package let subject: String
    /// For how long the amount is.
    package let length: BudgetPeriod
    /// When the period began.
    package let period: WallTime
    /// The share that was crossed, in percent.
    package let threshold: Int
    /// What has been spent.
    package let spent: Cost
    /// The amount.
    package let amount: Cost

    /// Makes an event of a rule.
    package init(_ rule: BudgetRule, subject: String, period: WallTime, threshold: Int, spent: Cost) {
        budget = rule.id
        scope = rule.scope.label
        self.subject = subject
        length = rule.period
        self.period = period
        self.threshold = threshold
        self.spent = spent
        amount = rule.amount
    }
}

/// Is told when shares of budgets are crossed; called on event loops, so it must not wait.
package protocol BudgetWatcher: Sendable {
    /// A share of a budget was crossed.
    func crossed(_ event: BudgetEvent)
}

/// What the settling of an exchange brings.
package struct QuotaSettlement: Sendable, Hashable {
    /// What is to be stored with the exchange's usage; at most one for each budget of its chain.
    package var charges: [BudgetCharge] = []
    /// The shares of budgets that were crossed.
    package var events: [BudgetEvent] = []

    /// Makes a settlement that brings nothing.
    package init() {}
}
