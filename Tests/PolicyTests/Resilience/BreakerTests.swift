import Exchange
import Policy
import Testing

@Suite struct BreakerTests {
    /// A breaker that has just opened, and when its next probe is due.
    private func opened(_ settings: BreakerSettings = BreakerSettings(), at now: Moment = .second(0)) -> (
        Breaker, Moment
    ) {
        var breaker = Breaker(settings)
        var chance = FixedChance.middle
        for _ in 0..<5 {
            guard case .pass(let ticket) = breaker.ask(at: now, lease: .seconds(120)) else { continue }
            _ = breaker.tell(.failure, ticket, at: now, using: &chance)
        }
        return (breaker, breaker.view(at: now).nextProbe ?? now)
    }

    @Test func `of ten thousand who race for a half-open breaker one is the probe`() {
        var (breaker, due) = opened()
        for round in 0..<3 {
            var probes = 0
            var refusals = 0
            for _ in 0..<10_000 {
                switch breaker.ask(at: due, lease: .seconds(120)) {
                case .probe(_, let change):
                    probes += 1
                    #expect((change != nil) == (round == 0))
                case .refuse(let until):
                    refusals += 1
                    #expect(until > due)
                case .pass, .isolated: Issue.record("a half-open breaker passes nothing else")
                }
            }
            #expect(probes == 1)
            #expect(refusals == 9_999)
            // Nothing was told: the next round begins when the lease is over.
            due = due + .seconds(120)
        }
    }

    @Test func `the open time is spread by half to either side, doubles and has an end`() {
        for (chance, factor) in [(FixedChance.lowest, 0.5), (.middle, 1), (.highest, 1.5)] {
            var chance = chance
            var breaker = Breaker(BreakerSettings())
            var now = Moment.second(7)
            var times: [Double] = []
            for _ in 0..<40 {
                switch breaker.ask(at: now, lease: .seconds(1)) {
                case .pass(let ticket), .probe(let ticket, _):
                    guard let change = breaker.tell(.failure, ticket, at: now, using: &chance) else { continue }
                    #expect(change.to == .open)
                    guard let until = change.openUntil else { continue }
                    times.append((until - now).inSeconds)
                    now = until
                case .refuse, .isolated: Issue.record("the time is over")
                }
            }
            #expect(times.count == 36)
            for (time, middle) in zip(times, [5.0, 10, 20, 40, 60, 60, 60]) {
                #expect(abs(time - min(60, middle * factor)) < 0.01)
            }
            #expect(times.allSatisfy { $0 <= 60 })
        }
    }

    @Test func `every open time lies within its bounds and they differ`() {
        var chance = SeededChance(11)
        var seen: Set<Duration> = []
        for _ in 0..<1_000 {
            var breaker = Breaker(BreakerSettings())
            var change: BreakerTransition?
            for _ in 0..<5 {
                guard case .pass(let ticket) = breaker.ask(at: .second(0), lease: .seconds(1)) else { continue }
                change = breaker.tell(.failure, ticket, at: .second(0), using: &chance)
            }
            guard let until = change?.openUntil else {
                Issue.record("it did not open")
                return
            }
            let time = until - .second(0)
            #expect(time >= .milliseconds(2_500) && time <= .milliseconds(7_500))
            seen.insert(time)
        }
        #expect(seen.count > 990)
    }

    @Test(arguments: [(nil, 5.0), (2, 5), (30, 30), (86_400, 60)] as [(Int?, Double)])
    func `what the provider asks for lengthens the open time up to its bound`(asked: Int?, seconds: Double) {
        var breaker = Breaker(BreakerSettings())
        var chance = FixedChance.middle
        var change: BreakerTransition?
        for _ in 0..<5 {
            guard case .pass(let ticket) = breaker.ask(at: .second(0), lease: .seconds(1)) else { continue }
            change = breaker.tell(
                .failure,
                ticket,
                retryAfter: asked.map { .seconds($0) },
                at: .second(0),
                using: &chance
            )
        }
        #expect(change?.openUntil.map { abs(($0 - .second(0)).inSeconds - seconds) < 0.01 } == true)
    }

