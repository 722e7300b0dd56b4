import Dialects
import Exchange
import GRDB
import Policy

/// The open history file of one day, for writing; used by one thread at a time.
final class HistoryDay {
    /// The connection; the only writer of its file.
    let queue: DatabaseQueue
    /// The file of the day's long messages.
    private let blobs: BlobFile
    private var statements: HistoryStatements?
    private var recent = RecentMessages()
    private var figures = FigureBook()

    /// How much a file that is written may use: 16 MiB of memory for pages, 16 MiB of log between checkpoints.
    ///
    /// Messages lie in the order of their hashes, so every batch touches pages all over their index. With room
    /// to keep those pages, and to change each several times before it is copied into the main file, a row with
    /// words costs a quarter of the reads and two thirds of the writes that SQLite's defaults do.
    private static let memoryBytes = 16 << 20

    /// Opens the day's files, making the database when there is none.
    ///
    /// Where `isDurable`, a commit outlives a loss of power.
    init(_ day: CivilDay, in files: HistoryFiles, isDurable: Bool = false) throws(StorageError) {
        blobs = BlobFile(path: files.blobs(day))
        queue = try StoreFile.day(files.path(day), isDurable: isDurable).openDay()
        try StorageError.wrapping { [queue] in
            try queue.writeWithoutTransaction { database in
                let page = max(try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0, 512)
                try database.execute(sql: "PRAGMA cache_size = -\(Self.memoryBytes / 1_024)")
                try database.execute(sql: "PRAGMA wal_autocheckpoint = \(Self.memoryBytes / page)")
            }
        }
    }

    /// Commits rows together, or none of them.
    func write(_ rows: [PreparedRow], yesterday: DatabaseQueue?, scrub: (String) -> String) throws(StorageError) {
        do throws(StorageError) {
            try StorageError.wrapping {
                try queue.write { database in
                    blobs.beginBatch()
                    let finder = ConversationFinder(today: try prepared(database), yesterday: yesterday)
                    do {
                        try figures.begin(database)
                        for row in rows {
                            try insert(row, finder, scrub)
                            // Named where it lies: an exchange is wide, and a copy dear.
                            let facts = row.pending.facts
                            try figures.add(Profile(facts.exchange), FigureEntry(facts.exchange), database)
                        }
                        try figures.write(database)
                        try blobs.flush()
                    } catch {
                        blobs.rollBack()
                        throw error
                    }
                }
            }
            blobs.commit()
        } catch {
            // Nothing of the batch is in the files.
            recent.forget()
            figures.forget()
            cutOff()
            throw error
        }
    }

    /// Cuts off what a commit that failed left behind, under the lock it no longer has; where that cannot be had, the
    /// bytes lie unused.
    private func cutOff() {
        guard blobs.hasUncommitted else { return }
        if (try? queue.write { _ in blobs.rollBack() }) == nil { blobs.forget() }
    }

    /// Moves everything into the main file and closes it.
    func close() throws(StorageError) {
        statements = nil
        // Before the database, which must not point at words that are not there.
        try blobs.sync()
        blobs.forget()
        try StorageError.wrapping {
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try queue.close()
        }
    }

    /// Closes a file that failed, as it is.
    func abandon() {
        statements = nil
        blobs.forget()
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
        try TurnRows(statements: statements, blobs: blobs, id: id).insert(turn, &recent)
        if let conversation { try finder.move(conversation.id, turn, of: facts.exchange) }
    }
}

extension StoreFile {
    /// The database of a day.
    ///
    /// Its pages are larger than SQLite's own: a row with a message of some kilobytes then lies in one page,
    /// and every row costs a tenth less.
    static func day(_ path: String, isDurable: Bool = false) -> StoreFile {
        StoreFile(path: path, applicationID: history, isDurable: isDurable, pageBytes: 16_384)
    }
}

/// A row with its messages read and chained, ready to be inserted.
struct PreparedRow: Sendable {
    /// The row.
    let pending: PendingRow
    /// What was said, when it is kept and could be read.
    let turn: Turn?
}
