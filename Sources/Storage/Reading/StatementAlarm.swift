package import Dispatch
package import GRDB
import Synchronization

/// Interrupts a connection's statement at a deadline, and never after the connection has been given back.
package final class StatementAlarm: Sendable {
    private let queue: DatabaseQueue
    private let isOver = Mutex(false)

    /// Sets the alarm.
    package init(_ queue: DatabaseQueue, at end: DispatchTime) {
        self.queue = queue
        DispatchQueue.global().asyncAfter(deadline: end) { [weak self] in self?.ring() }
    }

    /// Ends the alarm; the connection may then be closed.
    package func end() { isOver.withLock { $0 = true } }

    private func ring() {
        // Under the lock, so that the connection cannot be closed while it is interrupted.
        isOver.withLock { isOver in
            if !isOver { queue.interrupt() }
        }
    }
}
