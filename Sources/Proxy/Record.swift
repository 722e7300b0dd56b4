import Exchange
import NIOCore

extension Passage {
    /// Hands the exchange to its row and to every recorder, once.
    ///
    /// Where answers wait for their rows, the end of a whole one goes out last, when the row is committed or the time
    /// for that is over. The record's times end before that wait: they tell what the exchange took, not its books.
    func record() async {
        closeTimes()
        // one copy for all who are told, and none of the passage's own for each
        var done = exchange
        if let flight = done.flightSlot { gateway.flight?.noteEnd(done, in: flight) }
        // with the row its slot becomes the history's to give back
        exchange.flightSlot = nil
        done.persisted = held == nil ? gateway.history.keep(done) : await committed(done)
        done.flightSlot = nil
        if done.persisted == .dropped { done.flags.insert(.historyDropped) }
        for recorder in gateway.recorders { recorder.record(done) }
        held?.letEnd()
    }

    private func closeTimes() {
        let now = gateway.time.now
        if let since = blockedSince {
            exchange.timeline.writeBlocked += now - since
            blockedSince = nil
        }
        if !exchange.attempts.isEmpty, current.ended == nil {
            current.ended = now
            if current.errorType == nil, let failure = exchange.failure {
                current.errorType = failure.code.errorType ?? .cancelled
            }
        }
        exchange.timeline.ended = now
    }

    /// Queues the row and waits for its commit, at most for `commitTime`, and no longer than somebody is there.
    private func committed(_ done: Exchange) async -> RowFate {
        let wait = CommitWait(slot)
        let bound = NIOLoopBound(wait, eventLoop: room.loop)
        let executor = room.executor
        let fate = gateway.history.keep(done) { fate in
            executor.loop.execute {
                executor.enter()
                bound.value.settle(fate)
                executor.leave()
            }
        }
        guard fate == .queued, fault?.code != .clientGone else { return fate }
        let deadline = gateway.time.now + gateway.commitTime
        commitDeadline = deadline
        let before = fault
        while wait.fate == nil, fault == before, gateway.time.now < deadline { await slot.sleep() }
        commitDeadline = nil
        return wait.fate ?? .queued
    }
}
