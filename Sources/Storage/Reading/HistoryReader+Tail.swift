import Exchange
import GRDB
import Policy

/// How far a follower has read, by day.
package struct HistoryTail: Sendable, Hashable {
    var positions: [CivilDay: Int64]
}

extension HistoryReader {
    /// The present end of the history, to follow from.
    package func tail() throws(StorageError) -> HistoryTail {
        let end = deadline
        var tail = HistoryTail(positions: [:])
        for day in try files.days().suffix(2) {
            tail.positions[day] = try read(day, until: end) { database in
                try Int64.fetchOne(database, sql: "SELECT max(rowid) FROM exchanges") ?? 0
            }
        }
        return tail
    }

    /// The exchanges stored since the last call, in the order of their storing, at most 1,000.
    ///
    /// Exchanges that began yesterday and ended today are found too: the last two days are looked at, and
    /// every later one.
    package func follow(_ tail: inout HistoryTail) throws(StorageError) -> [HistoryRow] {
        let end = deadline
        let days = try files.days()
        let first = tail.positions.keys.min()
        var rows: [HistoryRow] = []
        for day in days where rows.count < Self.maximumRows && (first.map { day >= $0 } ?? true) {
            let position = tail.positions[day] ?? 0
            let left = Self.maximumRows - rows.count
            let found = try read(day, until: end) { database in
                try Row.fetchAll(
                    database,
                    sql: "SELECT \(ExchangeColumn.list), rowid FROM exchanges WHERE rowid > ? ORDER BY rowid LIMIT ?",
                    arguments: [position, left]
                )
            }
            guard let found else { continue }
            tail.positions[day] = found.last?["rowid"] ?? position
            rows += found.map(HistoryRow.init)
        }
        let kept = Set(days.suffix(2))
        if rows.count < Self.maximumRows { tail.positions = tail.positions.filter { kept.contains($0.key) } }
        return rows
    }
}
