import GRDB
import Synchronization

/// A database connection whose calls fail once it is closed.
///
/// GRDB's own hands SQLite no connection then, which ends the process: at a shutdown somebody may still be about to
/// read. A call waits for the one before it, as it would anyway.
final class ClosableQueue: Sendable {
    private let queue: DatabaseQueue
    private let isOpen = Mutex(true)

    init(_ queue: DatabaseQueue) {
        self.queue = queue
    }

    /// Reads; `value` must not call this connection again.
    func read<Value>(_ value: (Database) throws -> Value) throws -> Value {
        try whileOpen { try queue.read(value) }
    }

    /// Writes in one transaction; `updates` must not call this connection again.
    func write<Value>(_ updates: (Database) throws -> Value) throws -> Value {
        try whileOpen { try queue.write(updates) }
    }

    /// Closes the connection; a second time does nothing.
    func close() throws {
        try isOpen.withLock { isOpen in
            guard isOpen else { return }
            try queue.close()
            isOpen = false
        }
    }

    private func whileOpen<Value>(_ call: () throws -> Value) throws -> Value {
        var value: Value?
        try isOpen.withLock { isOpen in
            guard isOpen else { throw Self.closed }
            value = try call()
        }
        guard let value else { throw Self.closed }
        return value
    }

    private static var closed: DatabaseError {
        DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
    }
}
