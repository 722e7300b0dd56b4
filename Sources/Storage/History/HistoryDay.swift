import Dialects
import Exchange
import GRDB
import Policy

/// The open history file of one day, for writing; used by one thread at a time.
final class HistoryDay {
    /// The connection; the only writer of its file.
    let queue: DatabaseQueue
    private var statements: HistoryStatements?
    private var recent = RecentMessages()

    /// How much a file that is written may use: 16 MiB of memory for pages, 16 MiB of log between checkpoints.
    ///
    /// Messages lie in the order of their hashes, so every batch touches pages all over their index. With room
    /// to keep those pages, and to change each several times before it is copied into the main file, a row with
    /// words costs a quarter of the reads and two thirds of the writes that SQLite's defaults do.
    private static let memory = "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4096"

    /// Opens the day's file, making it when there is none.
    ///
    /// Where `isDurable`, a commit outlives a loss of power.
    init(path: String, isDurable: Bool = false) throws(StorageError) {
        let file = StoreFile(path: path, applicationID: StoreFile.history, isDurable: isDurable)
        queue = try file.open(Migration.history)
        try StorageError.wrapping { [queue] in try queue.writeWithoutTransaction { try $0.execute(sql: Self.memory) } }
    }

    /// Commits rows together, or none of them.
    func write(_ rows: [PreparedRow], yesterday: DatabaseQueue?, scrub: (String) -> String) throws(StorageError) {
        do throws(StorageError) {
            try StorageError.wrapping {
                try queue.write { database in
                    let finder = ConversationFinder(today: try prepared(database), yesterday: yesterday)
                    for row in rows { try insert(row, finder, scrub) }
                }
            }
        } catch {
            // Nothing of the batch is in the file.
            recent.forget()
            throw error
        }
    }

    /// Moves everything into the main file and closes it.
    func close() throws(StorageError) {
        statements = nil
        try StorageError.wrapping {
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try queue.close()
        }
    }

    /// Closes a file that failed, as it is.
    func abandon() {
        statements = nil
        try? queue.close()
    }

    private func prepared(_ database: Database) throws(StorageError) -> HistoryStatements {
        if let statements { return statements }
        let fresh = try HistoryStatements(database)
        statements = fresh
        return fresh
    }

    private func insert(_ row: PreparedRow, _ finder: ConversationFinder, _ scrub: (String) -> String)
        throws(StorageError)
    {
        let statements = finder.today
        let facts = row.pending.facts
        let id = facts.exchange.id.description
        let conversation = try finder.find(facts.exchange, row.turn)
        ExchangeRow(statements.exchange).bind(row.pending, id: id, conversation: conversation, scrub: scrub)
        try statements.exchange.run()
        try LabelRows(statements: statements).insert(facts.exchange)
        for (index, attempt) in facts.exchange.attempts.enumerated() {
            let request = (id: id, accepted: facts.exchange.timeline.accepted)
            AttemptRow.bind(attempt, number: index + 1, of: request, to: statements.attempt)
            try statements.attempt.run()
        }
        guard let turn = row.turn else { return }
        try TurnRows(statements: statements, id: id).insert(turn, &recent)
        if let conversation { try finder.move(conversation.id, turn, of: facts.exchange) }
    }
}

/// A row with its messages read and chained, ready to be inserted.
struct PreparedRow: Sendable {
    /// The row.
    let pending: PendingRow
    /// What was said, when it is kept and could be read.
    let turn: Turn?
}