    @Test func `a stream that breaks off behind its first event is a new failure`() {
        var chance = FixedChance.middle
        var breaker = Breaker(BreakerSettings())
        // Closed: each stream is told twice, and half of what was told failed.
        for count in 1...10 {
            guard case .pass(let ticket) = breaker.ask(at: .second(0), lease: .seconds(1)) else { continue }
            #expect(breaker.tell(.success, ticket, at: .second(0), using: &chance) == nil)
            #expect(
                breaker.tell(.failure, ticket, at: .second(0), using: &chance)?.reason
                    == (count == 10 ? .failurePercent : nil)
            )
        }
        // Half open: the first probe was good, and then was not.
        var (half, due) = opened()
        guard case .probe(let first, _) = half.ask(at: due, lease: .seconds(1)) else { return }
        #expect(half.tell(.success, first, at: due, using: &chance) == nil)
        #expect(half.tell(.success, first, at: due, using: &chance) == nil)
        #expect(half.state == .halfOpen)
        #expect(half.tell(.failure, first, at: due, using: &chance)?.reason == .probeFailed)
        // Closed by the probes: the break counts as one failure.
        (half, due) = opened()
        var tickets: [BreakerTicket] = []
        for _ in 0..<2 {
            guard case .probe(let ticket, _) = half.ask(at: due, lease: .seconds(1)) else { continue }
            _ = half.tell(.success, ticket, at: due, using: &chance)
            tickets.append(ticket)
        }
        #expect(half.state == .closed)
        for ticket in tickets { #expect(half.tell(.failure, ticket, at: due, using: &chance) == nil) }
        #expect(half.view(at: due).consecutiveFailures == 2)
    }

    @Test func `after the first good probe the second one goes at once`() {
        var chance = SeededChance(3)
        var (breaker, due) = opened()
        // Long outage: the open time has come to its bound.
        for _ in 0..<8 {
            guard case .probe(let ticket, _) = breaker.ask(at: due, lease: .seconds(120)) else { continue }
            _ = breaker.tell(.failure, ticket, at: due, using: &chance)
            due = breaker.view(at: due).nextProbe ?? due
        }
        for expected in [BreakerState.halfOpen, .closed] {
            guard case .probe(let ticket, _) = breaker.ask(at: due, lease: .seconds(120)) else {
                Issue.record("no probe")
                return
            }
            _ = breaker.tell(.success, ticket, at: due, using: &chance)
            #expect(breaker.state == expected)
        }
    }

    @Test func `an abandoned ticket frees only its own place`() {
        var chance = FixedChance.middle
        var (breaker, due) = opened()
        guard case .probe(let first, _) = breaker.ask(at: due, lease: .seconds(1)) else { return }
        due = due + .seconds(1)
        guard case .probe(let second, _) = breaker.ask(at: due, lease: .seconds(1)) else { return }
        breaker.abandon(first)
        #expect(!breaker.wouldPass(at: due))
        breaker.abandon(second)
        #expect(breaker.wouldPass(at: due))
        breaker.abandon(second)
        // Of a closed breaker nothing is given back, and nothing harmed.
        var closed = Breaker(BreakerSettings())
        guard case .pass(let ticket) = closed.ask(at: due, lease: .seconds(1)) else { return }
        closed.abandon(ticket)
        #expect(closed.tell(.success, ticket, at: due, using: &chance) == nil)
        #expect(closed.state == .closed)
    }

    @Test func `what is shown says state, cause, window and next probe`() {
        var (breaker, due) = opened(at: .second(100))
        var view = breaker.view(at: .second(101))
        #expect(view.state == .open)
        #expect(view.lastTrip?.reason == .consecutiveFailures)
        #expect(view.lastTrip?.counts.failures == 5)
        #expect(view.counts.total == 5)
        #expect(view.consecutiveFailures == 5)
        #expect(view.nextProbe == due)
        view = breaker.view(at: due)
        #expect(view.state == .halfOpen)
        #expect(breaker.state == .open)
        #expect(breaker.isolate(at: due)?.from == .open)
        #expect(breaker.view(at: due).nextProbe == nil)
        #expect(breaker.release(at: due)?.to == .closed)
        #expect(breaker.view(at: due).counts.total == 0)
        #expect(breaker.view(at: due).lastTrip?.reason == .consecutiveFailures)
    }

