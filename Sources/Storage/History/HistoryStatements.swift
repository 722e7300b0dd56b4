import GRDB

/// The statements that write a day's file, prepared once for its connection.
///
/// Belongs to the thread that uses the connection, and must be gone before the connection is closed.
final class HistoryStatements {
    /// Takes a row of `exchanges`.
    let exchange: BoundStatement
    /// Takes a row of `tags` for the exchange that was inserted last.
    let tag: BoundStatement
    /// Takes a row of `tool_names` for the exchange that was inserted last.
    let toolName: BoundStatement
    /// Takes a row of `attempts`.
    let attempt: BoundStatement
    /// Takes a row of `messages` that may be there.
    let message: BoundStatement
    /// Looks up a message by its hash.
    let knownMessage: BoundStatement
    /// Takes a row of `system_blobs` that may be there.
    let system: BoundStatement
    /// Looks up standing instructions by their hash.
    let knownSystem: BoundStatement
    /// Takes a row of `turns`.
    let turn: BoundStatement
    /// Takes a row of `turn_choices`.
    let choice: BoundStatement
    /// Looks up the conversation whose end is a hash.
    let conversationOfTip: BoundStatement
    /// Looks up the conversation of a Responses answer.
    let conversationOfResponse: BoundStatement
    /// Takes an end of a conversation away.
    let dropTip: BoundStatement
    /// Takes an end of a conversation.
    let tip: BoundStatement
    /// Takes the conversation of a Responses answer.
    let response: BoundStatement

    /// Prepares them all.
    init(_ database: Database) throws(StorageError) {
        func prepared(_ sql: String) throws(StorageError) -> BoundStatement { try BoundStatement(database, sql) }
        exchange = try prepared(ExchangeRow.insert)
        tag = try prepared(LabelRows.insertTag)
        toolName = try prepared(LabelRows.insertToolName)
        attempt = try prepared(AttemptRow.insert)
        message = try prepared(
            """
            INSERT OR IGNORE INTO messages (hash, parent, role, content, text, first_request_id,
                blob_place, blob_length, blob_coding)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        knownMessage = try prepared("SELECT 1 FROM messages WHERE hash = ?")
        system = try prepared(
            """
            INSERT OR IGNORE INTO system_blobs (hash, content, text, blob_place, blob_length, blob_coding)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        )
        knownSystem = try prepared("SELECT 1 FROM system_blobs WHERE hash = ?")
        turn = try prepared("INSERT INTO turns (request_id, parent_tip, tip, system) VALUES (?, ?, ?, ?)")
        choice = try prepared("INSERT INTO turn_choices (request_id, number, tip) VALUES (?, ?, ?)")
        conversationOfTip = try prepared(ConversationFinder.ofTip)
        conversationOfResponse = try prepared(ConversationFinder.ofResponse)
        dropTip = try prepared("DELETE FROM tips WHERE tip = ? AND conversation_id = ?")
        tip = try prepared("INSERT OR IGNORE INTO tips (tip, conversation_id) VALUES (?, ?)")
        response = try prepared("INSERT OR REPLACE INTO responses (response_id, conversation_id) VALUES (?, ?)")
    }
}
