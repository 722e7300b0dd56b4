import Exchange
import NIOCore
import Policy

/// What an exchange waits for that wants a place at a target.
///
/// Confined to its event loop.
final class PlaceWait {
    private(set) var hasPlace = false
    /// The turn has come, or was taken by a higher class.
    private(set) var isOver = false
    private let slot: Slot

    init(_ slot: Slot) {
        self.slot = slot
    }

    /// The turn has come, or was taken.
    func end(hasPlace: Bool) {
        (isOver, self.hasPlace) = (true, hasPlace)
        slot.wake()
    }
}

extension Passage {
    /// Pauses where that is asked for, and takes the right to the next attempt; nil when nobody may be asked.
    ///
    /// A repetition takes a place among those of the target that failed, whoever is asked next.
    func seat(_ next: inout Next, _ search: inout Search, _ tries: inout Tries) async throws(Failure) -> Seat? {
        let began = (moment: gateway.time.now, wait: exchange.timeline.admissionWait)
        do throws(Failure) {
            if let seat = try await turn(&next, &search, &tries) { return seat }
        } catch {
            countWait(since: began.moment, before: began.wait)
            throw error
        }
        countWait(since: began.moment, before: began.wait)
        return nil
    }

    /// Time that led to no attempt was waited for a place, whatever it was spent with.
    private func countWait(since began: Moment, before wait: Duration) {
        exchange.timeline.admissionWait = wait + (gateway.time.now - began)
    }

    private func turn(_ next: inout Next, _ search: inout Search, _ tries: inout Tries) async throws(Failure) -> Seat? {
        if next.pause > .zero { try await pause(next.pause) }
        if let failed = next.repeats {
            while !failed.beginRetry() {
                guard let wait = tries.wait(at: gateway.time.now, using: &room.random) else {
                    next.isDenied = true
                    return nil
                }
                next.pause += wait
                try await pause(wait)
            }
        }
        do throws(Failure) {
            if let seat = try await free(next, &search) { return seat }
        } catch {
            next.repeats?.endRetry()
            throw error
        }
        next.repeats?.endRetry()
        return nil
    }

    /// The first choice, in the order of the plan, that may be asked now.
    ///
    /// However many are full, one waits no longer than for one of them.
    private func free(_ next: Next, _ search: inout Search) async throws(Failure) -> Seat? {
        let began = gateway.time.now
        if let same = next.same, let seat = try await seat(at: same, next, since: began) { return seat }
        let elsewhere = next.same == nil ? next.elsewhere : .anyTarget
        while let choice = search.next(elsewhere, from: next.last) {
            if let seat = try await seat(at: choice, next, since: began) { return seat }
        }
        return nil
    }

    private func seat(at choice: Choice, _ next: Next, since began: Moment) async throws(Failure) -> Seat? {
        let health = room.health(of: choice, gateway)
        guard try await place(at: health, since: began) else {
            passOver(choice, .saturated)
            return nil
        }
        let hold: AttemptHold?
        switch reserveAttempt(at: choice) {
        case .success(let taken): hold = taken
        case .failure(let refused):
            health.places.leave()
            if let wait = refused.wait { notBefore = earlier(gateway.time.now + wait) }
            passOver(choice, .rateLimited)
            return nil
        }
        switch health.ask(at: gateway.time.now) {
        case .run(let leave):
            if next.last == nil { health.deposit(at: gateway.time.now) }
            return Seat(choice, health, leave, repeats: next.repeats, hold: hold)
        case .refuse(let reason, let until):
            health.places.leave()
            hold?.settle(.nothing)
            if let until { notBefore = earlier(until) }
            passOver(choice, reason)
            return nil
        }
    }

    private func earlier(_ moment: Moment) -> Moment { min(notBefore ?? moment, moment) }

    /// Whose turn comes first where some must wait; a copy's is the last.
    var priority: PriorityClass {
        exchange.shadowOf != nil ? .sheddable : exchange.caller?.permission.priority ?? .default
    }

