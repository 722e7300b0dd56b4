package import Exchange

/// Tells of the exchanges an earlier process did not store: every open slot of its flight recorder becomes a row.
///
/// Run at the start by the server that holds the state directory, before it makes its own `FlightTable`. An exchange
/// that had not ended gets the outcome `gateway_crashed`, its end being when its slot was written last; one that had
/// ended keeps its own outcome. Words are lost either way. A row that is there already stays the only one.
package struct FlightRecovery: Sendable {
    /// What was found, and what became of it.
    package struct Report: Sendable, Hashable {
        /// Rows that were stored.
        package var recovered = 0
        /// Those of them whose exchange had not ended.
        package var crashed = 0
        /// Exchanges whose row had been committed after all.
        package var known = 0
        /// Exchanges whose capture level keeps no row.
        package var off = 0
        /// Rows the database refused for good; they are lost.
        package var refused = 0
        /// Exchanges that wait in a kept file for the next start, because the store takes no rows.
        package var left = 0
        /// Exchanges of kept files that had to make room; they are lost.
        package var lost = 0
        /// Slots of which nothing can be read; no caller had been told their ids.
        package var unreadable = 0
        /// Files that are no flight recorder's of this version, by the names they have now, with the reason.
        package var putAside: [String] = []

        /// True when there is nothing to tell.
        package var isEmpty: Bool { self == Report() }

        /// The report as a sentence for the log.
        package var text: String {
            var parts: [String] = []
            func add(_ count: Int, _ words: String) { if count > 0 { parts.append("\(count) \(words)") } }
            add(recovered, "exchanges of the last process stored (\(crashed) had not ended)")
            add(known, "were stored already")
            add(off, "are not to be kept")
            add(refused, "refused by the database and lost")
            add(left, "wait for the next start because the store takes no rows")
            add(lost, "lost because too many files wait")
            add(unreadable, "slots cannot be read")
            parts += putAside.map { "put aside: \($0)" }
            return "flight recorder: " + (parts.isEmpty ? "nothing was open" : parts.joined(separator: ", "))
        }
    }

    private let files: FlightFiles
    private let history: HistoryWriter
    private let ledger: any Ledger
    private let recorder: any Recorder
    private let complete: @Sendable (inout Exchange) -> Void

    /// Makes the recovery.
    ///
    /// `recorder` is told of every row that was stored: give the log, not the metrics, which count this process alone.
    /// `complete` may add what can be worked out from the rest, such as the cost of the tokens seen.
    package init(
        files: FlightFiles,
        history: HistoryWriter,
        ledger: any Ledger,
        recorder: any Recorder,
        complete: @escaping @Sendable (inout Exchange) -> Void = { _ in }
    ) {
        self.files = files
        self.history = history
        self.ledger = ledger
        self.recorder = recorder
        self.complete = complete
    }

    /// Reads every file that waits, stores what it tells, and clears the way for a new one; blocks.
    ///
    /// Never stops a start: what cannot be read is put aside, what cannot be stored is kept, at most 8 files.
    package func run(at now: WallTime) -> Report {
        var report = Report()
        for path in files.waiting {
            do throws(StorageError) {
                let contents = try FlightContents(path: path)
                report.unreadable += contents.unreadable
                let left = store(contents.entries, &report)
                report.left += left
                // a file that cannot be moved keeps the new one from being made, which is said there
                _ = left == 0 ? files.delete(path) : files.keep(path, at: now)
            } catch {
                let name = files.setAside(path, at: now) ?? path
                report.putAside.append("\(name) (\(error))")
            }
        }
        makeRoom(&report)
        return report
    }

    /// Stores what a file tells; says how many are left because the store takes no rows.
    private func store(_ entries: [FlightEntry], _ report: inout Report) -> Int {
        // a store that refused once is not asked again: each try may wait for a lock
        guard report.left == 0 else { return entries.count }
        let kept = entries.filter { $0.exchange.capture != .off }
        let exchanges = kept.map { completed($0.exchange) }
        let others = entries.filter { $0.exchange.capture == .off }.map { completed($0.exchange) }
        // first what they spent, whether or not they are kept
        guard history.charge(recovered: exchanges + others) else { return entries.count }
        let fates = history.recover(exchanges)
        var stored = 0
        for (index, fate) in fates.enumerated() {
            switch fate {
            case .stored:
                stored += 1
                if !kept[index].hasEnded { report.crashed += 1 }
                recorder.record(exchanges[index])
            case .known: report.known += 1
            case .refused: report.refused += 1
            }
        }
        ledger.recovered(stored)
        report.recovered += stored
        let left = kept.count - fates.count
        if left == 0 { report.off += entries.count - kept.count }
        return left
    }

    private func completed(_ exchange: Exchange) -> Exchange {
        var exchange = exchange
        complete(&exchange)
        exchange.persisted = .stored
        return exchange
    }

    private func makeRoom(_ report: inout Report) {
        let waiting = files.waiting
        for path in waiting.prefix(max(waiting.count - FlightFiles.mostKept, 0)) {
            let count = (try? FlightContents(path: path))?.entries.count ?? 0
            guard files.delete(path) else { continue }
            report.lost += count
            report.left -= min(count, report.left)
        }
    }
}
