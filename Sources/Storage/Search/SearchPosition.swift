import GRDB

/// How far a part of a search file has come through its day's file.
struct SearchPosition: Equatable {
    /// The parts of a search file.
    enum Part: String {
        /// The words of prompts and answers.
        case words
    }

    /// The rowid of the last exchange that was taken in; 0 at the start.
    var exchange: Int64 = 0
    /// Its id, by which a day's file that took the place of another is recognised.
    var requestID = ""
    /// When it began, in microseconds.
    var startedUs: Int64 = 0
    /// How often rows had been deleted from the day's file.
    var trims: Int64 = 0

    /// Reads the position of a part.
    static func read(_ part: Part, in search: Database) throws -> SearchPosition {
        let sql = "SELECT exchange, request_id, started_us, trims FROM positions WHERE part = ?"
        let row = try Row.fetchOne(search.cachedStatement(sql: sql), arguments: [part.rawValue])
        return row.map { SearchPosition(exchange: $0[0], requestID: $0[1], startedUs: $0[2], trims: $0[3]) }
            ?? SearchPosition()
    }

    /// Stores the position of a part.
    func write(_ part: Part, in search: Database) throws {
        try search.cachedStatement(
            sql:
                "INSERT OR REPLACE INTO positions (part, exchange, request_id, started_us, trims) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [part.rawValue, exchange, requestID, startedUs, trims])
    }

    /// Tells whether the day's file is still the one that was read up to here.
    func belongs(to day: Database) throws -> Bool {
        guard exchange > 0 else { return true }
        guard try Self.trims(of: day) == trims else { return false }
        let sql = "SELECT request_id FROM exchanges WHERE rowid = ?"
        return try String.fetchOne(day.cachedStatement(sql: sql), arguments: [exchange]) == requestID
    }

    /// How often rows have been deleted from a day's file.
    static func trims(of day: Database) throws -> Int64 {
        try Int64.fetchOne(day.cachedStatement(sql: "SELECT count(*) FROM trims")) ?? 0
    }
}
