import GRDB

/// One numbered step of a database's schema; steps only go forward and never change once released.
package struct Migration: Sendable {
    /// Its number; the first is 1 and each follows the last.
    package let number: Int
    /// The statements.
    package let sql: String

    /// Makes a step.
    package init(number: Int, sql: String) {
        self.number = number
        self.sql = sql
    }

    /// Brings a database to the newest schema, each step in a transaction of its own.
    ///
    /// `PRAGMA user_version` holds the number of the last step that was taken.
    static func apply(_ steps: [Migration], to queue: DatabaseQueue, path: String) throws {
        let known = steps.last?.number ?? 0
        let found = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        guard found <= known else { throw StorageError.newerSchema(path: path, found: found, known: known) }
        for step in steps where step.number > found {
            try queue.write { database in
                // Another process may have taken the step while this one waited for the lock.
                let present = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard present < step.number else { return }
                try database.execute(sql: step.sql)
                try database.execute(sql: "PRAGMA user_version = \(step.number)")
            }
        }
    }
}
