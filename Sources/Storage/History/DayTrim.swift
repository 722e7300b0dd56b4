import Exchange
import GRDB
import Policy

/// Deletes the rows of one key, or only their words, from the file of a closed day.
///
/// A key's messages are hashed under a key of its own, so no other key's rows can refer to them: they go with the rows.
/// Bounded transactions, so that a reader or a late row need not wait long; what is deleted is overwritten.
struct DayTrim {
    /// The most exchanges of a transaction.
    private static let batch = 4_096

    /// Where the day's files lie.
    let files: HistoryFiles
    /// The day.
    let day: CivilDay
    /// The key's name; nil for exchanges without a key.
    let key: String?
    /// What stays.
    let keeps: RetentionRule.Rest

    /// Where the next transaction goes on.
    private struct Place {
        var startedUs = Int64.min
        var exchange = Int64.min
    }

    /// Deletes until nothing is left to delete or `report`, told the exchanges done so far, says false.
    ///
    /// Returns how many exchanges it was.
    func run(now: WallTime, report: (Int64) -> Bool) throws(StorageError) -> Int64 {
        guard FileFacts.exists(files.path(day)) else { return 0 }
        let queue = try StoreFile.day(files.path(day)).openDay()
        defer { try? queue.close() }
        var place = Place()
        var done: Int64 = 0
        try StorageError.wrapping {
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: Self.preparation)
                var count = Int64.max
                while count >= Self.batch, done == 0 || report(done) {
                    try database.inTransaction(.immediate) {
                        count = try step(database, &place, at: now)
                        return .commit
                    }
                    done += count
                }
                try Self.compact(database)
            }
        }
        return done
    }

    private static let preparation = """
        PRAGMA secure_delete = ON;
        CREATE TEMP TABLE gone (exchange INTEGER PRIMARY KEY, request_id TEXT NOT NULL, started_us INTEGER NOT NULL);
        CREATE TEMP TABLE gone_messages (hash BLOB PRIMARY KEY NOT NULL) WITHOUT ROWID;
        """

    /// One transaction; returns how many exchanges it was.
    private func step(_ database: Database, _ place: inout Place, at now: WallTime) throws -> Int64 {
        try database.execute(sql: "DELETE FROM gone; DELETE FROM gone_messages")
        try database.execute(
            sql: """
                INSERT INTO gone SELECT rowid, request_id, started_us FROM exchanges
                WHERE key_name IS ? AND (started_us, rowid) > (?, ?) ORDER BY started_us, rowid LIMIT ?
                """,
            arguments: [key, place.startedUs, place.exchange, Self.batch]
        )
        let count = try Int64.fetchOne(database, sql: "SELECT count(*) FROM gone") ?? 0
        let end = try Row.fetchOne(
            database,
            sql: "SELECT started_us, exchange FROM gone ORDER BY started_us DESC, exchange DESC LIMIT 1"
        )
        if let end { place = Place(startedUs: end[0], exchange: end[1]) }
        try database.execute(sql: Self.messages)
        try BlobEraser(files: files, day: day).erase(try Self.places(in: database))
        try database.execute(sql: Self.words)
        if keeps == .nothing {
            try database.execute(sql: Self.rows)
            // With rows half gone the figures are missing; the last transaction makes them anew.
            if count < Self.batch { try FigureState.rebuild(database) } else { try FigureState.missing.write(database) }
        }
        try database.execute(
            sql: "INSERT INTO trims (at_us, key_name, keeps, rows, is_complete) VALUES (?, ?, ?, ?, ?)",
            arguments: [now.microseconds, key, keeps.rawValue, count, count < Self.batch]
        )
        return count
    }

    /// Where the words lie that are not in the database itself; they are erased before the rows that point at them go.
    private static func places(in database: Database) throws -> [BlobPlace] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT blob_place, blob_length, blob_coding FROM messages
                WHERE blob_coding IS NOT NULL AND hash IN (SELECT hash FROM gone_messages)
                UNION ALL SELECT blob_place, blob_length, blob_coding FROM system_blobs
                WHERE blob_coding IS NOT NULL
                    AND hash IN (SELECT system FROM turns WHERE request_id IN (SELECT request_id FROM gone))
                """
        ).compactMap(BlobPlace.init)
    }

    /// Lists the messages of the exchanges in `gone`.
    private static let messages = """
        INSERT INTO gone_messages
        WITH RECURSIVE chain (hash) AS (
            SELECT parent_tip FROM turns WHERE parent_tip IS NOT NULL AND request_id IN (SELECT request_id FROM gone)
            UNION
            SELECT m.parent FROM chain JOIN messages m ON m.hash = chain.hash WHERE m.parent IS NOT NULL
        )
        SELECT hash FROM chain;
        INSERT OR IGNORE INTO gone_messages
        SELECT tip FROM turns WHERE tip IS NOT NULL AND request_id IN (SELECT request_id FROM gone);
        INSERT OR IGNORE INTO gone_messages
        SELECT tip FROM turn_choices WHERE request_id IN (SELECT request_id FROM gone);
        """

    /// Deletes the words of the exchanges in `gone`.
    private static let words = """
        DELETE FROM system_blobs WHERE hash IN
            (SELECT system FROM turns WHERE request_id IN (SELECT request_id FROM gone));
        DELETE FROM messages WHERE hash IN (SELECT hash FROM gone_messages);
        DELETE FROM tips WHERE tip IN (SELECT hash FROM gone_messages);
        DELETE FROM turn_choices WHERE request_id IN (SELECT request_id FROM gone);
        DELETE FROM turns WHERE request_id IN (SELECT request_id FROM gone);
        """

    /// Deletes the rows of the exchanges in `gone`.
    private static let rows = """
        DELETE FROM responses WHERE response_id IN
            (SELECT response_id FROM exchanges WHERE rowid IN (SELECT exchange FROM gone));
        DELETE FROM attempts WHERE request_id IN (SELECT request_id FROM gone);
        DELETE FROM tags WHERE exchange IN (SELECT exchange FROM gone);
        DELETE FROM tool_names WHERE exchange IN (SELECT exchange FROM gone);
        DELETE FROM exchanges WHERE rowid IN (SELECT exchange FROM gone);
        """

    /// Gives the room back to the disk where it is more than an eighth of the file.
    private static func compact(_ database: Database) throws {
        let free = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        let all = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        if free > all / 8 { try database.execute(sql: "VACUUM") }
        _ = try database.checkpoint(.truncate)
    }
}
