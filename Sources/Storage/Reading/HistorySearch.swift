import Dispatch
import Exchange
import GRDB
import Policy
package import Query

/// Runs queries of the query language over the day files, the newest first.
///
/// Every call opens the files it needs, read-only, and gives up at its deadline (`StorageError.deadline`). A query for
/// words first takes what is new into the days' search files, for at most half of the time. Calls block; they belong
/// on no event loop.
package struct HistorySearch: Sendable {
    /// Told of the search files that are being filled; saying false ends the filling, not the query.
    package typealias Report = (SearchProgress) -> Bool

    let files: HistoryFiles
    let limit: Duration
    let indexer: SearchIndexer

    /// Runs queries in the given folder; `limit` bounds each call.
    package init(files: HistoryFiles, limit: Duration = .seconds(5)) {
        self.files = files
        self.limit = limit
        indexer = SearchIndexer(files: files)
    }

    /// A page of exchanges, at most `limit` and at most 1,000.
    ///
    /// It goes on behind `cursor`, which must be of the same query.
    package func page(
        _ query: HistoryQuery,
        limit: Int = 50,
        behind cursor: Query.Cursor? = nil,
        report: Report = { _ in true }
    ) throws(StorageError) -> HistoryPage {
        let limit = min(max(limit, 1), HistoryQuery.maximumPage)
        let end = deadline
        var page = HistoryPage()
        var last: (startedUs: Int64, rowid: Int64)?
        // One more than asked for, to know whether there is another page; of the largest pages the day says it.
        let most = min(limit + 1, HistoryQuery.maximumPage)
        for day in try days(of: query.window, before: cursor) where page.rows.count < most {
            let compiled = query.page(
                selecting: ExchangeColumn.list,
                limit: most - page.rows.count,
                behind: cursor
            )
            let rows = try read(day, compiled, until: end, &page.behind, report) { database in
                let statement = try compiled.choice(in: database)
                return try Row.fetchAll(database, sql: statement.text, arguments: statement.arguments)
            }
            for row in rows ?? [] where page.rows.count < most {
                page.rows.append(HistoryRow(row))
                if page.rows.count == limit { last = (row["started_us"], row["rowid"]) }
            }
        }
        if let last, page.rows.count == most {
            if page.rows.count > limit { page.rows.removeLast() }
            page.next = Query.Cursor(behind: last.startedUs, rowid: last.rowid, of: query)
        }
        return page
    }

    /// How many exchanges match, counted up to `bound`.
    package func count(
        _ query: HistoryQuery,
        upTo bound: Int64 = 1_000_000,
        report: Report = { _ in true }
    ) throws(StorageError) -> HistoryCount {
        let end = deadline
        var result = HistoryCount()
        var behind: [SearchProgress] = []
        let compact = query.profiles()
        for day in try days(of: query.window) where result.count < bound {
            if let compact, let counted = try compactCount(day, compact, until: end) {
                result.count = min(result.count + counted, bound)
                continue
            }
            let compiled = query.count(upTo: bound - result.count)
            let counted = try read(day, compiled, until: end, &behind, report) { database in
                let statement = try compiled.choice(in: database)
                return try Int64.fetchOne(database, sql: statement.text, arguments: statement.arguments) ?? 0
            }
            result.count += counted ?? 0
        }
        result.isPartial = result.count >= bound || !behind.isEmpty
        return result
    }

    var deadline: DispatchTime { .now() + .nanoseconds(Int(limit.inNanoseconds)) }

    /// The days that can hold what is asked for, the newest first.
    func days(of window: Range<WallTime>?, before cursor: Query.Cursor? = nil) throws(StorageError) -> [CivilDay] {
        let last = cursor.map { CivilDay(WallTime(microseconds: $0.startedUs)) }
        return try files.days().reversed().filter { day in
            if let last, last < day { return false }
            guard let window else { return true }
            return CivilDay(window.lowerBound) <= day && day.start < window.upperBound
        }
    }

    /// Runs `body` on a day's file, with what the query needs beside it; nil when the file is gone.
    func read<R>(
        _ day: CivilDay,
        _ query: CompiledQuery,
        until end: DispatchTime,
        _ behind: inout [SearchProgress],
        _ report: Report,
        _ body: (Database) throws -> R
    ) throws(StorageError) -> R? {
        if query.needsSearch { try fill(day, until: end, &behind, report) }
        guard let connection = try DayConnection(files, day, withSearch: query.needsSearch, until: end) else {
            return nil
        }
        return try connection.read(body)
    }

    /// Takes what is new of a day into its search file, for at most half of the time that is left.
    private func fill(
        _ day: CivilDay,
        until end: DispatchTime,
        _ behind: inout [SearchProgress],
        _ report: Report
    ) throws(StorageError) {
        let now = DispatchTime.now()
        guard now < end else { throw .deadline }
        let left = Duration.nanoseconds(Int64(end.uptimeNanoseconds - now.uptimeNanoseconds))
        if let progress = try indexer.catchUp(day, within: left / 2, report: report), !progress.isComplete {
            behind.append(progress)
        }
    }
}
