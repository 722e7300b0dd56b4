import GRDB

/// Whether the figures of a day's file are about every exchange in it.
enum FigureState: String {
    /// They are.
    case complete
    /// They are not, or there are none: the file has rows of an earlier schema, or rows were deleted.
    case missing
    /// The day has more profiles than are told apart; there are none.
    case tooMany = "too_many"

    /// Reads the state of a file; a file of an earlier schema has none.
    static func read(_ database: Database) throws -> FigureState {
        let state = try String.fetchOne(database, sql: "SELECT state FROM figures_state WHERE id = 1")
        return state.flatMap(FigureState.init) ?? .missing
    }

    /// Stores the state; deletes the figures unless they are complete.
    func write(_ database: Database) throws {
        if self != .complete { try database.execute(sql: "DELETE FROM figures; DELETE FROM profiles") }
        try database.execute(sql: "UPDATE figures_state SET state = ? WHERE id = 1", arguments: [rawValue])
    }

    /// Makes the figures of a file anew from its rows; to be called in a transaction.
    static func rebuild(_ database: Database) throws {
        try missing.write(database)
        // Before the first row, so that too many profiles have the last word.
        try complete.write(database)
        var book = FigureBook()
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(FigureEntry.source), \(Profile.source) FROM exchanges ORDER BY rowid"
        )
        while let row = try rows.next() { try book.add(Profile(row, skipping: 6), FigureEntry(row), database) }
        try book.write(database)
    }
}

extension StoreFile {
    /// Opens a day's file for writing as `open` does; takes rows of an earlier schema into its figures.
    func openDay() throws(StorageError) -> DatabaseQueue {
        let queue = try open(Migration.history)
        try StorageError.wrapping {
            guard try queue.read({ try FigureState.read($0) }) == .missing else { return }
            // Another process may have done it while this one waited for the lock.
            try queue.write { if try FigureState.read($0) == .missing { try FigureState.rebuild($0) } }
        }
        return queue
    }
}
