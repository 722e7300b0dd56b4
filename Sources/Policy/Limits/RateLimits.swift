import Exchange

/// Every limit and how much of each is used, decided over all at once: all are taken, or none.
struct RateLimits: Sendable {
    /// What an exchange found.
    enum Answer {
        /// There is room in every limit that is enforced; `take` may follow.
        case room(wouldRefuse: [QuotaRefusal])
        /// There is not.
        case refused(QuotaRefusal)
    }

    /// What was taken from one measure.
    struct Taken: Sendable {
        /// The measure; -1 when its rule is gone.
        var number: Int32
        let amount: Int64
    }

    /// A measure that an exchange is counted in.
    private struct Match {
        let rule: Int32
        let number: Int32
        /// False when a rule in shadow mode has no room.
        var isTaken = true
    }

    private(set) var rules: [QuotaRule]
    private let capacity: Int
    private var gauges: [Gauge]
    private var labels: [QuotaScope.Label]
    private var admission: QuotaIndex
    private var attempt: QuotaIndex
    private var partitions: Partitions
    private var measures: [Measure]
    private var taken = LinkPool<Taken>()
    private var found: [Int32] = []
    private var matches: [Match] = []
    /// What was decided, counted.
    private(set) var tally = QuotaTally()

    /// Makes limits of which nothing is used; at most `capacity` names are counted apart.
    ///
    /// Of several with one id, the first counts.
    init(_ rules: [QuotaRule], capacity: Int, at now: Moment) {
        var ids: Set<String> = []
        let rules = rules.filter { ids.insert($0.id).inserted }
        self.rules = rules
        self.capacity = capacity
        let scopes = rules.map(\.scope)
        gauges = rules.map(Gauge.init)
        labels = scopes.map(\.label)
        admission = QuotaIndex(scopes, stage: .admission)
        attempt = QuotaIndex(scopes, stage: .attempt)
        partitions = Partitions(scopes, capacity: capacity)
        measures = gauges.map { $0.new(at: now.nanoseconds) }
    }

    /// How much is reserved in all limits of a unit, or how many run.
    func reserved(_ unit: QuotaUnit) -> Int64 {
        measures.indices.reduce(0) { sum, number in
            rules[partitions.rule(of: number)].unit == unit ? sum &+ measures[number].held : sum
        }
    }

    /// How many names are counted apart, and how many things are to be settled.
    var sizes: (names: Int, taken: Int) { (measures.count - rules.count, taken.count) }

    /// Asks every limit that holds the exchange; nothing is taken yet.
    mutating func ask(_ facets: QuotaFacets, _ estimate: QuotaEstimate, _ stage: QuotaStage, at now: Moment) -> Answer {
        match(facets, stage, at: now.nanoseconds)
        var worst: (place: Int, reason: QuotaRefusal.Reason, wait: Int64?)?
        var wouldRefuse: [QuotaRefusal] = []
        for place in matches.indices {
            let rule = Int(matches[place].rule)
            let wait: Int64?
            switch gauges[rule].answer(
                estimate.amount(of: rules[rule].unit),
                of: &measures[Int(matches[place].number)],
                at: now.nanoseconds
            ) {
            case .room: continue
            case .after(let nanoseconds): wait = nanoseconds
            case .never: wait = nil
            }
            let reason: QuotaRefusal.Reason = wait == nil ? .tooLarge : .exceeded
            if rules[rule].mode == .shadow {
                matches[place].isTaken = false
                wouldRefuse.append(refusal(matches[place], facets, estimate, reason, wait, at: now))
            } else {
                count(rule, .deny)
                if worst.map({ isLonger(wait, than: $0.wait) }) ?? true { worst = (place, reason, wait) }
            }
        }
        if let worst {
            return .refused(refusal(matches[worst.place], facets, estimate, worst.reason, worst.wait, at: now))
        }
        return .room(wouldRefuse: wouldRefuse)
    }

    /// Takes what was asked for last, and returns the list of what must be settled.
    mutating func take(_ estimate: QuotaEstimate, at now: Moment) -> Int32 {
        var list: Int32 = -1
        for match in matches {
            let rule = Int(match.rule)
            guard match.isTaken else {
                count(rule, .shadowDeny)
                continue
            }
            count(rule, .allow)
            let amount = estimate.amount(of: rules[rule].unit)
            if gauges[rule].take(amount, from: &measures[Int(match.number)], at: now.nanoseconds) {
                taken.push(Taken(number: match.number, amount: amount), onto: &list)
            }
        }
        return list
    }

    /// Replaces what was taken by what was used; the list is empty afterwards.
    mutating func settle(_ list: Int32, _ use: QuotaUse, at now: Moment) {
        var list = list
        while let taken = taken.pop(&list) {
            guard taken.number >= 0 else { continue }
            let rule = partitions.rule(of: Int(taken.number))
            gauges[rule].settle(
                taken.amount,
                taken: use.amount(of: rules[rule].unit, reserved: taken.amount),
                in: &measures[Int(taken.number)],
                at: now.nanoseconds
            )
        }
    }

