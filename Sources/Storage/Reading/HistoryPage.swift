package import Policy
package import Query

/// A page of exchanges, the newest first.
package struct HistoryPage: Sendable, Hashable {
    /// The exchanges.
    package var rows: [HistoryRow] = []
    /// Where the next page begins; nil when this is the last.
    package var next: Cursor?
    /// The days whose words are not all indexed yet: there may be more on them than was found.
    package var behind: [SearchProgress] = []
}

/// How many exchanges match.
package struct HistoryCount: Sendable, Hashable {
    /// How many were counted.
    package var count: Int64 = 0
    /// True when there may be more: the bound was reached, or words are not all indexed yet.
    package var isPartial = false

    /// Makes a count.
    package init(count: Int64 = 0, isPartial: Bool = false) {
        self.count = count
        self.isPartial = isPartial
    }
}

/// How a query is run.
package struct HistoryPlan: Sendable, Hashable {
    /// The statement that is run on each day's file; a `?` for each value.
    package let sql: String
    /// SQLite's own account of it, a line for each step.
    package let plan: [String]
    /// The index that leads to the rows, as the query's compiler meant it.
    package let index: String
    /// The day files that are opened at most.
    package let days: [CivilDay]
    /// How many exchanges are looked at, at most, about.
    package let estimate: Int64
}
