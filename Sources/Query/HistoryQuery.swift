package import Exchange

/// A question about the history, understood: terms that all must hold.
///
///     provider:openai status:5xx time:-1h "timeout"
///
/// docs/querying.md describes the language.
package struct HistoryQuery: Sendable, Hashable {
    /// The most Unicode scalars of a query.
    package static let maximumLength = 4_096
    /// The most terms of a query.
    package static let maximumTerms = 64
    /// The most values of a list.
    package static let maximumList = 64
    /// How far back a query looks that says nothing about time, ids or conversations.
    package static let defaultWindow = Duration.seconds(86_400)
    /// The most exchanges of one page.
    package static let maximumPage = 1_000

    let terms: [Term]
    /// The present time the query was read at; relative times count from it.
    package let now: WallTime
    /// The time in which the exchanges began; nil for all time.
    package let window: Range<WallTime>?

    /// Reads a query; relative times count from `now`.
    ///
    /// Throws everything that is wrong with the text, each with its place.
    package static func parse(_ text: String, now: WallTime) throws(QueryRefusal) -> HistoryQuery {
        var parser = QueryParser(text, now: now)
        let terms = parser.terms()
        guard parser.diagnostics.isEmpty else { throw QueryRefusal(parser.diagnostics) }
        return HistoryQuery(terms: terms, now: now, window: QueryWindow.of(terms, now: now))
    }
}

extension HistoryQuery {
    /// A page of exchanges, the newest first: the columns of `list`, and the rowid behind them.
    ///
    /// At most `limit` rows, held between 1 and `maximumPage`; over several day files, the newest file first, each
    /// asked for what is still missing. `list` is part of the statement: never what a person wrote.
    package func page(selecting list: String, limit: Int, behind cursor: Cursor? = nil) -> CompiledQuery {
        QueryCompiler(self).page(selecting: list, limit: limit, behind: cursor)
    }

    /// How many exchanges match, as one whole number, counted up to `bound`.
    package func count(upTo bound: Int64) -> CompiledQuery { QueryCompiler(self).count(upTo: bound) }

    /// The values of a field with how many exchanges have each: columns value and count.
    ///
    /// Every value of the day file comes back, at most `FacetTally.maximumValues` + 1, so that days add up; a
    /// `FacetTally` adds them.
    package func facets(of field: Grouping) -> CompiledQuery { QueryCompiler(self).facets(of: field) }

    /// The figures of groups: statements whose rows a `StatisticsTally` of the same aggregation adds up over days.
    package func statistics(_ aggregation: Aggregation) -> [StatisticsQuery] {
        QueryCompiler(self).statistics(aggregation)
    }

    /// The same questions, of groups and spans of time, as one to the sums of a day file.
    ///
    /// Nil where they ask for what the sums do not hold: the rows are then to be looked at.
    package func profiles(by fields: [Grouping] = [], bucket: TimeBucket? = nil) -> ProfileQuery? {
        QueryCompiler(self).profiles(fields, bucket)
    }
}
