package import Exchange

/// All limits and budgets as one decision: an exchange is let in by all of them, or takes nothing from any.
///
/// What is not known before is reserved by an estimate and settled by what came. One value for the whole process,
/// behind one lock; nothing in it waits. Everything is in memory but what was spent of budgets, which is stored with
/// the usage.
package struct Quotas: Sendable {
    /// How much is kept at most, and for how long.
    package struct Bounds: Sendable, Hashable {
        /// The most names by which limits are divided that are counted apart.
        ///
        /// Those beyond share one measure for each rule until others are as good as new.
        package var names = 100_000
        /// The most principals that budgets tell apart; a hard budget refuses those beyond.
        package var principals = 100_000
        /// How long a reservation lasts if nobody settles it; must be longer than any exchange.
        package var lease = Duration.seconds(90_000)

        /// The defaults.
        package init() {}
    }

    private let lease: Duration
    private var limits: RateLimits
    private var budgets: Budgets
    private var leases = Leases()

    /// Makes limits of which nothing is used, and budgets of which so much was spent by the storage's word.
    ///
    /// `spent` holds one sum for each budget, principal and period; those of past periods do not matter.
    package init(
        limits: [QuotaRule],
        budgets: [BudgetRule] = [],
        spent: [BudgetCharge] = [],
        bounds: Bounds = Bounds(),
        at now: Moment,
        wall: WallTime
    ) {
        lease = bounds.lease
        self.limits = RateLimits(limits, capacity: bounds.names, at: now)
        self.budgets = Budgets(budgets, spent: spent, capacity: bounds.principals, at: wall)
    }

    /// Lets an exchange or attempt in and reserves for it, or tells who refuses it.
    ///
    /// At admission, before a target is chosen, the limits that name no target and all budgets are asked; at an
    /// attempt, with `target` among the facets, only the limits that name one.
    package mutating func enter(
        _ facets: QuotaFacets,
        _ estimate: QuotaEstimate,
        stage: QuotaStage = .admission,
        at now: Moment,
        wall: WallTime
    ) -> QuotaVerdict {
        var wouldRefuse: [QuotaRefusal] = []
        switch limits.ask(facets, estimate, stage, at: now) {
        case .refused(let refusal): return .refused(refusal)
        case .room(let refusals): wouldRefuse = refusals
        }
        var taken = Leases.Taken.nothing
        if stage == .admission {
            switch budgets.ask(facets, estimate, at: wall) {
            case .refused(let refusal): return .refused(refusal)
            case .enough(let refusals):
                taken.budgets = budgets.take(estimate, wouldRefuse: refusals)
                wouldRefuse += refusals
            }
        }
        taken.limits = limits.take(estimate, at: now)
        guard taken.limits >= 0 || taken.budgets >= 0 else {
            return .admitted(Reservation(slot: -1, generation: 0), wouldRefuse: wouldRefuse)
        }
        let ends = (now.nanoseconds).addingReportingOverflow(lease.inNanoseconds)
        return .admitted(
            leases.open(taken, ends: ends.overflow ? .max : ends.partialValue),
            wouldRefuse: wouldRefuse
        )
    }

    /// Replaces what was reserved by what was taken; to be called once on every ending.
    ///
    /// A second call, and one after the lease has ended, changes nothing and brings nothing.
    package mutating func settle(_ reservation: Reservation, _ use: QuotaUse, at now: Moment) -> QuotaSettlement {
        var settlement = QuotaSettlement()
        guard let taken = leases.close(reservation) else { return settlement }
        limits.settle(taken.limits, use, at: now)
        budgets.settle(taken.budgets, use, into: &settlement)
        return settlement
    }

    /// Settles by their estimate the reservations whose lease has ended; nobody else will.
    ///
    /// To be called now and then; the charges are to be stored as any others.
    package mutating func expire(at now: Moment) -> QuotaSettlement {
        var settlement = QuotaSettlement()
        while let taken = leases.closeEnded(at: now.nanoseconds) {
            limits.settle(taken.limits, .estimate, at: now)
            budgets.settle(taken.budgets, .estimate, into: &settlement)
        }
        return settlement
    }

    /// Changes the rules; what is used, spent and reserved survives under the same id.
    ///
    /// `spent` is only needed for budgets that are new.
    package mutating func change(
        limits rules: [QuotaRule],
        budgets budgetRules: [BudgetRule],
        spent: [BudgetCharge] = [],
        at now: Moment,
        wall: WallTime
    ) {
        limits.change(rules, at: now)
        budgets.change(budgetRules, spent: spent, at: wall)
    }

    /// Takes note of what is stored, which another process may have spent.
    ///
    /// Of each budget, principal and period the greater of what is known and what is stored counts from then on.
    package mutating func raise(to spent: [BudgetCharge], at wall: WallTime) { budgets.raise(to: spent, at: wall) }

    /// Whether what is spent can be stored at present; strict budgets refuse while it cannot.
    package var isBehind: Bool {
        get { budgets.isBehind }
        set { budgets.isBehind = newValue }
    }

    /// How the limits that hold an exchange stand, for the headers of its answer.
    package func limits(for facets: QuotaFacets, stage: QuotaStage = .admission, at now: Moment) -> [QuotaStatus] {
        limits.statuses(facets, stage, at: now)
    }

    /// How the budgets of an exchange's principals stand.
    package func budgets(for facets: QuotaFacets, at wall: WallTime) -> [QuotaStatus] {
        budgets.statuses(facets, at: wall)
    }

    /// What was decided so far, counted.
    package var tally: QuotaTally { limits.tally + budgets.tally }

    /// How many reservations are open.
    package var open: Int { leases.count }

    /// How many names of limits and principals of budgets are counted apart.
    package var subjects: Int { limits.sizes.names + budgets.sizes.purses - budgets.rules.count }

    /// How much of a unit of limits is reserved by exchanges that run, over all.
    package func reserved(_ unit: QuotaUnit) -> Int64 { limits.reserved(unit) }

    /// How much of all budgets is reserved by exchanges that run, in nano-dollars.
    package var reservedCost: Int128 { budgets.sizes.reserved }

    /// Hands every limit's and budget's subject that is known to `body`; as long as there are many.
    package func each(at now: Moment, wall: WallTime, _ body: (QuotaStatus) -> Void) {
        limits.each(at: now, body)
        budgets.each(at: wall, body)
    }
}
