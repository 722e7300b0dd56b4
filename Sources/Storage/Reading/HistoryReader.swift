import Dispatch
import Exchange
import GRDB
import Policy

/// Shows single exchanges, and follows new ones, from the files alone, while a server writes them or none runs.
///
/// Every call opens the day files it needs, read-only, and gives up at its deadline (`StorageError.deadline`),
/// so that no reader keeps the writer's log from being folded in. Calls block; they belong on no event loop.
package struct HistoryReader: Sendable {
    /// The most rows that a follower is given at once.
    package static let maximumRows = 1_000

    let files: HistoryFiles
    let limit: Duration

    /// Reads from the given folder; `limit` bounds each call.
    package init(files: HistoryFiles, limit: Duration = .seconds(5)) {
        self.files = files
        self.limit = limit
    }

    /// The exchange of that id, weir's own or the caller's, with its attempts and words; nil when there is none.
    package func show(_ id: String) throws(StorageError) -> HistoryDetail? {
        let end = deadline
        let days = try files.days()
        // weir's own id is a key and found at once; only then is the caller's looked for, row by row.
        for column in [ExchangeColumn.requestID, .clientRequestID] {
            for day in days.reversed() {
                let words = DayWords(day, in: files)
                let found = try read(day, until: end) { database in
                    let row = try Row.fetchOne(
                        database,
                        sql: """
                            SELECT \(ExchangeColumn.list) FROM exchanges WHERE \(column.name) = ?
                            ORDER BY started_us DESC LIMIT 1
                            """,
                        arguments: [id]
                    )
                    return try row.map { try Self.detail(HistoryRow($0), words, in: database) }
                }
                if let found = found ?? nil { return found }
            }
        }
        return nil
    }

    private static func detail(_ row: HistoryRow, _ words: DayWords, in database: Database) throws -> HistoryDetail {
        let attempts = try Row.fetchAll(
            database,
            sql: "SELECT * FROM attempts WHERE request_id = ? ORDER BY number",
            arguments: [row.id]
        ).map(HistoryAttempt.init)
        let turn = try Row.fetchOne(database, sql: "SELECT * FROM turns WHERE request_id = ?", arguments: [row.id])
        let system = try Row.fetchOne(
            database,
            sql: "SELECT \(DayWords.columns(of: "s", in: database)) FROM system_blobs s WHERE hash = ?",
            arguments: [turn?["system"] as DatabaseValue?]
        )
        return HistoryDetail(
            row: row,
            attempts: attempts,
            system: try system.map { try words.message($0, role: "system") },
            messages: try chain(to: turn?["parent_tip"] as DatabaseValue?, words, in: database),
            answers: try answers(row.id, words, in: database),
            shadows: try String.fetchAll(
                database,
                sql: "SELECT request_id FROM exchanges WHERE shadow_of = ? ORDER BY started_us LIMIT 16",
                arguments: [row.id]
            )
        )
    }

    private static func chain(to tip: DatabaseValue?, _ words: DayWords, in database: Database) throws
        -> [HistoryMessage]
    {
        try Row.fetchAll(
            database,
            sql: """
                WITH RECURSIVE chain (hash, parent, depth) AS (
                    SELECT hash, parent, 0 FROM messages WHERE hash = ?
                    UNION ALL
                    SELECT m.hash, m.parent, depth + 1
                    FROM messages m JOIN chain ON m.hash = chain.parent WHERE depth < 100000
                )
                SELECT m.role, \(DayWords.columns(of: "m", in: database))
                FROM chain JOIN messages m ON m.hash = chain.hash ORDER BY depth DESC
                """,
            arguments: [tip]
        ).map { try words.message($0, role: $0["role"]) }
    }

    private static func answers(_ id: String, _ words: DayWords, in database: Database) throws -> [HistoryMessage] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT m.role, \(DayWords.columns(of: "m", in: database))
                FROM (SELECT 0 AS number, tip FROM turns WHERE request_id = :id
                    UNION ALL SELECT number, tip FROM turn_choices WHERE request_id = :id) t
                JOIN messages m ON m.hash = t.tip ORDER BY t.number
                """,
            arguments: ["id": id]
        ).map { try words.message($0, role: $0["role"]) }
    }

    var deadline: DispatchTime { .now() + .nanoseconds(Int(limit.inNanoseconds)) }

    /// Runs `body` on a day's file, interrupting it at the deadline; nil when the file is gone.
    func read<R>(_ day: CivilDay, until end: DispatchTime, _ body: (Database) throws -> R) throws(StorageError) -> R? {
        guard let connection = try DayConnection(files, day, until: end) else { return nil }
        return try connection.read(body)
    }
}
