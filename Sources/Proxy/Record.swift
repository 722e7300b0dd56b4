import Exchange
import NIOCore

extension Passage {
    /// Hands the exchange to its row and to every recorder, once.
    ///
    /// Where answers wait for their rows, the end of a whole one goes out last, when the row is committed or the time
    /// for that is over. The record's times end before that wait: they tell what the exchange took, not its books.
    func record() async {
        closeTimes()
        if let flight = exchange.flightSlot { gateway.flight?.noteEnd(exchange, in: flight) }
        exchange.persisted = held == nil ? gateway.history.keep(exchange) : await committed()
        // from here on the slot is the history's to give back
        exchange.flightSlot = nil
        if exchange.persisted == .dropped { exchange.flags.insert(.historyDropped) }
        for recorder in gateway.recorders { recorder.record(exchange) }
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
    private func committed() async -> RowFate {
        let wait = CommitWait(slot)
        let bound = NIOLoopBound(wait, eventLoop: room.loop)
        let executor = room.executor
        let fate = gateway.history.keep(exchange) { fate in
            executor.loop.execute {
                executor.enter()
                bound.value.settle(fate)
                executor.leave()
            }
        }
        exchange.flightSlot = nil
        guard fate == .queued, fault?.code != .clientGone else { return fate }
        let deadline = gateway.time.now + gateway.commitTime
        commitDeadline = deadline
        let before = fault
        while wait.fate == nil, fault == before, gateway.time.now < deadline { await slot.sleep() }
        commitDeadline = nil
        return wait.fate ?? .queued
    }
}
