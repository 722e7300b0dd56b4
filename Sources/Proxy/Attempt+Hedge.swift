import Exchange
import NIOCore
import Policy

extension Passage {
    /// True when the second attempt has an answer and the first has none.
    var isBeaten: Bool { rival?.state == .won }

    /// Plans a second attempt beside the first, where the route wants one and the request may run twice.
    @inline(never)
    func planHedge(_ plan: Plan, _ tries: Tries, _ search: Search, beside seat: Seat) {
        guard let settings = plan.hedge, let route = plan.route, tries.mayRunTwice else { return }
        gateway.register.hedges.request(route, settings)
        guard let choice = search.peek(.anyTarget, from: seat.choice) else { return }
        let bound = NIOLoopBound(self, eventLoop: room.loop)
        let executor = room.executor
        hedge = room.loop.scheduleTask(in: .nanoseconds(max(settings.after, .zero).inNanoseconds)) {
            executor.enter()
            bound.value.beginRival(at: choice, route)
            executor.leave()
        }
    }

    /// Begins the second attempt, if the first is still silent, the target is free, and the route has earned it.
    private func beginRival(at choice: Choice, _ route: String) {
        hedge = nil
        guard fault == nil, rival == nil, exchange.attempts.count == 1, current.ended == nil,
            reply?.isRelaying != true
        else { return }
        let health = room.health(of: choice, gateway)
        guard health.wouldPass(at: gateway.time.now) else { return }
        guard health.places.enterIfFree() else { return passOver(choice, .saturated) }
        guard case .success(let hold) = reserveAttempt(at: choice) else {
            health.places.leave()
            return passOver(choice, .rateLimited)
        }
        guard gateway.register.hedges.take(route), case .run(let leave) = health.ask(at: gateway.time.now) else {
            hold?.settle(.nothing)
            return health.places.leave()
        }
        let seat = Seat(choice, health, leave, repeats: nil, hold: hold)
        note(choice, .hedge, seat)
        let rival = Rival(self, seat)
        self.rival = rival
        rival.begin()
    }

    /// What a race came to: a first attempt that failed leaves the word to the second, if that still runs.
    ///
    /// The second attempt is over when this returns, or leads.
    func raced(
        _ attempted: Attempted,
        _ tries: inout Tries,
        _ search: inout Search
    ) async throws(Failure) -> Attempted {
        hedge?.cancel()
        hedge = nil
        guard let rival, exchange.attempts.count == 2 else { return attempted }
        search.leaveOut(rival.seat.choice)
        tries.countHedge()
        guard leading != rival.index else { return attempted }
        let hasAnswer = attempted.end == .answered
        guard !hasAnswer, rival.state == .won || RetryRule(attempted.end).allowsAnother else {
            rival.cancel()
            return attempted
        }
        // told now: whoever leaves meanwhile takes nothing of it back
        if let seat { tell(seat, attempted.end) }
        let ended = current.ended
        current.ended = ended ?? gateway.time.now
        pauseEnd = tries.deadline
        defer { pauseEnd = nil }
        try await until { rival.state != .running || gateway.time.now >= tries.deadline }
        guard rival.state == .won else {
            rival.cancel()
            // what of its answer is still to come has its deadlines again
            current.ended = ended
            return attempted
        }
        return lead(rival)
    }

    /// Lets the second attempt, which has an answer, take the place of the first.
    @inline(never)
    func lead(_ rival: Rival) -> Attempted {
        guard let reply = rival.reply else {
            return ended(by: Failure(.internal, "an attempt won without an answer"))
        }
        current.ended = current.ended ?? gateway.time.now
        current.errorType = current.errorType ?? .cancelled
        if let seat { tell(seat, .excluded) }
        closeUpstream()
        seat?.giveBack()
        seat = rival.seat
        target = rival.seat.choice.target
        leading = rival.index
        (self.reply, attemptFault) = (reply, nil)
        let connection = rival.handOver()
        if !reply.isEnded {
            upstream = connection
            connection?.listener = self
        }
        return Attempted(reply, .answered)
    }
}
