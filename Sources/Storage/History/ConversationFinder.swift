import Exchange
import FoundationEssentials
import GRDB

/// Finds the conversation an exchange belongs to; first match wins (history.md, section 4).
///
/// A caller's hint; else the conversation whose last answer is the reply this request builds on, looked up in
/// the exchange's own day and the one before; else a new one.
struct ConversationFinder {
    /// The statements of the exchange's own day.
    let today: HistoryStatements
    /// The file of the day before, when there is one.
    let yesterday: DatabaseQueue?

    /// Looks up the conversation whose end is a hash.
    static let ofTip = "SELECT conversation_id FROM tips WHERE tip = ? ORDER BY conversation_id DESC LIMIT 1"
    /// Looks up the conversation of a Responses answer.
    static let ofResponse = "SELECT conversation_id FROM responses WHERE response_id = ?"

    /// The conversation of `exchange`; nil when it has no messages to tell by and no hint.
    func find(_ exchange: borrowing Exchange, _ turn: Turn?) throws(StorageError) -> ConversationHint? {
        if let hint = exchange.ask.conversation {
            guard hint.source == .body, hint.id.hasPrefix("resp_") else { return hint }
            return ConversationHint(id: try ofResponse(hint.id) ?? hint.id, source: .body)
        }
        guard let turn, !turn.chain.isEmpty, exchange.ask.operation.isConversation else { return nil }
        if let previous = turn.previousTip, let id = try ofTip(previous) {
            return ConversationHint(id: id, source: .inferred)
        }
        var generator = SystemRandomNumberGenerator()
        let id = "conv_" + ULID(at: exchange.timeline.wall, using: &generator).text
        return ConversationHint(id: id, source: .new)
    }

    /// Moves the conversation's end: from the reply the request built on to its answers.
    func move(_ conversation: String, _ turn: Turn, of exchange: borrowing Exchange) throws(StorageError) {
        // Without an answer the end stays where it was, so that a second try finds it.
        if !turn.answers.isEmpty {
            if let previous = turn.previousTip { try run(today.dropTip, previous, conversation) }
            for answer in turn.answers { try run(today.tip, answer.hash, conversation) }
        }
        guard exchange.ask.operation == .responses, let id = exchange.answer.id else { return }
        today.response.bind(id, at: 1)
        today.response.bind(conversation, at: 2)
        try today.response.run()
    }

    private func run(_ statement: BoundStatement, _ tip: MessageHash, _ conversation: String) throws(StorageError) {
        statement.bind(tip, at: 1)
        statement.bind(conversation, at: 2)
        try statement.run()
    }

    private func ofTip(_ tip: MessageHash) throws(StorageError) -> String? {
        today.conversationOfTip.bind(tip, at: 1)
        if let found = try today.conversationOfTip.firstText() { return found }
        return before(Self.ofTip, [tip.withBytes { Data($0) }])
    }

    private func ofResponse(_ id: String) throws(StorageError) -> String? {
        today.conversationOfResponse.bind(id, at: 1)
        if let found = try today.conversationOfResponse.firstText() { return found }
        return before(Self.ofResponse, [id])
    }

    /// Looks into the day before.
    ///
    /// What is wrong with yesterday's file must not stop today's rows.
    private func before(_ sql: String, _ arguments: StatementArguments) -> String? {
        // A single statement needs no transaction around it.
        try? yesterday?.unsafeRead { database in
            try String.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
        }
    }
}

extension Operation {
    /// True for what is said in turns.
    var isConversation: Bool { self == .chat || self == .responses || self == .textCompletion }
}