    @Test func `the window forgets by slices`() {
        var settings = BreakerSettings()
        settings.consecutiveFailures = 0
        settings.failurePercent = 0
        var breaker = Breaker(settings)
        var chance = FixedChance.middle
        for second in 0..<100 {
            guard case .pass(let ticket) = breaker.ask(at: .second(Double(second)), lease: .seconds(1)) else {
                continue
            }
            _ = breaker.tell(
                second % 2 == 0 ? .failure : .slowSuccess,
                ticket,
                at: .second(Double(second)),
                using: &chance
            )
            let counts = breaker.view(at: .second(Double(second))).counts
            #expect(counts.total >= min(second + 1, 28) && counts.total <= 30)
            #expect(counts.successes == counts.slow)
        }
        #expect(breaker.view(at: .second(10_000)).counts.total == 0)
        // A clock that goes back, or leaps ahead, harms nothing.
        guard case .pass(let ticket) = breaker.ask(at: .second(1), lease: .seconds(1)) else { return }
        _ = breaker.tell(.success, ticket, at: .second(1), using: &chance)
        _ = breaker.tell(.success, ticket, at: .second(9e8), using: &chance)
        #expect(breaker.view(at: .second(9e8)).counts.total == 1)
        _ = breaker.tell(.success, ticket, at: Moment(nanoseconds: -5), using: &chance)
        #expect(breaker.view(at: .second(9e8)).counts.total == 2)
    }

    @Test func `changed settings keep the state`() {
        var (breaker, due) = opened()
        var settings = BreakerSettings()
        settings.window = .seconds(60)
        settings.probes = 1
        breaker.set(settings)
        #expect(!breaker.wouldPass(at: .second(0)))
        var chance = FixedChance.middle
        guard case .probe(let ticket, _) = breaker.ask(at: due, lease: .seconds(1)) else { return }
        #expect(breaker.tell(.success, ticket, at: due, using: &chance)?.to == .closed)
        due = due + .seconds(1)
        #expect(breaker.wouldPass(at: due))
    }

    @Test func `a late first byte makes a vote slow`() {
        let breaker = Breaker(BreakerSettings())
        #expect(breaker.vote(for: .answered, firstByte: .seconds(30)) == .success)
        #expect(breaker.vote(for: .answered, firstByte: .seconds(31)) == .slowSuccess)
        #expect(breaker.vote(for: .answered, firstByte: nil) == .success)
        #expect(breaker.vote(for: .brokenOff, firstByte: .seconds(31)) == .slowFailure)
        #expect(breaker.vote(for: .firstByteTimeout, firstByte: nil) == .slowFailure)
        #expect(breaker.vote(for: .rateLimited, firstByte: .seconds(31)) == .limited)
        #expect(breaker.vote(for: .excluded, firstByte: .seconds(31)) == .none)
    }

    @Test(arguments: [UInt64](1...10))
    func `half an hour of five percent random errors opens nothing`(seed: UInt64) {
        var chance = SeededChance(seed)
        var breaker = Breaker(BreakerSettings())
        for tick in 0..<18_000 {
            let now = Moment.second(Double(tick) / 10)
            guard case .pass(let ticket) = breaker.ask(at: now, lease: .seconds(120)) else {
                Issue.record("open after \(tick) attempts")
                return
            }
            let vote: BreakerVote = chance.chance(5) ? .failure : .success
            #expect(breaker.tell(vote, ticket, at: now, using: &chance) == nil)
        }
    }

    @Test func `no order of calls breaks what always holds`() {
        for seed in UInt64(0)..<300 {
            var chance = SeededChance(seed)
            var life = BreakerLife(BreakerSettings())
            var running: [BreakerTicket] = []
            let votes = BreakerVote.allCases
            for _ in 0..<300 {
                life.now = life.now + .milliseconds(Int64.random(in: 0...4_000, using: &chance))
                switch Int.random(in: 0..<20, using: &chance) {
                case 0: life.note(life.breaker.isolate(at: life.now))
                case 1, 2: life.note(life.breaker.release(at: life.now))
                case 3..<11: if let ticket = life.ask() { running.append(ticket) }
                default:
                    guard let index = running.indices.randomElement(using: &chance) else { continue }
                    let ticket = chance.chance(20) ? running[index] : running.remove(at: index)
                    let vote = chance.chance(60) ? .failure : votes.randomElement(using: &chance) ?? .none
                    life.note(life.breaker.tell(vote, ticket, at: life.now, using: &chance))
                }
                let view = life.breaker.view(at: life.now)
                #expect(
                    view.counts.slow <= view.counts.total && view.counts.failures >= 0 && view.counts.successes >= 0
                )
                if let until = view.nextProbe, view.state == .open { #expect(until - life.now <= .seconds(60)) }
            }
        }
    }
}
