import GRDB
package import Policy

/// How many rows of a day ended each way, counted in the file; works beside a server and without one.
package struct StoredOutcomes: Sendable {
    /// The rows by their outcome, ordered by its name.
    package let counts: [(outcome: String, rows: Int64)]

    /// Counts the rows of a day; none when the day has no file.
    ///
    /// The time is bounded by SQLite's wait for locks.
    package init(of day: CivilDay, in files: HistoryFiles) throws(StorageError) {
        let file = StoreFile(path: files.path(day), applicationID: StoreFile.history, isDurable: false)
        guard let queue = try file.openReadOnly() else {
            counts = []
            return
        }
        counts = try StorageError.wrapping {
            try queue.read { database in
                // answered from the index of outcomes alone
                let sql = "SELECT outcome, count(*) FROM exchanges GROUP BY outcome ORDER BY outcome"
                return try Row.fetchAll(database, sql: sql).map { ($0[0] as String, $0[1] as Int64) }
            }
        }
    }

    /// All rows of the day.
    package var total: Int64 { counts.reduce(0) { $0 + $1.rows } }
}
