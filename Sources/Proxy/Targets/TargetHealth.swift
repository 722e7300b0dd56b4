import Exchange
import Policy
import Synchronization

/// What is known of one target and model: its breaker, its retry budget, its load and its latency.
///
/// Shared by all event loops.
final class TargetHealth: Sendable {
    /// What lets an attempt run.
    struct Leave: Sendable {
        let target: BreakerTicket
        let credential: BreakerTicket
    }

    /// What is said to an attempt.
    enum Answer {
        /// It may run; `settle` must follow.
        case run(Leave)
        /// Not now; to ask before that moment is idle. Nil when only an admin can change it.
        case refuse(PassReason, until: Moment?)
    }

    private struct State: Sendable {
        var breaker: Breaker
        var budget: RetryBudget
        var latency = LatencyAverage()
        var inFlight = 0
        /// What the provider told last of its own limits, and when.
        var headroom: (told: WallTime, readings: [Headroom])?
    }

    /// What survives a change of the configuration.
    private final class Learnt: Sendable {
        let state: Mutex<State>

        init(_ state: State) { self.state = Mutex(state) }
    }

    let provider: String
    let upstream: String
    let modelLabel: String
    /// The model's name at the provider, by which its price is known.
    let model: String?
    let credential: CredentialHealth
    let places: TargetPlaces
    /// What a million tokens in and out cost, or nil when that is not known.
    let price: Int64?
    private let lease: Duration
    private let learnt: Learnt
    private let watcher: (any TargetWatcher)?

    init(_ choice: Choice, _ parts: TargetRegister.Upstream, price: Int64?, settings: TargetSettings) {
        provider = choice.target.provider
        upstream = choice.target.upstream
        modelLabel = choice.modelLabel
        model = choice.model
        credential = parts.credential
        places = parts.places
        watcher = settings.watcher
        self.price = price
        lease = choice.target.timeouts.connect + choice.target.timeouts.firstByte
        learnt = Learnt(State(breaker: Breaker(settings.breaker), budget: RetryBudget(settings.retry)))
    }

    /// Goes on with what is known of a target under changed settings; the two share it from now on.
    ///
    /// `hasMoved` says that the target is at another place now: what its breaker counted is forgotten then.
    init(
        _ old: TargetHealth,
        _ parts: TargetRegister.Upstream,
        _ target: Target,
        price: Int64?,
        settings: TargetSettings,
        hasMoved: Bool,
        at now: Moment
    ) {
        (provider, upstream, modelLabel) = (old.provider, old.upstream, old.modelLabel)
        credential = parts.credential
        places = parts.places
        watcher = settings.watcher
        self.price = price
        lease = target.timeouts.connect + target.timeouts.firstByte
        model = old.model
        learnt = old.learnt
        learnt.state.withLock { state in
            state.breaker.set(settings.breaker)
            state.budget.set(settings.retry)
            if hasMoved, state.breaker.state != .isolated {
                // each step begins a new generation, so that attempts at the old place are not counted any more
                _ = state.breaker.isolate(at: now)
                _ = state.breaker.release(at: now)
            }
        }
    }

    // MARK: before an attempt

    /// What the choice between several targets looks at.
    func load(at now: Moment) -> TargetLoad {
        var load = TargetLoad()
        load.price = price
        let isCredentialOpen = !credential.wouldPass(at: now)
        learnt.state.withLock { state in
            load.inFlight = state.inFlight
            load.latency = state.latency.value(at: now)
            load.isOpen = isCredentialOpen || !state.breaker.wouldPass(at: now)
        }
        return load
    }

    /// True when an attempt would be let through now; asks nothing of the breakers.
    func wouldPass(at now: Moment) -> Bool {
        credential.wouldPass(at: now) && learnt.state.withLock { $0.breaker.wouldPass(at: now) }
    }

    /// Why an attempt would not be let through now, or nil; asks nothing of the breakers.
    func refusal(at now: Moment) -> PassReason? {
        if !credential.wouldPass(at: now) { return .credentialOpen }
        return learnt.state.withLock { state in
            if state.breaker.wouldPass(at: now) { return nil }
            return state.breaker.state == .isolated ? .isolated : .breakerOpen
        }
    }

    /// Asks both breakers for one attempt, which counts as in flight from now on.
    func ask(at now: Moment) -> Answer {
        let credentialTicket: BreakerTicket
        switch credential.ask(at: now, lease: lease) {
        case .pass(let ticket): credentialTicket = ticket
        case .probe(let ticket, let change):
            credentialTicket = ticket
            tell(change, .credential)
        case .refuse(let until): return refuse(.credentialOpen, until)
        case .isolated: return refuse(.isolated, nil)
        }
        let leave = learnt.state.withLock { state in
            let leave = state.breaker.ask(at: now, lease: lease)
            switch leave {
            case .pass, .probe: state.inFlight += 1
            case .refuse, .isolated: break
            }
            return leave
        }
        switch leave {
        case .pass(let ticket): return .run(Leave(target: ticket, credential: credentialTicket))
        case .probe(let ticket, let change):
            tell(change, .target)
            return .run(Leave(target: ticket, credential: credentialTicket))
        case .refuse(let until):
            credential.abandon(credentialTicket)
            return refuse(.breakerOpen, until)
        case .isolated:
            credential.abandon(credentialTicket)
            return refuse(.isolated, nil)
        }
    }

