import Exchange
import NIOCore

extension Passage {
    /// Hands the exchange to its row and to every recorder, once.
    ///
    /// Where answers wait for their rows, the end of a whole one goes out last, when the row is committed or the time
    /// for that is over. The record's times end before that wait: they tell what the exchange took, not its books.
    func record() async {
        guard let held else { return recordAtOnce() }
        let ended = Ended(closed())
        let fate = await committed(ended)
        tell(&ended.exchange, fate)
        held.letEnd()
    }

    // What no await needs stands in functions of its own: the line's frames would keep room for its copies.
    @inline(never)
    private func recordAtOnce() {
        var ended = closed()
        tell(&ended, gateway.history.keep(ended))
    }

    /// One copy for all who are told: what is the passage's own would be copied for each.
    private func closed() -> Exchange {
        closeTimes()
        let ended = exchange
        if let flight = ended.flightSlot { gateway.flight?.noteEnd(ended, in: flight) }
        // with the row its slot becomes the history's to give back
        exchange.flightSlot = nil
        return ended
    }

    @inline(never)
    private func tell(_ ended: inout Exchange, _ fate: RowFate) {
        ended.persisted = fate
        ended.flightSlot = nil
        if fate == .dropped { ended.flags.insert(.historyDropped) }
        for recorder in gateway.recorders { recorder.record(ended) }
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
    private func committed(_ ended: Ended) async -> RowFate {
        let wait = CommitWait(slot)
        let fate = queue(ended, wait)
        guard fate == .queued, fault?.code != .clientGone else { return fate }
        let deadline = gateway.time.now + gateway.commitTime
        commitDeadline = deadline
        let before = fault
        while wait.fate == nil, fault == before, gateway.time.now < deadline { await slot.sleep() }
        commitDeadline = nil
        return wait.fate ?? .queued
    }

    @inline(never)
    private func queue(_ ended: Ended, _ wait: CommitWait) -> RowFate {
        let bound = NIOLoopBound(wait, eventLoop: room.loop)
        let executor = room.executor
        return gateway.history.keep(ended.exchange) { fate in
            executor.loop.execute {
                executor.enter()
                bound.value.settle(fate)
                executor.leave()
            }
        }
    }
}

/// The record of an exchange that is over, on the heap while the line waits for its row.
private final class Ended {
    var exchange: Exchange

    @inline(never)
    init(_ exchange: Exchange) {
        self.exchange = exchange
    }
}
