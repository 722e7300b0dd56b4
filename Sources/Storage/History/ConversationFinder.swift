import Exchange
import FoundationEssentials
import GRDB

/// Finds the conversation an exchange belongs to; first match wins (history.md, section 4).
///
/// A caller's hint; else the conversation whose last answer is the reply this request builds on, looked up in
/// the exchange's own day and the one before; else a new one.
struct ConversationFinder {
    /// The file of the day before, when there is one.
    let yesterday: DatabaseQueue?

    /// The conversation of `exchange`; nil when it has no messages to tell by and no hint.
    func find(_ exchange: Exchange, _ turn: Turn?, in database: Database) throws -> ConversationHint? {
        if let hint = exchange.ask.conversation {
            guard hint.source == .body, hint.id.hasPrefix("resp_") else { return hint }
            let known = try look(in: database) { try Self.ofResponse(hint.id, in: $0) }
            return ConversationHint(id: known ?? hint.id, source: .body)
        }
        guard let turn, !turn.chain.isEmpty, exchange.ask.operation.isConversation else { return nil }
        if let previous = turn.previousTip, let id = try look(in: database, { try Self.ofTip(previous, in: $0) }) {
            return ConversationHint(id: id, source: .inferred)
        }
        var generator = SystemRandomNumberGenerator()
        let id = "conv_" + ULID(at: exchange.timeline.wall, using: &generator).text
        return ConversationHint(id: id, source: .new)
    }

    /// Moves the conversation's end: from the reply the request built on to its answers.
    func move(_ conversation: String, _ turn: Turn, of exchange: Exchange, in database: Database) throws {
        // Without an answer the end stays where it was, so that a second try finds it.
        if !turn.answers.isEmpty {
            if let previous = turn.previousTip {
                try database.cachedStatement(sql: "DELETE FROM tips WHERE tip = ? AND conversation_id = ?")
                    .execute(arguments: [previous, conversation])
            }
            let insert = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO tips (tip, conversation_id) VALUES (?, ?)"
            )
            for answer in turn.answers { try insert.execute(arguments: [answer.hash, conversation]) }
        }
        guard exchange.ask.operation == .responses, let id = exchange.answer.id else { return }
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO responses (response_id, conversation_id) VALUES (?, ?)"
        ).execute(arguments: [id, conversation])
    }

    private func look(in today: Database, _ query: (Database) throws -> String?) throws -> String? {
        if let found = try query(today) { return found }
        // What is wrong with yesterday's file must not stop today's rows.
        return (try? yesterday?.read(query)) ?? nil
    }

    private static func ofTip(_ tip: Data, in database: Database) throws -> String? {
        let statement = try database.cachedStatement(
            sql: "SELECT conversation_id FROM tips WHERE tip = ? ORDER BY conversation_id DESC LIMIT 1"
        )
        return try String.fetchOne(statement, arguments: [tip])
    }

    private static func ofResponse(_ id: String, in database: Database) throws -> String? {
        let statement = try database.cachedStatement(
            sql: "SELECT conversation_id FROM responses WHERE response_id = ?"
        )
        return try String.fetchOne(statement, arguments: [id])
    }
}

extension Operation {
    /// True for what is said in turns.
    var isConversation: Bool { self == .chat || self == .responses || self == .textCompletion }
}
