package import Exchange
import FoundationEssentials
import GRDB
package import Policy

/// Fills search files from day files: bounded batches, from where the last run stopped.
///
/// Nothing here is on the way of a request. Runs of several processes do not harm each other: each batch is a
/// transaction that begins where the file says it ends.
package struct SearchIndexer: Sendable {
    /// The most exchanges of a batch.
    private static let batchRows = 512
    /// The most bytes of words of a batch, but for its last exchange.
    private static let batchBytes = 8 << 20

    private let files: HistoryFiles
    private let time: any TimeSource

    /// Fills the search files of a folder.
    package init(files: HistoryFiles, time: any TimeSource = SystemTime()) {
        self.files = files
        self.time = time
    }

    /// Takes the words of a day in until all are or `limit` is over; nil when the day has no file.
    ///
    /// `report` is called behind every batch and ends the run by saying false. Blocks; belongs on no event loop.
    @discardableResult
    package func catchUp(
        _ day: CivilDay,
        within limit: Duration,
        report: (SearchProgress) -> Bool = { _ in true }
    ) throws(StorageError) -> SearchProgress? {
        do throws(StorageError) {
            return try run(day, until: time.now + limit, report)
        } catch {
            // What is damaged is made anew, once.
            guard SearchFile.isBeyondUse(error) else { throw error }
            files.deleteSearch(day)
            return try run(day, until: time.now + limit, report)
        }
    }

    /// Takes the words of all days before today in, the newest first; for the background of a server.
    ///
    /// Returns the days that are not complete when `limit` is over. A day that cannot be read does not keep the others
    /// from being filled.
    package func catchUpClosedDays(now: WallTime, within limit: Duration) throws(StorageError) -> [CivilDay] {
        let end = time.now + limit
        let today = CivilDay(now)
        return try files.days().reversed().filter { day in
            guard day < today else { return false }
            let left = max(end - time.now, .zero)
            return (try? catchUp(day, within: left))?.isComplete != true
        }
    }

    private func run(_ day: CivilDay, until end: Moment, _ report: (SearchProgress) -> Bool) throws(StorageError)
        -> SearchProgress?
    {
        let said = DayWords(day, in: files)
        guard let source = try DayFile(files: files, day: day).open() else { return nil }
        defer { try? source.close() }
        let search = try SearchFile(path: files.searchPath(day)).open()
        defer { try? search.close() }
        var progress: SearchProgress
        repeat {
            progress = try StorageError.wrapping { try step(from: source, into: search, of: day, said) }
        } while !progress.isComplete && report(progress) && time.now < end
        return progress
    }

    /// One batch.
    private func step(
        from source: DatabaseQueue,
        into search: DatabaseQueue,
        of day: CivilDay,
        _ said: DayWords
    ) throws -> SearchProgress {
        var progress = SearchProgress(day: day, done: 0, total: 0, upTo: nil)
        try search.inTransaction(.immediate) { target in
            var position = try SearchPosition.read(.words, in: target)
            try source.read { source in
                if try !position.belongs(to: source) {
                    try target.execute(sql: "INSERT INTO words (words) VALUES ('delete-all')")
                    position = SearchPosition()
                }
                position.trims = try SearchPosition.trims(of: source)
                try Self.fill(from: source, into: target, said, &position)
                try position.write(.words, in: target)
                progress = SearchProgress(
                    day: day,
                    done: position.exchange,
                    total: try Int64.fetchOne(source, sql: "SELECT max(rowid) FROM exchanges") ?? 0,
                    upTo: position.exchange > 0 ? WallTime(microseconds: position.startedUs) : nil
                )
            }
            return .commit
        }
        return progress
    }

    private static func fill(
        from source: Database,
        into target: Database,
        _ said: DayWords,
        _ position: inout SearchPosition
    ) throws {
        let rows = try Row.fetchCursor(
            source.cachedStatement(
                sql: """
                    SELECT e.rowid, e.request_id, e.started_us, t.parent_tip, t.tip
                    FROM exchanges e LEFT JOIN turns t ON t.request_id = e.request_id
                    WHERE e.rowid > ? ORDER BY e.rowid LIMIT ?
                    """
            ),
            arguments: [position.exchange, batchRows]
        )
        let reader = TurnWordsReader(database: source, said: said)
        let insertion = try target.cachedStatement(sql: "INSERT INTO words (rowid, prompt, response) VALUES (?, ?, ?)")
        var bytes = 0
        while bytes < batchBytes, let row = try rows.next() {
            position.exchange = row[0]
            position.requestID = row[1]
            position.startedUs = row[2]
            let words = try reader.words(of: position.requestID, parentTip: row[3], tip: row[4])
            if words.isEmpty { continue }
            bytes += words.prompt.utf8.count + words.response.utf8.count
            try insertion.execute(arguments: [position.exchange, words.prompt, words.response])
        }
    }
}
