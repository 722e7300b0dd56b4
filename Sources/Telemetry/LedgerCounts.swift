package import Exchange
import Synchronization

/// Counts what became of every exchange, balanced at every instant.
///
/// accepted = in flight + queued + stored + dropped. Each step moves an exchange from one place to
/// the next under one lock, so no reader ever sees one twice or not at all. Rows made at the start from what
/// the last process left stand beside the sum: rows written by this process = stored + recovered.
package final class LedgerCounts: Ledger {
    /// The counts at one instant.
    package struct Snapshot: Sendable, Hashable {
        /// Exchanges begun.
        package var accepted: Int64 = 0
        /// Begun and not ended.
        package var inFlight: Int64 = 0
        /// Ended, the row waits for the writer.
        package var queued: Int64 = 0
        /// Ended, the row was committed.
        package var stored: Int64 = 0
        /// Ended, there is no row, by reason.
        package var dropped: [DropReason: Int64] = [:]
        /// Rows committed for exchanges of the last process; not among the accepted.
        package var recovered: Int64 = 0

        /// True when every exchange is in exactly one place and no place holds less than none.
        package var isBalanced: Bool {
            let gone = dropped.values.reduce(0, +)
            return accepted == inFlight + queued + stored + gone && inFlight >= 0 && queued >= 0
        }
    }

    private let counts = Mutex(Snapshot())

    /// Makes a ledger in which nothing has happened.
    package init() {}

    /// The counts now.
    package var snapshot: Snapshot { counts.withLock { $0 } }

    /// True when the counts add up now.
    package var isBalanced: Bool { snapshot.isBalanced }

    /// An exchange began.
    package func accepted() {
        counts.withLock {
            $0.accepted += 1
            $0.inFlight += 1
        }
    }

    /// An exchange ended and its row waits for the writer.
    package func queued() {
        counts.withLock {
            $0.inFlight -= 1
            $0.queued += 1
        }
    }

    /// An exchange ended and its row is not kept.
    package func droppedAtEnd(_ reason: DropReason) {
        counts.withLock {
            $0.inFlight -= 1
            $0.dropped[reason, default: 0] += 1
        }
    }

    /// Rows that waited were committed.
    package func stored(_ count: Int) {
        counts.withLock {
            $0.queued -= Int64(count)
            $0.stored += Int64(count)
        }
    }

    /// Rows that waited were lost.
    package func lost(_ count: Int, _ reason: DropReason) {
        counts.withLock {
            $0.queued -= Int64(count)
            $0.dropped[reason, default: 0] += Int64(count)
        }
    }
    /// Rows of the last process were committed.
    package func recovered(_ count: Int) {
        counts.withLock { $0.recovered += Int64(count) }
    }
}
