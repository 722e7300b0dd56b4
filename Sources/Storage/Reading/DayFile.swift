import GRDB
import Policy

/// The file of one day, for reading beside its writer.
struct DayFile {
    let files: HistoryFiles
    let day: CivilDay

    /// Opens the file read-only; nil when it is not there or still without a schema.
    ///
    /// A file of an earlier version is brought forward first: nobody writes closed days, so nobody else would.
    func open() throws(StorageError) -> DatabaseQueue? {
        let file = StoreFile.day(files.path(day))
        guard let queue = try file.openReadOnly() else { return nil }
        if try isCurrent(queue) { return queue }
        try StorageError.wrapping {
            try queue.close()
            try file.openDay().close()
        }
        return try file.openReadOnly()
    }

    private func isCurrent(_ queue: DatabaseQueue) throws(StorageError) -> Bool {
        let known = Migration.history.last?.number ?? 0
        return try StorageError.wrapping {
            try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 } >= known
        }
    }
}
