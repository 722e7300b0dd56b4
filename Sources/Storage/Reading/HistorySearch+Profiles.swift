import Dispatch
import GRDB
import Policy
import Query

/// Figures from the sums of day files, which look at no row; days without sums are added from their rows.
extension HistorySearch {
    /// The figures; nil where there are too many groups for this way.
    func compactStatistics(
        _ query: HistoryQuery,
        _ compact: ProfileQuery,
        _ aggregation: Aggregation,
        until end: DispatchTime
    ) throws(StorageError) -> HistoryFigures? {
        let parts = query.statistics(aggregation)
        var scan = FigureScan(compact)
        var tally = StatisticsTally(aggregation)
        for day in try days(of: query.window) {
            guard let connection = try DayConnection(files, day, until: end) else { continue }
            // One snapshot for all parts, so that they are about the same exchanges.
            let finding = try connection.read { database in
                let finding = try scan.add(day, in: database)
                guard case .none = finding else { return finding }
                for part in parts {
                    for row in try Self.rows(part.query, in: database) { tally.add(row, of: part.part) }
                }
                return finding
            }
            if case .tooMany = finding { return nil }
        }
        for group in scan.result { tally.add(group.sums, of: group.values, from: group.startUs) }
        return HistoryFigures(groups: tally.result, isPartial: tally.isPartial)
    }

    /// The values of a field; nil where there are too many for this way.
    func compactFacets(
        _ query: HistoryQuery,
        _ compact: ProfileQuery,
        _ field: Grouping,
        until end: DispatchTime
    ) throws(StorageError) -> FacetTally? {
        let compiled = query.facets(of: field)
        var scan = FigureScan(compact, isCountOnly: true)
        var tally = FacetTally(field)
        for day in try days(of: query.window) {
            guard let connection = try DayConnection(files, day, until: end) else { continue }
            let finding = try connection.read { database in
                let finding = try scan.add(day, in: database)
                guard case .none = finding else { return finding }
                for row in try Self.rows(compiled, in: database) { tally.add(row) }
                return finding
            }
            if case .tooMany = finding { return nil }
        }
        for group in scan.result { tally.add(group.values + [.int(group.sums.count)]) }
        return tally
    }

    /// How many exchanges of a day match; nil where the day has no sums.
    func compactCount(_ day: CivilDay, _ compact: ProfileQuery, until end: DispatchTime) throws(StorageError) -> Int64?
    {
        guard let connection = try DayConnection(files, day, until: end) else { return nil }
        return try connection.read { database in
            var scan = FigureScan(compact, isCountOnly: true)
            guard case .added = try scan.add(day, in: database) else { return nil }
            return scan.count
        }
    }
}
