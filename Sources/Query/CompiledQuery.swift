package import Exchange

/// A question as SQL over one day file, and what is needed to run it over several.
///
/// The tables are `exchanges`, `tags` and `tool_names` of a day file; where `needsSearch` is true, the day's search
/// file must be attached as `search`.
package struct CompiledQuery: Sendable, Hashable {
    /// Another way to the same rows, which is the faster one where few rows hold what is looked for.
    package struct Narrowing: Sendable, Hashable {
        /// Yields one row with one whole number: how many rows of the day hold it, counted up to `bound` + 1.
        package let probe: SQLStatement
        /// Up to this number `statement` is the faster way.
        package let bound: Int64
        /// Yields the same rows in the same order as the query's own statement.
        package let statement: SQLStatement
    }

    /// What to run on each day file.
    package let statement: SQLStatement
    /// What to run instead where its probe counts at most its bound; nil where there is only one way.
    package let narrowing: Narrowing?
    /// The time in which the exchanges began: day files outside of it hold none; nil for all time.
    package let window: Range<WallTime>?
    /// True when the statement reads the day's search file.
    package let needsSearch: Bool
    /// The index that leads `statement` to its rows.
    package let index: HistoryIndex
}
