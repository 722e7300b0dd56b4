package import Exchange
import Synchronization

/// A history that keeps nothing but the count, and tells the ledger as the real one does.
package final class FakeHistory: HistoryKeeper {
    private struct Rows {
        var queued = 0
        var offered = 0
    }

    private let rows = Mutex(Rows())
    private let ledger: any Ledger
    private let fullEvery: Int

    /// Makes a history; every `fullEvery`-th row finds the queue full, none when it is 0.
    package init(ledger: any Ledger, fullEvery: Int = 0) {
        self.ledger = ledger
        self.fullEvery = fullEvery
    }

    /// Queues the row, or says why not.
    package func keep(_ exchange: borrowing Exchange) -> RowFate {
        guard exchange.capture != .off else {
            ledger.droppedAtEnd(.captureOff)
            return .off
        }
        let isTaken = rows.withLock { rows in
            rows.offered += 1
            if fullEvery > 0, rows.offered % fullEvery == 0 { return false }
            rows.queued += 1
            return true
        }
        if isTaken { ledger.queued() } else { ledger.droppedAtEnd(.queueFull) }
        return isTaken ? .queued : .dropped
    }

    /// Commits every row that waits.
    package func commit() {
        let count = rows.withLock { rows in
            defer { rows.queued = 0 }
            return rows.queued
        }
        ledger.stored(count)
    }
}
