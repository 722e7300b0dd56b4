/// Writes a query as statements over one day file.
///
/// Exactly one term, or the window of time, leads to the rows; every other column stands behind a unary `+`, so that
/// the way does not depend on SQLite's guesses.
struct QueryCompiler {
    let query: HistoryQuery
    let bounds: Range<Int64>?

    init(_ query: HistoryQuery) {
        self.query = query
        bounds = QueryWindow.bounds(query)
    }

    /// What leads to the rows.
    struct Lead {
        let index: HistoryIndex
        /// The place of the term that leads, or nil where it is the window of time.
        let term: Int?
    }

    // MARK: statements

    func page(selecting list: String, limit: Int, behind cursor: Cursor?) -> CompiledQuery {
        let limit = min(max(limit, 1), HistoryQuery.maximumPage)
        func statement(_ lead: Lead) -> SQLStatement {
            var statement = SQLStatement("SELECT \(list), exchanges.rowid FROM exchanges WHERE ") + condition(lead)
            if let cursor {
                let time = Self.hides(lead) ? "+started_us" : "started_us"
                statement += SQLStatement(
                    " AND \(time) <= ? AND (+started_us < ? OR +exchanges.rowid < ?)",
                    [.int(cursor.startedUs), .int(cursor.startedUs), .int(cursor.rowid)]
                )
            }
            return statement
                + SQLStatement(" ORDER BY started_us DESC, exchanges.rowid DESC LIMIT ?", [.int(Int64(limit))])
        }
        return compiled(statement)
    }

    func count(upTo bound: Int64) -> CompiledQuery {
        compiled { lead in
            SQLStatement("SELECT count(*) FROM (SELECT 1 FROM exchanges WHERE ") + condition(lead)
                + SQLStatement(" LIMIT ?)", [.int(max(bound, 1))])
        }
    }

    /// A query that is written by its lead, in both ways where there are two.
    func compiled(_ statement: (Lead) -> SQLStatement) -> CompiledQuery {
        let lead = orderedLead
        return CompiledQuery(
            statement: statement(lead),
            narrowing: narrowing(statement, instead: lead),
            window: query.window,
            needsSearch: needsSearch,
            index: lead.index
        )
    }

    private var needsSearch: Bool {
        query.terms.contains { term in
            guard case .words = term.condition else { return false }
            return true
        }
    }

    // MARK: conditions

    /// True where the time must not lead to the rows.
    static func hides(_ lead: Lead) -> Bool {
        [.id, .trace, .conversation, .shadow, .attempt, .tag, .tool, .words, .row].contains(lead.index)
    }

    /// All that must hold, the window of time included.
    func condition(_ lead: Lead) -> SQLStatement {
        var parts: [SQLStatement] = []
        if let place = lead.term { parts.append(leading(query.terms[place], lead.index)) }
        if let condition = lead.index.condition { parts.append(SQLStatement(condition)) }
        if let bounds { parts.append(window(bounds, isHidden: Self.hides(lead))) }
        let isWordsLead = lead.index == .words
        for (place, term) in query.terms.enumerated() where place != lead.term && !term.isTime {
            if isWordsLead, term.isPositiveWords { continue }
            parts.append(hidden(term))
        }
        return parts.isEmpty ? SQLStatement("TRUE") : parts.joined(separator: " AND ")
    }

    private func window(_ bounds: Range<Int64>, isHidden: Bool) -> SQLStatement {
        let time = isHidden ? "+started_us" : "started_us"
        var window = SQLStatement("\(time) >= ?", [.int(bounds.lowerBound)])
        if !QueryWindow.isOpenAtEnd(bounds) { window += SQLStatement(" AND \(time) < ?", [.int(bounds.upperBound)]) }
        return window
    }

    /// A term that does not lead.
    func hidden(_ term: Term) -> SQLStatement {
        let inner = ConditionText.hidden(term.condition)
        return term.isNegated ? SQLStatement("(") + inner + SQLStatement(") IS NOT TRUE") : inner
    }

    private func leading(_ term: Term, _ index: HistoryIndex) -> SQLStatement {
        switch index {
        case .failed, .routing: hidden(term)
        case .words: ConditionText.row(in: ConditionText.rows(words: query.terms))
        default: ConditionText.leading(term.condition)
        }
    }
}

extension Term {
    /// True for a term of time: the window says it all.
    var isTime: Bool {
        guard case .matches(let name, _) = condition else { return false }
        return name.field == .time
    }

    /// True for words that must stand in a text.
    var isPositiveWords: Bool {
        guard case .words = condition else { return false }
        return !isNegated
    }
}