    /// How every limit that holds the exchange stands; changes nothing.
    func statuses(_ facets: QuotaFacets, _ stage: QuotaStage, at now: Moment) -> [QuotaStatus] {
        var found: [Int32] = []
        index(stage).find(facets, into: &found)
        return found.map { rule in
            let rule = Int(rule)
            let measure = partitions.find(rule: rule, facets).map { measures[$0] }
            let shown = measure ?? gauges[rule].new(at: now.nanoseconds)
            var status = QuotaStatus(rules[rule], gauges[rule], shown, at: now)
            status.subject = partitions.subject(rule: rule, facets)
            return status
        }
    }

    /// Hands how every measure stands to `body`, each with its names.
    func each(at now: Moment, _ body: (QuotaStatus) -> Void) {
        for number in measures.indices {
            let rule = partitions.rule(of: number)
            // What the names without room share is no subject.
            if number == rule, !rules[rule].scope.partitions.isEmpty { continue }
            var status = QuotaStatus(rules[rule], gauges[rule], measures[number], at: now)
            if let names = partitions.names(of: number) { status.subject = partitions.subject(rule: rule, names) }
            body(status)
        }
    }
}

extension RateLimits {
    /// Changes the rules; one that keeps its id, unit and scope keeps what is used of it.
    mutating func change(_ rules: [QuotaRule], at now: Moment) {
        var next = RateLimits(rules, capacity: capacity, at: now)
        let places = Dictionary(next.rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var moved = [Int32](repeating: -1, count: measures.count)
        for number in measures.indices {
            let rule = partitions.rule(of: number)
            let old = self.rules[rule]
            guard let place = places[old.id], next.rules[place].unit == old.unit, next.rules[place].scope == old.scope
            else { continue }
            var target = place
            if let names = partitions.names(of: number) {
                if gauges[rule].isNew(measures[number], at: now.nanoseconds) { continue }
                target = next.add(place, names, at: now.nanoseconds)
            }
            next.measures[target] = next.gauges[place].carried(
                measures[number],
                from: gauges[rule],
                at: now.nanoseconds
            )
            moved[number] = Int32(target)
        }
        taken.change { $0.number = $0.number >= 0 ? moved[Int($0.number)] : -1 }
        next.taken = taken
        next.tally = tally
        self = next
    }

    /// Notes every measure the exchange is counted in; a name that is new gets one.
    private mutating func match(_ facets: QuotaFacets, _ stage: QuotaStage, at now: Int64) {
        switch stage {
        case .admission: admission.find(facets, into: &found)
        case .attempt: attempt.find(facets, into: &found)
        }
        matches.removeAll(keepingCapacity: true)
        for rule in found {
            let number = partitions.find(rule: Int(rule), facets) ?? add(Int(rule), facets, at: now)
            matches.append(Match(rule: rule, number: Int32(number)))
        }
    }

    /// Gives a new name its measure: a further one, one that is as good as new, or the one that all others share.
    private mutating func add(_ rule: Int, _ facets: QuotaFacets, at now: Int64) -> Int {
        if let number = partitions.add(rule: rule, facets) {
            measures.append(gauges[rule].new(at: now))
            return number
        }
        for _ in 0..<Partitions.steps {
            // Another rule may just have been given the same one for the same exchange.
            guard let number = partitions.next(), !matches.contains(where: { Int($0.number) == number }),
                gauges[partitions.rule(of: number)].isNew(measures[number], at: now)
            else { continue }
            partitions.give(number, rule: rule, facets)
            measures[number] = gauges[rule].new(at: now)
            return number
        }
        return rule
    }

    fileprivate func index(_ stage: QuotaStage) -> QuotaIndex { stage == .admission ? admission : attempt }

    private mutating func count(_ rule: Int, _ decision: QuotaDecision) {
        tally.count(labels[rule], rules[rule].unit.resource, decision)
    }

    private func isLonger(_ wait: Int64?, than other: Int64?) -> Bool {
        guard let other else { return false }
        return wait.map { $0 > other } ?? true
    }

    private func refusal(
        _ match: Match,
        _ facets: QuotaFacets,
        _ estimate: QuotaEstimate,
        _ reason: QuotaRefusal.Reason,
        _ wait: Int64?,
        at now: Moment
    ) -> QuotaRefusal {
        let rule = Int(match.rule)
        var status = QuotaStatus(rules[rule], gauges[rule], measures[Int(match.number)], at: now)
        status.subject = partitions.subject(rule: rule, facets)
        return QuotaRefusal(
            status: status,
            reason: reason,
            asked: estimate.amount(of: rules[rule].unit),
            retryAfter: wait.map { .nanoseconds($0) }
        )
    }
}
