import Exchange
import Policy

/// A provider and those who ask it, on a clock of its own: breaker, budget and tries put together as the line does.
struct OneTarget {
    var retry = RetrySettings()
    /// Nil to leave the breaker out.
    var breakerSettings: BreakerSettings? = BreakerSettings()
    var perSecond = 100
    /// How long an attempt takes; each differs by half to either side.
    var latency = Duration.milliseconds(50)
    /// What an attempt that begins then comes to.
    var provider: (Moment, inout SeededChance) -> AttemptEnd
    var chance: SeededChance

    /// One attempt or refusal that was seen.
    struct Seen {
        let at: Moment
        let exchange: Int
        let isRetry: Bool
        let isProbe: Bool
        let end: AttemptEnd
    }

    private(set) var attempts: [Seen] = []
    /// When each client call came, and whether it was answered well.
    private(set) var answers: [(at: Moment, isGood: Bool)] = []
    private(set) var changes: [BreakerTransition] = []
    private(set) var stops: [RetryStop: Int] = [:]
    private(set) var mostRunning = 0

    private enum Step {
        case arrive(Int)
        case begin(Int)
        case end(Int, AttemptEnd, BreakerTicket?, isRetry: Bool)
    }

    private var agenda = Agenda<Step>()
    private var tries: [Tries] = []
    private var inFlight = 0

    init(seed: UInt64, provider: @escaping (Moment, inout SeededChance) -> AttemptEnd) {
        chance = SeededChance(seed)
        self.provider = provider
    }

    /// Lets clients come for so long and everything run to its end.
    mutating func run(seconds: Int) {
        var budget = RetryBudget(retry)
        var breaker = breakerSettings.map { Breaker($0) }
        agenda.add(.arrive(0), at: .second(0))
        while let (now, step) = agenda.next() {
            switch step {
            case .arrive(let call):
                if call + 1 < seconds * perSecond {
                    agenda.add(.arrive(call + 1), at: .second(Double(call + 1) / Double(perSecond)))
                }
                tries.append(Tries(retry, deadline: now + .seconds(600), isRepeatable: true, isBodyKept: true))
                answers.append((now, false))
                budget.deposit(at: now)
                begin(call, isRetry: false, &breaker, at: now)
            case .begin(let call):
                if !budget.begin(inFlight: inFlight) {
                    if let pause = tries[call].wait(at: now, using: &chance) {
                        agenda.add(step, at: now + pause)
                    } else {
                        stops[.budget, default: 0] += 1
                    }
                } else if !begin(call, isRetry: true, &breaker, at: now) {
                    budget.end()
                }
                mostRunning = max(mostRunning, budget.running)
            case .end(let call, let end, let ticket, let isRetry):
                inFlight -= 1
                if isRetry { budget.end() }
                if let ticket, let vote = breaker?.vote(for: end, firstByte: nil),
                    let change = breaker?.tell(vote, ticket, at: now, using: &chance)
                {
                    changes.append(change)
                }
                let next = tries[call].after(end, canUseOther: false, at: now, using: &chance) { _ in
                    budget.take(at: now)
                }
                switch next {
                case .same(let pause): agenda.add(.begin(call), at: now + pause)
                case .other: break
                case .stop(let stop):
                    answers[call].isGood = end == .answered
                    if let stop { stops[stop, default: 0] += 1 }
                }
            }
        }
    }

    @discardableResult
    private mutating func begin(_ call: Int, isRetry: Bool, _ breaker: inout Breaker?, at now: Moment) -> Bool {
        var ticket: BreakerTicket?
        switch breaker?.ask(at: now, lease: .seconds(120)) {
        case .pass(let given)?: ticket = given
        case .probe(let given, let change)?:
            ticket = given
            if let change { changes.append(change) }
        case .refuse?, .isolated?: return false
        case nil: break
        }
        let end = provider(now, &chance)
        attempts.append(
            Seen(at: now, exchange: call, isRetry: isRetry, isProbe: ticket?.isProbe ?? false, end: end)
        )
        inFlight += 1
        let time = latency * Double.random(in: 0.5...1.5, using: &chance)
        agenda.add(.end(call, end, ticket, isRetry: isRetry), at: now + time)
        return true
    }
}

/// What is to happen, soonest first; a binary heap.
struct Agenda<Step> {
    private var heap: [(at: Moment, number: Int, step: Step)] = []
    private var count = 0

    mutating func add(_ step: Step, at moment: Moment) {
        heap.append((moment, count, step))
        count += 1
        var child = heap.count - 1
        while child > 0, isSooner(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next() -> (Moment, Step)? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while let child = [2 * parent + 1, 2 * parent + 2].filter({ $0 < heap.count }).min(by: isSooner),
            isSooner(child, parent)
        {
            heap.swapAt(child, parent)
            parent = child
        }
        return (first.at, first.step)
    }

    private func isSooner(_ left: Int, _ right: Int) -> Bool {
        (heap[left].at, heap[left].number) < (heap[right].at, heap[right].number)
    }
}
