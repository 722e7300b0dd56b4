import Exchange
import Synchronization

/// A history whose rows wait until the world commits them, and which tells the ledger as the real one does.
final class SlowHistory: HistoryKeeper {
    private struct Row: Sendable {
        let exchange: Exchange
        let whenSettled: (@Sendable (RowFate) -> Void)?
    }

    private struct State: Sendable {
        var waiting: [Row] = []
        var offered = 0
    }

    private let state = Mutex(State())
    private let disk: Disk
    private let ledger: any Ledger
    private let fullEvery: Int

    /// Every `fullEvery`-th row finds the queue full, none when it is 0.
    init(disk: Disk, ledger: any Ledger, fullEvery: Int) {
        self.disk = disk
        self.ledger = ledger
        self.fullEvery = fullEvery
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    func keep(_ exchange: borrowing Exchange) -> RowFate { offer(exchange, nil) }

    func keep(_ exchange: borrowing Exchange, whenSettled: @escaping @Sendable (RowFate) -> Void) -> RowFate {
        offer(exchange, whenSettled)
    }

    private func offer(_ exchange: borrowing Exchange, _ whenSettled: (@Sendable (RowFate) -> Void)?) -> RowFate {
        let row = Row(exchange: copy exchange, whenSettled: whenSettled)
        disk.reach("before a row is handed on")
        guard row.exchange.capture != .off else { return leave(row, .captureOff, .off) }
        let isTaken = state.withLock { state in
            state.offered += 1
            if fullEvery > 0, state.offered % fullEvery == 0 { return false }
            state.waiting.append(row)
            return true
        }
        guard isTaken else { return leave(row, .queueFull, .dropped) }
        ledger.queued()
        disk.reach("behind a row was handed on")
        return .queued
    }

    private func leave(_ row: Row, _ reason: DropReason, _ fate: RowFate) -> RowFate {
        ledger.droppedAtEnd(reason)
        if let slot = row.exchange.flightSlot { disk.release([slot]) }
        return fate
    }

    /// Commits the rows that wait, or loses them.
    func commit(losing: Bool = false) {
        let rows = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        guard !rows.isEmpty else { return }
        if losing {
            ledger.lost(rows.count, .writeError)
        } else {
            for row in rows { disk.store(row.exchange) }
            disk.reach("behind a commit")
            ledger.stored(rows.count)
        }
        disk.release(rows.compactMap(\.exchange.flightSlot))
        for row in rows { row.whenSettled?(losing ? .dropped : .stored) }
    }
}
