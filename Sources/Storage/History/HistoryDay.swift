import Dialects
import Exchange
import FoundationEssentials
import GRDB

/// The open history file of one day, for writing.
struct HistoryDay: Sendable {
    /// The connection; the only writer of its file.
    let queue: DatabaseQueue

    /// Opens the day's file, making it when there is none.
    init(path: String) throws(StorageError) {
        queue = try StoreFile(path: path, applicationID: StoreFile.history, isDurable: false).open(Migration.history)
    }

    /// Commits rows together, or none of them.
    func write(_ rows: [PreparedRow], yesterday: DatabaseQueue?, scrub: (String) -> String) throws(StorageError) {
        let finder = ConversationFinder(yesterday: yesterday)
        try StorageError.wrapping {
            try queue.write { database in
                for row in rows { try Self.insert(row, finder, scrub, into: database) }
            }
        }
    }

    /// Moves everything into the main file and closes it.
    func close() throws(StorageError) {
        try StorageError.wrapping {
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try queue.close()
        }
    }

    private static func insert(
        _ row: PreparedRow,
        _ finder: ConversationFinder,
        _ scrub: (String) -> String,
        into database: Database
    ) throws {
        let exchange = row.pending.exchange
        let conversation = try finder.find(exchange, row.turn, in: database)
        let values = ExchangeRow(row.pending, conversation: conversation, scrub: scrub).values
        let statement = try database.cachedStatement(sql: ExchangeRow.insert)
        statement.setUncheckedArguments(StatementArguments(values))
        try statement.execute()
        for (index, attempt) in exchange.attempts.enumerated() {
            try database.cachedStatement(sql: AttemptRow.insert)
                .execute(arguments: AttemptRow.values(attempt, number: index + 1, of: exchange))
        }
        guard let turn = row.turn else { return }
        try insert(turn, of: exchange.id.description, into: database)
        if let conversation { try finder.move(conversation.id, turn, of: exchange, in: database) }
    }

    private static func insert(_ turn: Turn, of id: String, into database: Database) throws {
        try insert(messages: turn.chain, of: id, into: database)
        try insert(messages: turn.answers, of: id, into: database)
        if let system = turn.system {
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO system_blobs (hash, content, text) VALUES (?, ?, ?)"
            )
            .execute(arguments: [system.hash, system.message.content.blob, BoundedWords.column(system.message.text)])
        }
        try database.cachedStatement(sql: "INSERT INTO turns (request_id, parent_tip, tip, system) VALUES (?, ?, ?, ?)")
            .execute(arguments: [id, turn.parentTip, turn.answers.first?.hash, turn.system?.hash])
        for (number, answer) in turn.answers.enumerated().dropFirst() {
            try database.cachedStatement(sql: "INSERT INTO turn_choices (request_id, number, tip) VALUES (?, ?, ?)")
                .execute(arguments: [id, number, answer.hash])
        }
    }

    private static func insert(messages links: [ChainLink], of id: String, into database: Database) throws {
        // A message is never there without those before it: they were committed together.
        let known = try database.cachedStatement(sql: "SELECT 1 FROM messages WHERE hash = ?")
        let first = try links.lastIndex { try Int.fetchOne(known, arguments: [$0.hash]) != nil }.map { $0 + 1 } ?? 0
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO messages (hash, parent, role, content, text, first_request_id)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        )
        for link in links[first...] {
            let message = link.message
            try statement.execute(
                arguments: [
                    link.hash, link.parent, BoundedWords.column(message.role), PlainContent.column(message),
                    BoundedWords.column(message.text), id,
                ]
            )
        }
    }
}

/// A row with its messages read and chained, ready to be inserted.
struct PreparedRow: Sendable {
    /// The row.
    let pending: PendingRow
    /// What was said, when it is kept and could be read.
    let turn: Turn?
}
