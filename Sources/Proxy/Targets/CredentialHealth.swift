import Exchange
import Policy
import Synchronization

/// The breaker of one credential, shared by all models it is used for.
final class CredentialHealth: Sendable {
    let provider: String
    let upstream: String
    private let breaker: Mutex<CredentialBreaker>

    init(_ target: Target, _ settings: BreakerSettings) {
        provider = target.provider
        upstream = target.upstream
        breaker = Mutex(CredentialBreaker(settings))
    }

    /// Takes over changed settings; what is known stays, unless the credential is another one.
    func set(_ settings: BreakerSettings, isReplaced: Bool, at now: Moment) {
        breaker.withLock { breaker in
            breaker.set(settings)
            guard isReplaced, breaker.view(at: now).state != .isolated else { return }
            _ = breaker.isolate(at: now)
            _ = breaker.release(at: now)
        }
    }

    func ask(at now: Moment, lease: Duration) -> BreakerLeave {
        breaker.withLock { $0.ask(at: now, lease: lease) }
    }

    func wouldPass(at now: Moment) -> Bool {
        breaker.withLock { $0.wouldPass(at: now) }
    }

    func tell(_ vote: CredentialVote, _ ticket: BreakerTicket, at now: Moment) -> BreakerTransition? {
        breaker.withLock { $0.tell(vote, ticket, at: now) }
    }

    func abandon(_ ticket: BreakerTicket) {
        breaker.withLock { $0.abandon(ticket) }
    }

    func view(at now: Moment) -> BreakerView {
        breaker.withLock { $0.view(at: now) }
    }
}
