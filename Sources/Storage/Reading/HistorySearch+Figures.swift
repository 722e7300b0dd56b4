import Exchange
import GRDB
import Policy
package import Query

/// The values of a field, with how many exchanges have each.
package struct HistoryFacet: Sendable {
    /// The values with the highest counts; nil for exchanges that have none.
    package let values: [(value: String?, count: Int64)]
    /// True when not everything was counted.
    package let isPartial: Bool
}

/// Figures of groups of exchanges.
package struct HistoryFigures: Sendable, Hashable {
    /// The groups: by span of time where there are such, then the largest first.
    package let groups: [StatisticsGroup]
    /// True when not everything was added up.
    package let isPartial: Bool
}

extension HistorySearch {
    /// The most frequent values of a field among the exchanges that match, at most `count`.
    package func facets(
        _ query: HistoryQuery,
        of field: Grouping,
        count: Int = 10,
        report: Report = { _ in true }
    ) throws(StorageError) -> HistoryFacet {
        let end = deadline
        if let compact = query.profiles(by: [field]), let tally = try compactFacets(query, compact, field, until: end) {
            return HistoryFacet(values: tally.top(count), isPartial: tally.isPartial)
        }
        let compiled = query.facets(of: field)
        var tally = FacetTally(field)
        var behind: [SearchProgress] = []
        for day in try days(of: query.window) {
            let rows = try read(day, compiled, until: end, &behind, report) { try Self.rows(compiled, in: $0) }
            for row in rows ?? [] { tally.add(row) }
        }
        return HistoryFacet(values: tally.top(count), isPartial: tally.isPartial || !behind.isEmpty)
    }

    /// The figures of the exchanges that match; percentiles are those of buckets, within 0.5 %.
    package func statistics(
        _ query: HistoryQuery,
        _ aggregation: Aggregation,
        report: Report = { _ in true }
    ) throws(StorageError) -> HistoryFigures {
        let end = deadline
        if let compact = query.profiles(by: aggregation.by, bucket: aggregation.bucket),
            let figures = try compactStatistics(query, compact, aggregation, until: end)
        {
            return figures
        }
        let parts = query.statistics(aggregation)
        var tally = StatisticsTally(aggregation)
        var behind: [SearchProgress] = []
        guard let first = parts.first else { return HistoryFigures(groups: [], isPartial: false) }
        for day in try days(of: query.window) {
            // One snapshot for both parts, so that they are about the same exchanges.
            let gathered = try read(day, first.query, until: end, &behind, report) { database in
                try parts.map { ($0.part, try Self.rows($0.query, in: database)) }
            }
            for (part, rows) in gathered ?? [] {
                for row in rows { tally.add(row, of: part) }
            }
        }
        return HistoryFigures(groups: tally.result, isPartial: tally.isPartial || !behind.isEmpty)
    }

    /// How the query would be run, without running it.
    ///
    /// The plan is that of the newest day there is, or of an empty one. The estimate counts what the window of time
    /// holds, as if exchanges came evenly over each day, or what a rare value leads to.
    package func explain(_ query: HistoryQuery) throws(StorageError) -> HistoryPlan {
        let end = deadline
        let days = try days(of: query.window)
        let compiled = query.page(selecting: ExchangeColumn.list, limit: 50)
        var explained: (sql: String, plan: [String])?
        var estimate: Int64 = 0
        for day in days {
            if compiled.needsSearch { try prepareSearch(day) }
            guard let connection = try DayConnection(files, day, withSearch: compiled.needsSearch, until: end) else {
                continue
            }
            let share = Self.share(of: day, in: query.window)
            try connection.read { database in
                let statement = try compiled.choice(in: database)
                if explained == nil { explained = (statement.text, try Self.plan(statement, in: database)) }
                estimate += try Self.estimate(query, compiled, share, in: database)
            }
        }
        return HistoryPlan(
            sql: explained?.sql ?? compiled.statement.text,
            plan: explained?.plan ?? [],
            index: compiled.index.rawValue,
            days: days,
            estimate: estimate
        )
    }

    /// The rows of a query's statement for one day.
    static func rows(_ query: CompiledQuery, in database: Database) throws -> [[SQLValue]] {
        let statement = try query.choice(in: database)
        let cursor = try Row.fetchCursor(database, sql: statement.text, arguments: statement.arguments)
        var rows: [[SQLValue]] = []
        while let row = try cursor.next() { rows.append(row.databaseValues.map { SQLValue($0) }) }
        return rows
    }

    /// SQLite's account of a statement.
    static func plan(_ statement: SQLStatement, in database: Database) throws -> [String] {
        let explained = statement.explained
        return try Row.fetchAll(database, sql: explained.text, arguments: explained.arguments).map { $0["detail"] }
    }

    /// Makes sure there is a search file to attach.
    private func prepareSearch(_ day: CivilDay) throws(StorageError) {
        let search = try SearchFile(path: files.searchPath(day)).open()
        try StorageError.wrapping { try search.close() }
    }

    private static func estimate(
        _ query: HistoryQuery,
        _ compiled: CompiledQuery,
        _ share: Double,
        in database: Database
    ) throws -> Int64 {
        func number(_ statement: SQLStatement) throws -> Int64 {
            try Int64.fetchOne(database, sql: statement.text, arguments: statement.arguments) ?? 0
        }
        if let narrowing = compiled.narrowing {
            let found = try number(narrowing.probe)
            if found <= narrowing.bound { return found }
        }
        // These lead straight to what is asked for.
        if [.id, .trace, .conversation, .shadow].contains(compiled.index) {
            return try number(query.count(upTo: 10_000).statement)
        }
        return Int64(Double(try number(SQLStatement("SELECT max(rowid) FROM exchanges"))) * share)
    }

    /// The part of a day that lies in the window, from 0 to 1.
    private static func share(of day: CivilDay, in window: Range<WallTime>?) -> Double {
        guard let window else { return 1 }
        let start = max(day.start.seconds, window.lowerBound.seconds)
        let end = min(day.start.seconds + 86_400, window.upperBound.seconds)
        return min(max(Double(end - start) / 86_400, 0), 1)
    }
}
