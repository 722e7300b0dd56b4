package import Exchange

/// Decides whether a target is asked or left alone, by what came of asking it.
///
/// Closed, open, half open and closed again, or isolated by an admin. Everything takes constant time. Each opening
/// begins a new generation; what is told about attempts of an older one is dropped.
package struct Breaker: Sendable {
    private enum Phase: Sendable {
        case closed
        case open(until: Moment)
        case halfOpen(lease: Lease?, successes: Int)
        case isolated
    }

    private struct Lease: Sendable {
        let probe: UInt64
        let end: Moment
    }

    /// How soon asking again makes sense while a probe runs.
    private static let probeTime = Duration.seconds(1)

    private var settings: BreakerSettings
    private let runReason: BreakerReason
    private var phase = Phase.closed
    private var generation: UInt64 = 0
    private var probes: UInt64 = 0
    private var consecutive = 0
    /// Openings since it was closed last.
    private var openings = 0
    private var window: BreakerWindow
    private var lastTrip: BreakerTransition?

    /// Makes a closed breaker.
    package init(_ settings: BreakerSettings) {
        self.init(settings, runReason: .consecutiveFailures)
    }

    init(_ settings: BreakerSettings, runReason: BreakerReason) {
        self.settings = settings
        self.runReason = runReason
        window = BreakerWindow(length: settings.window)
    }

    /// Takes over changed settings; the state stays, the window begins anew when its length changed.
    package mutating func set(_ settings: BreakerSettings) {
        if settings.window != self.settings.window { window = BreakerWindow(length: settings.window) }
        self.settings = settings
    }

    // MARK: Asking

    /// Asks leave for one attempt; `tell` or `abandon` must follow for each one that got a ticket.
    ///
    /// `lease` is how long a probe may be silent before another takes its place: the time to the first byte, at least.
    package mutating func ask(at now: Moment, lease: Duration) -> BreakerLeave {
        switch phase {
        case .closed: return .pass(BreakerTicket(generation: generation, probe: 0))
        case .isolated: return .isolated
        case .open(let until):
            guard now >= until else { return .refuse(until: until) }
            phase = .halfOpen(lease: nil, successes: 0)
            return .probe(probe(at: now, lease, successes: 0), transition(.open, .halfOpen, .probeDue, at: now))
        case .halfOpen(let running, let successes):
            if let running, now < running.end {
                return .refuse(until: min(running.end, now + Self.probeTime))
            }
            return .probe(probe(at: now, lease, successes: successes), nil)
        }
    }

    /// True when `ask` would let an attempt through.
    package func wouldPass(at now: Moment) -> Bool {
        switch phase {
        case .closed: true
        case .isolated: false
        case .open(let until): now >= until
        case .halfOpen(let lease, _): lease.map { now >= $0.end } ?? true
        }
    }

    private mutating func probe(at now: Moment, _ lease: Duration, successes: Int) -> BreakerTicket {
        probes += 1
        phase = .halfOpen(lease: Lease(probe: probes, end: now + lease), successes: successes)
        return BreakerTicket(generation: generation, probe: probes)
    }

    // MARK: Telling

    /// What to tell about an attempt that ended so, or whose first event was good.
    ///
    /// `firstByte` is how long its first byte took, where it came.
    package func vote(for end: AttemptEnd, firstByte: Duration?) -> BreakerVote {
        let isLate = firstByte.map { $0 > settings.slowTime } ?? false
        return switch RetryRule(end).vote {
        case .success where isLate: .slowSuccess
        case .failure where isLate: .slowFailure
        case let vote: vote
        }
    }

    /// Tells what came of an attempt; returns the change of state that follows, if one does.
    ///
    /// A stream is told as a success at its first good event; when it breaks off later, that is told as a failure with
    /// the same ticket. `retryAfter` is how long the provider wants to be left alone.
    package mutating func tell(
        _ vote: BreakerVote,
        _ ticket: BreakerTicket,
        retryAfter: Duration? = nil,
        at now: Moment,
        using generator: inout some RandomNumberGenerator
    ) -> BreakerTransition? {
        tell(vote, ticket, retryAfter: retryAfter, at: now) { Double.random(in: 0.5...1.5, using: &generator) }
    }

    /// The same with the factor of the open time as an argument; it is drawn only when the breaker opens.
    mutating func tell(
        _ vote: BreakerVote,
        _ ticket: BreakerTicket,
        retryAfter: Duration?,
        at now: Moment,
        factor: () -> Double
    ) -> BreakerTransition? {
        guard ticket.generation == generation else { return nil }
        if vote == .none {
            abandon(ticket)
            return nil
        }
        switch phase {
        case .closed:
            guard let reason = note(vote, at: now) else { return nil }
            return open(reason, for: openTime(retryAfter, factor), at: now)
        case .halfOpen(let lease, let successes):
            if vote.isFailure { return open(.probeFailed, for: openTime(retryAfter, factor), at: now) }
            guard ticket.isProbe, ticket.probe == lease?.probe else { return nil }
            if successes + 1 >= settings.probes { return close(.probesSucceeded, at: now) }
            phase = .halfOpen(lease: nil, successes: successes + 1)
            return nil
        case .open, .isolated: return nil
        }
    }

    /// Gives back the place of a probe that says nothing about the target; of other attempts there is none.
    package mutating func abandon(_ ticket: BreakerTicket) {
        guard ticket.generation == generation, case .halfOpen(let lease?, let successes) = phase,
            lease.probe == ticket.probe
        else { return }
        phase = .halfOpen(lease: nil, successes: successes)
    }

    /// Counts a result while closed; returns why the breaker has to open, if it has.
    private mutating func note(_ vote: BreakerVote, at now: Moment) -> BreakerReason? {
        window.note(isFailure: vote.isFailure, isSlow: vote.isSlow, at: now)
        switch vote {
        case .failure, .slowFailure: consecutive += 1
        case .success, .slowSuccess: consecutive = 0
        case .limited, .none: break
        }
        if settings.consecutiveFailures > 0, consecutive >= settings.consecutiveFailures { return runReason }
        let counts = window.sum
        guard counts.total >= max(1, settings.volume) else { return nil }
        if vote.isFailure, settings.failurePercent > 0, counts.failures * 100 >= settings.failurePercent * counts.total
        {
            return .failurePercent
        }
        if vote.isSlow, settings.slowPercent > 0, counts.slow * 100 >= settings.slowPercent * counts.total {
            return .slowPercent
        }
        return nil
    }

    // MARK: Changing

    /// Opens at once, for so long, whatever the counts say; nothing for a ticket of an older generation.
    mutating func trip(_ reason: BreakerReason, _ ticket: BreakerTicket, for time: Duration, at now: Moment)
        -> BreakerTransition?
    {
        guard ticket.generation == generation else { return nil }
        switch phase {
        case .closed, .halfOpen: return open(reason, for: time, at: now)
        case .open, .isolated: return nil
        }
    }

    /// Holds the target open until `release`; nil when it is held already.
    package mutating func isolate(at now: Moment) -> BreakerTransition? {
        let from = state
        guard from != .isolated else { return nil }
        let change = transition(from, .isolated, .isolated, at: now)
        phase = .isolated
        generation += 1
        return change
    }

    /// Gives the target back to its own rules, closed and with nothing counted; nil when it is closed already.
    package mutating func release(at now: Moment) -> BreakerTransition? {
        guard state != .closed else { return nil }
        generation += 1
        return close(.released, at: now)
    }

    /// The open time doubles with each opening that no closing came between, up to its bound.
    private func openTime(_ retryAfter: Duration?, _ factor: () -> Double) -> Duration {
        let longest = max(settings.longestOpenTime, .zero)
        var time = min(max(settings.openTime, .zero), longest)
        for _ in 0..<openings where time < longest { time = min(time + max(time, .milliseconds(1)), longest) }
        return min(max(time * factor(), retryAfter ?? .zero), longest)
    }

    private mutating func open(_ reason: BreakerReason, for time: Duration, at now: Moment) -> BreakerTransition {
        let until = now + time
        let change = transition(state, .open, reason, at: now, openUntil: until)
        phase = .open(until: until)
        generation += 1
        openings = min(openings + 1, 64)
        lastTrip = change
        return change
    }

    private mutating func close(_ reason: BreakerReason, at now: Moment) -> BreakerTransition {
        let change = transition(state, .closed, reason, at: now)
        phase = .closed
        consecutive = 0
        openings = 0
        window.clear()
        return change
    }

    private func transition(
        _ from: BreakerState,
        _ to: BreakerState,
        _ reason: BreakerReason,
        at now: Moment,
        openUntil: Moment? = nil
    ) -> BreakerTransition {
        BreakerTransition(from: from, to: to, reason: reason, counts: window.sum, at: now, openUntil: openUntil)
    }

    // MARK: Showing

    /// The state as it was left by the last call.
    package var state: BreakerState {
        switch phase {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        case .isolated: .isolated
        }
    }

    /// The breaker as operators see it.
    package func view(at now: Moment) -> BreakerView {
        let nextProbe: Moment? =
            switch phase {
            case .closed, .isolated: nil
            case .open(let until): until
            case .halfOpen(let lease, _): lease?.end ?? now
            }
        let isDue = state == .open && wouldPass(at: now)
        return BreakerView(
            state: isDue ? .halfOpen : state,
            lastTrip: lastTrip,
            counts: state == .closed ? window.counts(at: now) : window.sum,
            consecutiveFailures: consecutive,
            nextProbe: nextProbe
        )
    }
}
