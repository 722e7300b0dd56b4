import Exchange
import Policy
import Testing

@Suite struct CredentialBreakerTests {
    /// A credential's breaker after the votes, each asked for and told at second 0.
    private func told(_ votes: [CredentialVote]) -> (CredentialBreaker, [BreakerTransition]) {
        var breaker = CredentialBreaker(BreakerSettings())
        var changes: [BreakerTransition] = []
        for vote in votes {
            guard case .pass(let ticket) = breaker.ask(at: .second(0), lease: .seconds(1)) else { continue }
            if let change = breaker.tell(vote, ticket, at: .second(0)) { changes.append(change) }
        }
        return (breaker, changes)
    }

    @Test(
        arguments: [
            ([.refused, .refused], nil), ([.refused, .refused, .good, .refused, .refused], nil),
            ([.refused, .refused, .none, .refused], .credentialRefused),
            ([.refused, .refused, .refused], .credentialRefused),
            ([.exhausted], .quotaExhausted), ([.good, .exhausted, .good], .quotaExhausted),
            ([.none, .none, .none], nil),
            ([CredentialVote](repeating: .good, count: 100), nil),
        ] as [([CredentialVote], BreakerReason?)]
    )
    func `three refusals in a row, or one empty quota, open it`(votes: [CredentialVote], reason: BreakerReason?) {
        let (breaker, changes) = told(votes)
        #expect(changes.map(\.reason) == (reason.map { [$0] } ?? []))
        #expect(breaker.wouldPass(at: .second(0)) == (reason == nil))
    }

    @Test(arguments: [([CredentialVote.refused, .refused, .refused], 60.0), ([.exhausted], 300)])
    func `it stays open for its time and one attempt decides`(votes: [CredentialVote], seconds: Double) {
        for good in [true, false] {
            var (breaker, _) = told(votes)
            #expect(!breaker.wouldPass(at: .second(seconds - 0.001)))
            #expect(breaker.view(at: .second(1)).nextProbe == .second(seconds))
            guard case .probe(let ticket, _) = breaker.ask(at: .second(seconds), lease: .seconds(1)) else {
                Issue.record("no probe")
                return
            }
            #expect(breaker.ask(at: .second(seconds), lease: .seconds(1)) == .refuse(until: .second(seconds + 1)))
            let change = breaker.tell(good ? .good : votes[0], ticket, at: .second(seconds))
            #expect(change?.to == (good ? .closed : .open))
            // It never doubles.
            if !good { #expect(change?.openUntil == .second(seconds * 2)) }
        }
    }

    @Test func `what says nothing gives the probe back`() {
        var (breaker, _) = told([.exhausted])
        for _ in 0..<10 {
            guard case .probe(let ticket, _) = breaker.ask(at: .second(300), lease: .seconds(9)) else {
                Issue.record("no probe")
                return
            }
            #expect(breaker.tell(.none, ticket, at: .second(300)) == nil)
        }
        guard case .probe(let ticket, _) = breaker.ask(at: .second(300), lease: .seconds(9)) else { return }
        breaker.abandon(ticket)
        #expect(breaker.wouldPass(at: .second(300)))
    }

    @Test func `late words of an older time are dropped`() {
        var breaker = CredentialBreaker(BreakerSettings())
        guard case .pass(let old) = breaker.ask(at: .second(0), lease: .seconds(1)) else { return }
        #expect(breaker.isolate(at: .second(1))?.to == .isolated)
        #expect(breaker.ask(at: .second(1), lease: .seconds(1)) == .isolated)
        #expect(breaker.release(at: .second(2))?.to == .closed)
        #expect(breaker.tell(.exhausted, old, at: .second(3)) == nil)
        #expect(breaker.wouldPass(at: .second(3)))
    }

    @Test func `changed settings hold from the next opening on`() {
        var (breaker, _) = told([])
        var settings = BreakerSettings()
        settings.credentialRefusals = 1
        settings.credentialOpenTime = .seconds(7)
        breaker.set(settings)
        guard case .pass(let ticket) = breaker.ask(at: .second(0), lease: .seconds(1)) else { return }
        #expect(breaker.tell(.refused, ticket, at: .second(0))?.openUntil == .second(7))
    }
}