    /// Takes a place at the target, at most after the time one waits for it, and no later than the exchange's deadline.
    private func place(at health: TargetHealth, since began: Moment) async throws(Failure) -> Bool {
        let wait = PlaceWait(slot)
        let executor = room.executor
        let entry = health.places.enter(priority) {
            let bound = NIOLoopBound(wait, eventLoop: executor.loop)
            return { hasPlace in
                executor.loop.execute {
                    executor.enter()
                    bound.value.end(hasPlace: hasPlace)
                    executor.leave()
                }
            }
        }
        switch entry {
        case .run: return true
        case .full: return false
        case .wait(let ticket):
            let started = gateway.time.now
            var end = began + health.places.wait
            if let deadline { end = min(end, deadline) }
            wake(at: end)
            defer {
                pauseEnd = nil
                exchange.timeline.admissionWait += gateway.time.now - started
            }
            do throws(Failure) {
                try await until { wait.isOver || gateway.time.now >= end }
            } catch {
                if health.places.giveUp(ticket) { health.places.leave() }
                throw error
            }
            if wait.hasPlace { return true }
            return health.places.giveUp(ticket)
        }
    }

    private func pause(_ pause: Duration) async throws(Failure) {
        let end = gateway.time.now + pause
        wake(at: end)
        defer { pauseEnd = nil }
        try await until { gateway.time.now >= end }
    }

    /// Lets the line look again at a moment, more exactly than the loop's tick does.
    private func wake(at moment: Moment) {
        pauseEnd = moment
        let bound = NIOLoopBound(slot, eventLoop: room.loop)
        let executor = room.executor
        let wait = max(moment - gateway.time.now, .zero).inNanoseconds
        _ = room.loop.scheduleTask(in: .nanoseconds(wait + 1)) {
            executor.enter()
            bound.value.wake()
            executor.leave()
        }
    }

    /// Makes one attempt at a target, to the end of what can be said of it before its answer is relayed.
    func once(_ seat: Seat, _ next: Next, mayRepeat: Bool) async throws(Failure) -> Attempted {
        let target = seat.choice.target
        begin(seat, next)
        while true {
            guard let connection = try await connect(target) else { break }
            send(to: connection, target)
            try await until { reply != nil || needsFreshConnection || attemptFault != nil || isBeaten }
            if let reply, attemptFault == nil, !isBeaten {
                return try await judged(reply, holds: mayRepeat && hasWholeBody)
            }
            if attemptFault != nil || isBeaten { break }
            replaceConnection()
        }
        if attemptFault == nil, let rival, rival.state == .won { return lead(rival) }
        return ended(by: attemptFault ?? Failure(.internal, "an attempt ended without a result"))
    }

    @inline(never)
    private func begin(_ seat: Seat, _ next: Next) {
        closeUpstream()
        self.seat = seat
        target = seat.choice.target
        (reply, attemptFault, needsFreshConnection) = (nil, nil, false)
        leading = exchange.attempts.count
        note(seat.choice, reason(seat.choice, next), seat)
        current.backoff = next.pause
    }

    /// A reused connection died before it answered a byte: another takes its place, free of charge.
    @inline(never)
    private func replaceConnection() {
        current.freeRetries += 1
        current.sent = nil
        current.isReused = false
        upstream = nil
    }

    /// Begins the record of an attempt.
    @inline(never)
    func note(_ choice: Choice, _ reason: ChoiceReason, _ seat: Seat) {
        var attempt = Attempt(
            target: choice.target,
            model: choice.model.map(Self.recorded),
            modelLabel: choice.modelLabel,
            reason: reason,
            started: gateway.time.now
        )
        attempt.isProbe = seat.isProbe
        exchange.attempts.append(attempt)
    }

    private func reason(_ choice: Choice, _ next: Next) -> ChoiceReason {
        if next.same != nil, choice.target === next.last?.target, choice.model == next.last?.model { return .retry }
        if next.last != nil
            || exchange.attempts.isEmpty
                && exchange.passedOver.contains(where: { !$0.reason.isSettled })
        {
            return .fallback
        }
        if exchange.shadowOf != nil { return .shadow }
        return choice.isCanary ? .canary : .first
    }
}
