import Exchange

/// Inserts what an exchange is labelled with: the caller's tags and the names of the tools that were called.
struct LabelRows {
    /// Takes a tag.
    ///
    /// `last_insert_rowid` is still the exchange's: tables without rowids do not change it.
    static let insertTag = "INSERT OR IGNORE INTO tags (name, value, exchange) VALUES (?, ?, last_insert_rowid())"
    /// Takes the name of a tool.
    static let insertToolName = "INSERT OR IGNORE INTO tool_names (name, exchange) VALUES (?, last_insert_rowid())"

    /// The statements of the day.
    let statements: HistoryStatements

    /// Inserts all labels of the exchange whose row was inserted last.
    func insert(_ exchange: borrowing Exchange) throws(StorageError) {
        for tag in exchange.ask.tags {
            statements.tag.bind(tag.name, at: 1)
            statements.tag.bind(tag.value, at: 2)
            try statements.tag.run()
        }
        for name in exchange.answer.toolNames {
            statements.toolName.bind(name, at: 1)
            try statements.toolName.run()
        }
    }
}
