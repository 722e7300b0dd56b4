import Exchange

/// Every budget and what was spent of each, decided over all at once.
struct Budgets: Sendable {
    /// What an exchange found.
    enum Answer {
        /// Every budget that is hard has enough; `take` may follow.
        case enough(wouldRefuse: [QuotaRefusal])
        /// One has not.
        case refused(QuotaRefusal)
    }

    /// What was reserved in one purse.
    private struct Held: Sendable {
        /// The purse; -1 when its budget is gone.
        var number: Int32
        let reserved: Purse.Reserved
    }

    private struct Match {
        let rule: Int32
        /// -1 where more principals are counted than may be.
        let number: Int32
    }

    private(set) var rules: [BudgetRule]
    private let capacity: Int
    private var labels: [QuotaScope.Label]
    private var index: QuotaIndex
    private var partitions: Partitions
    private var purses: [Purse]
    private var held = LinkPool<Held>()
    private var found: [Int32] = []
    private var matches: [Match] = []
    /// True while what is spent cannot be stored: strict budgets then let nobody in.
    var isBehind = false
    /// What was decided, counted.
    private(set) var tally = QuotaTally()

    /// Makes budgets of which so much was spent before; of several with one id, the first counts.
    ///
    /// At most `capacity` principals are counted apart.
    init(_ rules: [BudgetRule], spent: [BudgetCharge], capacity: Int, at wall: WallTime) {
        var ids: Set<String> = []
        let rules = rules.filter { ids.insert($0.id).inserted }
        self.rules = rules
        self.capacity = capacity
        let scopes = rules.map(\.scope)
        labels = scopes.map(\.label)
        index = QuotaIndex(scopes, stage: .admission)
        partitions = Partitions(scopes, capacity: capacity)
        purses = rules.map { Purse($0.period, at: wall) }
        let places = Dictionary(rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for charge in spent {
            guard let rule = places[charge.budget] else { continue }
            restore(charge, rule, at: wall)
        }
    }

    /// How much is reserved in all, how many purses there are, and how much is to be settled.
    var sizes: (reserved: Int128, purses: Int, held: Int) {
        (purses.reduce(0) { $0 + $1.reserved }, purses.count, held.count)
    }

    /// Asks every budget of the exchange's principals; nothing is taken yet.
    mutating func ask(_ facets: QuotaFacets, _ estimate: QuotaEstimate, at wall: WallTime) -> Answer {
        match(facets, at: wall)
        var worst: QuotaRefusal?
        var wouldRefuse: [QuotaRefusal] = []
        for match in matches {
            let rule = Int(match.rule)
            guard rules[rule].isHard, let refusal = refusal(match, facets, estimate, at: wall) else { continue }
            if rules[rule].mode == .shadow {
                wouldRefuse.append(refusal)
                continue
            }
            count(rule, .deny)
            let isWorse = worst.map { worst in
                guard let longest = worst.retryAfter else { return false }
                return refusal.retryAfter.map { $0 > longest } ?? true
            }
            if isWorse ?? true { worst = refusal }
        }
        if let worst { return .refused(worst) }
        return .enough(wouldRefuse: wouldRefuse)
    }

    /// Reserves what was asked for last, and returns the list of what must be settled.
    mutating func take(_ estimate: QuotaEstimate, wouldRefuse: [QuotaRefusal]) -> Int32 {
        var list: Int32 = -1
        for match in matches {
            let rule = Int(match.rule)
            let isRefused = !wouldRefuse.isEmpty && wouldRefuse.contains { $0.status.rule == rules[rule].id }
            count(rule, isRefused ? .shadowDeny : .allow)
            guard match.number >= 0 else { continue }
            let amount = cost(rules[rule], estimate)
            let reserved = purses[Int(match.number)].reserve(amount)
            held.push(Held(number: match.number, reserved: reserved), onto: &list)
        }
        return list
    }

    /// Replaces what was reserved by what was spent; the list is empty afterwards.
    mutating func settle(_ list: Int32, _ use: QuotaUse, into settlement: inout QuotaSettlement) {
        var list = list
        while let held = held.pop(&list) {
            guard held.number >= 0 else { continue }
            let number = Int(held.number)
            let rule = rules[partitions.rule(of: number)]
            let spent = use.amount(of: .cost, reserved: held.reserved.amount)
            let period = WallTime(nanoseconds: held.reserved.start)
            let subject = subject(of: number)
            let crossed = purses[number].settle(held.reserved, spent: spent, of: rule.amount.nanoUSD)
            if spent > 0 {
                let cost = Cost(nanoUSD: spent)
                settlement.charges.append(
                    BudgetCharge(budget: rule.id, subject: subject, period: period, cost: cost)
                )
            }
            guard let crossed, crossed.told != 0 else { continue }
            for (bit, threshold) in BudgetRule.thresholds.enumerated() where crossed.told & 1 << UInt8(bit) != 0 {
                let cost = Cost(nanoUSD: crossed.spent)
                settlement.events.append(
                    BudgetEvent(rule, subject: subject, period: period, threshold: threshold, spent: cost)
                )
            }
        }
    }

    /// How every budget of the exchange's principals stands; changes nothing.
    func statuses(_ facets: QuotaFacets, at wall: WallTime) -> [QuotaStatus] {
        var found: [Int32] = []
        index.find(facets, into: &found)
        return found.map { rule in
            let rule = Int(rule)
            let purse = partitions.find(rule: rule, facets).map { purses[$0] }
            return status(rule, purse ?? Purse(rules[rule].period, at: wall), facets[rules[rule].holder], at: wall)
        }
    }

    /// Hands every purse to `body`, as how it stands.
    func each(at wall: WallTime, _ body: (QuotaStatus) -> Void) {
        for number in purses.indices {
            let rule = partitions.rule(of: number)
            if number == rule, rules[rule].subject == nil { continue }
            body(status(rule, purses[number], subject(of: number), at: wall))
        }
    }
}

extension Budgets {
    /// Changes the rules; one that keeps its id, holder, subject and period keeps what was spent and reserved.
    ///
    /// For those that are new, `spent` says what was spent before.
    mutating func change(_ rules: [BudgetRule], spent: [BudgetCharge], at wall: WallTime) {
        var next = Budgets(rules, spent: [], capacity: capacity, at: wall)
        let places = Dictionary(next.rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var moved = [Int32](repeating: -1, count: purses.count)
        var kept: Set<String> = []
        for number in purses.indices {
            let old = self.rules[partitions.rule(of: number)]
            guard let place = places[old.id], next.rules[place].period == old.period,
                next.rules[place].scope == old.scope
            else { continue }
            kept.insert(old.id)
            var target = place
            if let names = partitions.names(of: number) {
                guard let added = next.add(place, names, at: wall) else { continue }
                target = added
            }
            next.purses[target] = purses[number]
            next.purses[target].change(amount: next.rules[place].amount.nanoUSD)
            moved[number] = Int32(target)
        }
        for charge in spent where !kept.contains(charge.budget) {
            if let rule = places[charge.budget] { next.restore(charge, rule, at: wall) }
        }
        held.change { $0.number = $0.number >= 0 ? moved[Int($0.number)] : -1 }
        next.held = held
        next.tally = tally
        next.isBehind = isBehind
        self = next
    }

    /// Takes note of what is stored: where another process has spent more than is known here, that counts.
    mutating func raise(to spent: [BudgetCharge], at wall: WallTime) {
        let places = Dictionary(rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for charge in spent {
            guard let rule = places[charge.budget],
                charge.period >= rules[rule].period.bounds(of: wall).lowerBound
            else { continue }
            var facets = QuotaFacets()
            facets[rules[rule].holder] = charge.subject
            if let subject = rules[rule].subject, subject != charge.subject { continue }
            guard let number = partitions.find(rule: rule, facets) ?? add(rule, facets, at: wall) else { continue }
            purses[number].turn(rules[rule].period, to: wall)
            purses[number].raise(to: charge.cost.nanoUSD, start: charge.period.nanoseconds)
        }
    }

    private mutating func restore(_ charge: BudgetCharge, _ rule: Int, at wall: WallTime) {
        var facets = QuotaFacets()
        facets[rules[rule].holder] = charge.subject
        if let subject = rules[rule].subject, subject != charge.subject { return }
        guard let number = partitions.find(rule: rule, facets) ?? add(rule, facets, at: wall) else { return }
        purses[number].restore(
            charge.cost.nanoUSD,
            start: charge.period.nanoseconds,
            of: rules[rule].amount.nanoUSD
        )
    }

    /// Notes every purse the exchange is paid from, and enters the present period in each.
    private mutating func match(_ facets: QuotaFacets, at wall: WallTime) {
        index.find(facets, into: &found)
        matches.removeAll(keepingCapacity: true)
        for rule in found {
            let number = partitions.find(rule: Int(rule), facets) ?? add(Int(rule), facets, at: wall)
            if let number { purses[number].turn(rules[Int(rule)].period, to: wall) }
            matches.append(Match(rule: rule, number: Int32(number ?? -1)))
        }
    }

    /// Gives a new principal its purse: a further one, or one that is as good as new; nil where there is none.
    private mutating func add(_ rule: Int, _ facets: QuotaFacets, at wall: WallTime) -> Int? {
        let purse = Purse(rules[rule].period, at: wall)
        if let number = partitions.add(rule: rule, facets) {
            purses.append(purse)
            return number
        }
        for _ in 0..<Partitions.steps {
            guard let number = partitions.next(), !matches.contains(where: { Int($0.number) == number }),
                purses[number].isNew(at: wall)
            else { continue }
            partitions.give(number, rule: rule, facets)
            purses[number] = purse
            return number
        }
        return nil
    }

    private func subject(of number: Int) -> String {
        let rule = rules[partitions.rule(of: number)]
        return rule.subject ?? partitions.names(of: number)?[rule.holder] ?? ""
    }

    private mutating func count(_ rule: Int, _ decision: QuotaDecision) {
        tally.count(labels[rule], .cost, decision)
    }

    private func cost(_ rule: BudgetRule, _ estimate: QuotaEstimate) -> Int64 {
        let expected = estimate.cost?.nanoUSD ?? 0
        return rule.isStrict ? max(expected, estimate.worstCost?.nanoUSD ?? 0) : expected
    }

    /// The refusal of a budget that has not enough, or nil.
    private func refusal(
        _ match: Match,
        _ facets: QuotaFacets,
        _ estimate: QuotaEstimate,
        at wall: WallTime
    ) -> QuotaRefusal? {
        let rule = rules[Int(match.rule)]
        let asked = cost(rule, estimate)
        let reason: QuotaRefusal.Reason
        let purse = match.number >= 0 ? purses[Int(match.number)] : Purse(rule.period, at: wall)
        if rule.isStrict, isBehind {
            reason = .notStored
        } else if match.number < 0 {
            reason = .tooManySubjects
        } else if estimate.cost == nil, rule.unknownPrice == .refuse {
            reason = .unknownPrice
        } else if asked > rule.amount.nanoUSD {
            reason = .tooLarge
        } else if Int128(asked) > purse.available(of: rule.amount.nanoUSD) {
            reason = .exceeded
        } else {
            return nil
        }
        let status = status(Int(match.rule), purse, facets[rule.holder], at: wall)
        let wait: Duration? =
            switch reason {
            case .tooLarge, .unknownPrice: nil
            case .notStored: .seconds(5)
            case .exceeded, .tooManySubjects: status.reset
            }
        return QuotaRefusal(status: status, reason: reason, asked: asked, retryAfter: wait)
    }

    private func status(_ number: Int, _ purse: Purse, _ subject: String, at wall: WallTime) -> QuotaStatus {
        let rule = rules[number]
        var purse = purse
        purse.turn(rule.period, to: wall)
        let available = purse.available(of: rule.amount.nanoUSD)
        let left = purse.ends.subtractingReportingOverflow(wall.nanoseconds)
        return QuotaStatus(
            rule: rule.id,
            scope: labels[number],
            subject: subject,
            unit: .cost,
            span: .period(rule.period),
            mode: rule.mode,
            limit: rule.amount.nanoUSD,
            burst: rule.amount.nanoUSD,
            used: Int64(clamping: Int128(rule.amount.nanoUSD) - available),
            reserved: Int64(clamping: purse.current.reserved),
            remaining: Int64(clamping: max(available, 0)),
            reset: .nanoseconds(left.overflow ? .max : max(left.partialValue, 0))
        )
    }
}
