import Exchange
import GRDB
package import Policy

/// A message that holds the words asked for.
package struct HistoryHit: Sendable, Hashable {
    /// The exchange in which the message was first seen that day.
    package let requestID: String
    /// The message.
    package let message: HistoryMessage
    /// The day it was said.
    package let day: CivilDay
}

/// How far a follower has read, by day.
package struct HistoryTail: Sendable, Hashable {
    var positions: [CivilDay: Int64]
}

extension HistoryReader {
    /// Messages that contain `text`, newest first; of letters only A to Z match in either case.
    ///
    /// At most 256 bytes are looked for and at most 1,000 messages found.
    package func search(_ text: String, count: Int = 50) throws(StorageError) -> [HistoryHit] {
        guard 1...256 ~= text.utf8.count, !text.utf8.contains(0) else {
            throw .name("a search has 1 to 256 bytes, none of them NUL")
        }
        let count = min(max(count, 1), Self.maximumRows)
        let search = WordSearch(text)
        let end = deadline
        var hits: [HistoryHit] = []
        for day in try files.days().reversed() where hits.count < count {
            let left = count - hits.count
            let words = DayWords(day, in: files)
            hits += try read(day, until: end) { try search.hits(in: $0, words, day, atMost: left, until: end) } ?? []
        }
        return hits
    }

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
