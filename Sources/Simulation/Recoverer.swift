import Exchange
import Policy
import Storage
import Support
import Telemetry

/// Makes rows of what killed processes left, with the recovery and the history that weir itself starts with.
///
/// One for all lives of a process: its history is a real one, in files.
final class Recoverer {
    let folder: String
    private let files: FlightFiles
    private let history: HistoryFiles
    private let writer: HistoryWriter
    private let ledger = LedgerCounts()
    /// The rows that must be there.
    private var rows: Set<RequestID> = []
    private var days: Set<CivilDay> = []

    init() throws {
        guard let folder = PlainFile.temporaryFolder() else { throw NoFolder() }
        self.folder = folder
        let data = try DataDirectory(path: "\(folder)/data")
        let control = try ControlStore(path: data.control, keyring: Keyring([.random()]), now: WallTime(nanoseconds: 0))
        files = data.flight
        history = data.history
        writer = HistoryWriter(
            HistorySettings(batchTime: .seconds(600)),
            HistoryWriter.Surroundings(
                files: data.history,
                index: control.index,
                ledger: LedgerCounts(),
                time: ManualTime(),
                scrub: { $0 }
            )
        )
    }

    deinit { PlainFile.delete(folder) }

    /// Recovers what a process left, and says what is wrong with what came of it.
    func recover(_ wreck: Disk.Wreck, _ breaches: Breaches) -> FlightRecovery.Report {
        // of two processes killed in one life the second may leave what was recovered after the first
        let there = rows.intersection(wreck.open.keys).union(wreck.stored.map(\.id))
        for exchange in wreck.stored { commit(exchange) }
        breaches.hold(.recovery, PlainFile.write(wreck.file, to: files.current), "the wreck cannot be put back")
        let recorder = CollectingRecorder()
        let before = ledger.snapshot.recovered
        let report = FlightRecovery(files: files, history: writer, ledger: ledger, recorder: recorder).run(
            at: wreck.wall
        )
        let told = recorder.exchanges
        for exchange in told { note(exchange) }
        let counted = Int(ledger.snapshot.recovered - before)
        breaches.hold(.recovery, counted == told.count, "the ledger counts \(counted) of \(told.count) rows")
        RecoveryCheck(wreck: wreck, there: there, report: report, told: told, breaches: breaches).judge()
        return report
    }

    private func commit(_ exchange: Exchange) {
        var row = exchange
        row.captured = nil
        row.flightSlot = nil
        _ = writer.keep(row)
        writer.flush(within: .seconds(10))
        note(row)
    }

    private func note(_ exchange: Exchange) {
        rows.insert(exchange.id)
        days.insert(CivilDay(exchange.timeline.wall))
    }

    /// What is wrong with the rows of all lives together, or nil.
    func close() throws -> String? {
        writer.close(within: .seconds(30))
        let found = try days.reduce(0) { $0 + Int(try StoredOutcomes(of: $1, in: history).total) }
        return found == rows.count ? nil : "\(found) rows are in the history, not \(rows.count)"
    }

    private struct NoFolder: Error, CustomStringConvertible {
        var description: String { "no temporary folder can be made" }
    }
}