    private func refuse(_ reason: PassReason, _ until: Moment?) -> Answer {
        watcher?.refused(
            reason == .credentialOpen ? .credential : .target,
            upstream: upstream,
            modelLabel: reason == .credentialOpen ? "_all" : modelLabel
        )
        return .refuse(reason, until: until)
    }

    /// A first attempt begins: it pays into the retry budget.
    func deposit(at now: Moment) {
        learnt.state.withLock { $0.budget.deposit(at: now) }
    }

    /// Takes one repetition out of the retry budget.
    func takeRetry(at now: Moment) -> Bool {
        learnt.state.withLock { $0.budget.take(at: now) }
    }

    /// Takes a place among the repetitions that run; `endRetry` must follow where it is had.
    func beginRetry() -> Bool {
        learnt.state.withLock { $0.budget.begin(inFlight: $0.inFlight) }
    }

    /// A repetition is over.
    func endRetry() {
        learnt.state.withLock { $0.budget.end() }
    }

    // MARK: after an attempt

    /// Tells both breakers what came of an attempt, or of the rest of an answer that had begun well.
    func tell(
        _ end: AttemptEnd,
        _ leave: Leave,
        firstByte: Duration?,
        retryAfter: Duration?,
        at now: Moment,
        using random: inout Xoshiro
    ) {
        let change = learnt.state.withLock { state in
            if let firstByte, end == .answered { state.latency.note(firstByte, at: now) }
            let vote = state.breaker.vote(for: end, firstByte: firstByte)
            return state.breaker.tell(vote, leave.target, retryAfter: retryAfter, at: now, using: &random)
        }
        tell(change, .target)
        tell(credential.tell(RetryRule(end).credential, leave.credential, at: now), .credential)
    }

    /// The attempt is over.
    func leave() {
        learnt.state.withLock { $0.inFlight -= 1 }
    }

    /// An active check of the target succeeded or failed.
    func note(isHealthy: Bool, at now: Moment, using random: inout some RandomNumberGenerator) {
        let change = learnt.state.withLock { state -> BreakerTransition? in
            let ticket: BreakerTicket
            switch state.breaker.ask(at: now, lease: lease) {
            case .pass(let pass): ticket = pass
            case .probe(let probe, _): ticket = probe
            case .refuse, .isolated: return nil
            }
            return state.breaker.tell(isHealthy ? .success : .failure, ticket, at: now, using: &random)
        }
        tell(change, .target)
    }

    // MARK: for administrators

    /// Holds the target open, or leaves it to its own rules again.
    func hold(_ isHeld: Bool, at now: Moment) {
        tell(learnt.state.withLock { isHeld ? $0.breaker.isolate(at: now) : $0.breaker.release(at: now) }, .target)
    }

    /// Takes note of what the provider told of its own limits.
    func note(_ headroom: [Headroom], at wall: WallTime) { learnt.state.withLock { $0.headroom = (wall, headroom) } }

    /// The target as administrators see it.
    func described(at now: Moment, wall: WallTime) -> TargetState {
        let (view, inFlight, latency, headroom) = learnt.state.withLock {
            ($0.breaker.view(at: now), $0.inFlight, $0.latency.value(at: now), $0.headroom)
        }
        let key = credential.view(at: now)
        let isKeyOpen = key.state != .closed && view.state == .closed
        let shown = isKeyOpen ? key : view
        var described = TargetState(
            provider: provider,
            upstream: upstream,
            modelLabel: modelLabel,
            breaker: shown.state.rawValue
        )
        described.cause =
            switch shown.state {
            case .closed: nil
            case .isolated: BreakerReason.isolated.rawValue
            case .open, .halfOpen: shown.lastTrip?.reason.rawValue
            }
        described.successes = shown.counts.successes
        described.failures = shown.counts.failures
        described.slow = shown.counts.slow
        described.openFor = shown.nextProbe.map { max($0 - now, .zero) }
        described.inFlight = inFlight
        described.waiting = places.counts.waiting
        described.latency = latency
        if let headroom {
            described.headroom = headroom.readings.filter { $0.isFresh(told: headroom.told, at: wall) }
        }
        return described
    }

    private func tell(_ change: BreakerTransition?, _ breaker: TargetChange.Breaker) {
        guard let change, let watcher else { return }
        watcher.changed(
            TargetChange(
                breaker: breaker,
                place: (provider, upstream, breaker == .target ? modelLabel : "_all"),
                from: change.from.rawValue,
                to: change.to.rawValue,
                reason: change.reason.rawValue,
                counts: (change.counts.successes, change.counts.failures),
                openFor: change.openUntil.map { $0 - change.at }
            )
        )
    }
}
