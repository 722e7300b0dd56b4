import Dispatch
package import Exchange
package import Policy
import Synchronization

/// Takes finished exchanges into the history: a bounded queue, one writer, group commits into day files.
///
/// The writer is a serial dispatch queue of its own: it holds a thread only while it writes, and its
/// wake-ups (a batch is full, a batch has gathered long enough, the disk may be well again) are that
/// queue's timers, so nothing sleeps and no condition variable is needed. Event loops only ever take one
/// short lock; with the queue empty one in `batchRows` of them also arms the timer.
package final class HistoryWriter: HistoryKeeper {
    let settings: HistorySettings
    private let ledger: any Ledger
    private let time: any TimeSource
    private let observe: @Sendable (HistoryFlush) -> Void
    let flight: (any FlightRecorder)?
    /// Where what exchanges spent of budgets is written down, or nil.
    package let spending: SpendBook?
    private let drill: Drill?
    private let rows: Mutex<HistoryQueue>
    private let desk: Mutex<Desk>
    let worker = DispatchQueue(label: "weir.history")

    /// Stands before the disk and may refuse a commit as a disk would; for tests and drills.
    package typealias Drill = @Sendable (_ rows: [RequestID], _ day: CivilDay) -> StorageError?

    /// The writer's own state, of one thread at a time.
    private struct Desk {
        var archive: HistoryArchive
        /// How many errors of unclear cause came one after another.
        var refusals = 0
    }

    /// What the writer needs of the rest of the program.
    package struct Surroundings: Sendable {
        /// The folder of the day files.
        package var files: HistoryFiles
        /// The key under which messages are hashed.
        package var index: IndexKey
        /// Told of every row's fate.
        package var ledger: any Ledger
        /// The clocks.
        package var time: any TimeSource
        /// Takes secrets out of error texts.
        package var scrub: @Sendable (String) -> String
        /// Told of every commit, on the writer's thread.
        package var observe: @Sendable (HistoryFlush) -> Void
        /// Gets the slots back whose rows are committed or counted as lost, or nil.
        package var flight: (any FlightRecorder)?
        /// Where what exchanges spent of budgets is written down, or nil.
        package var spending: SpendBook?
        /// Stands before the disk, or nil.
        package var drill: Drill?

        /// What the level `redacted` takes out of words.
        package var redaction = Redaction(kinds: RedactionKind.standard)

        /// Gathers them.
        package init(
            files: HistoryFiles,
            index: IndexKey,
            ledger: any Ledger,
            time: any TimeSource,
            scrub: @escaping @Sendable (String) -> String,
            observe: @escaping @Sendable (HistoryFlush) -> Void = { _ in }
        ) {
            self.files = files
            self.index = index
            self.ledger = ledger
            self.time = time
            self.scrub = scrub
            self.observe = observe
        }
    }

    /// Makes the writer; nothing is opened before the first row.
    package init(_ settings: HistorySettings, _ surroundings: Surroundings) {
        self.settings = settings
        ledger = surroundings.ledger
        time = surroundings.time
        observe = surroundings.observe
        flight = surroundings.flight
        spending = surroundings.spending
        drill = surroundings.drill
        rows = Mutex(HistoryQueue(settings))
        let archive = HistoryArchive(
            files: surroundings.files,
            index: surroundings.index,
            isDurable: settings.durability == .committed,
            redaction: surroundings.redaction,
            scrub: surroundings.scrub
        )
        desk = Mutex(Desk(archive: archive))
    }

    /// Queues a row; never waits for the disk.
    package func keep(_ exchange: borrowing Exchange) -> RowFate {
        if exchange.capture == .off { return leaveOut(exchange) }
        return offer(PendingRow(copy exchange))
    }

    /// Queues a row; never waits for the disk.
    ///
    /// Tells `whenSettled` on the writer's thread.
    package func keep(
        _ exchange: borrowing Exchange,
        whenSettled: @escaping @Sendable (RowFate) -> Void
    ) -> RowFate {
        if exchange.capture == .off { return leaveOut(exchange) }
        return offer(PendingRow(copy exchange, whenSettled: whenSettled))
    }

    private func leaveOut(_ exchange: borrowing Exchange) -> RowFate {
        ledger.droppedAtEnd(.captureOff)
        letGo(SpendEntry(exchange), exchange.flightSlot)
        return .off
    }

    private func offer(_ row: PendingRow) -> RowFate {
        let answer = rows.withLock { [ledger] rows in
            let answer = rows.offer(row)
            // Told before the writer can see the row, or `stored` could come first.
            switch answer {
            case .queued: ledger.queued()
            case .dropped(let reason): ledger.droppedAtEnd(reason)
            }
            return answer
        }
        guard case .queued(let wake) = answer else {
            letGo(SpendEntry(row.facts.exchange), row.flightSlot)
            return .dropped
        }
        arm(wake)
        return .queued
    }

    /// The present figures, for metrics.
    package var statistics: HistoryStatistics { rows.withLock { $0.figures } }

    /// True from a batch the disk refused to the next commit.
    package var isDegraded: Bool { statistics.isDegraded }

    /// Writes what waits now; returns when it is stored or refused, when the disk fails or `limit` has passed.
    ///
    /// True when none waits any more.
    @discardableResult
    package func flush(within limit: Duration) -> Bool {
        let end = time.now + limit
        return worker.sync {
            drain(until: end)
            return rows.withLock { $0.count } == 0
        }
    }

    /// Takes no more rows, writes what waits, counts the rest as lost, and closes the files.
    ///
    /// The slots of what is lost so stay taken: the next start tells of them what the flight recorder knows.
    package func close(within limit: Duration) {
        let end = time.now + limit
        rows.withLock { $0.close() }
        worker.sync {
            drain(until: end)
            let lost = rows.withLock { $0.abandon() }
            writeCharges(of: lost)
            if !lost.isEmpty { ledger.lost(lost.count, .shutdown) }
            for row in lost { row.whenSettled?(.dropped) }
            desk.withLock { $0.archive.close() }
        }
    }

    private func arm(_ wake: HistoryQueue.Wake) {
        switch wake {
        case .none: break
        case .now: worker.async { self.work(all: false) }
        case .soon:
            worker.async {
                self.rows.withLock { $0.woke() }
                self.work(all: true)
            }
        case .later: wakeUp(after: settings.batchTime)
        }
    }

    private func wakeUp(after pause: Duration) {
        worker.asyncAfter(deadline: .now() + .nanoseconds(Int(pause.inNanoseconds))) {
            self.rows.withLock { $0.woke() }
            self.work(all: true)
        }
    }

    /// Writes one batch and comes back for the next, so that `flush` and `close` can step in between.
    private func work(all: Bool) {
        let (batch, isGatheringLeft) = rows.withLock { rows in
            let batch = rows.take(all: all)
            return (batch, all && rows.hasBatch(all: true))
        }
        guard !batch.isEmpty, write(batch) else { return }
        // Once what gathered has been taken, new rows gather again; only full batches go on at once.
        guard isGatheringLeft || rows.withLock({ $0.hasBatch(all: false) }) else { return }
        worker.async { self.work(all: isGatheringLeft) }
    }

    private func drain(until end: Moment) {
        writeParked()
        repeat {
            let batch = rows.withLock { $0.take(all: true) }
            guard !batch.isEmpty, write(batch) else { return }
        } while time.now < end
        arm(.now)
    }

    /// Writes one batch, day by day; false when the disk refused a part, which then waits again.
    private func write(_ batch: [PendingRow]) -> Bool {
        var left = batch[...]
        var stored = 0
        var refused = 0
        while let first = left.first {
            let day = first.day
            let part = left.prefix { $0.day == day }
            if rows.withLock({ $0.isParked(day) }) {
                park(part, of: day, refusal: nil)
                left = left.dropFirst(part.count)
                continue
            }
            let result = write(Array(part), on: day)
            stored += result.count(.stored)
            refused += result.count(.refused)
            left = left.dropFirst(result.fates.count)
            guard result.fates.count < part.count else {
                rows.withLock { $0.committed(day) }
                continue
            }
            guard mayPark(day, after: result) else {
                giveBack(Array(left), stored: stored, refused: refused, refusal: result.error?.description)
                return false
            }
            let rest = left.prefix(part.count - result.fates.count)
            park(rest, of: day, refusal: result.error?.description)
            left = left.dropFirst(rest.count)
        }
        rows.withLock { $0.settle(stored: stored, refused: refused) }
        return true
    }

    private func giveBack(_ left: [PendingRow], stored: Int, refused: Int, refusal: String?) {
        let isTimerNeeded = rows.withLock { rows in
            rows.giveBack(left, stored: stored, refused: refused, refusal: refusal)
            return rows.setWake()
        }
        // The disk may be well again a little later; until then rows gather up to the bound.
        if isTimerNeeded { wakeUp(after: settings.retryTime) }
    }

    /// True when the rest of a day's rows is to be put aside; where the cause is unclear a row may be to blame.
    private func mayPark(_ day: CivilDay, after result: HistoryCommit.Result) -> Bool {
        !result.isUnclear && rows.withLock { $0.refused(day) }
    }

    /// Puts rows aside whose day's file refuses them, and counts those there is no room for as lost.
    private func park(_ part: ArraySlice<PendingRow>, of day: CivilDay, refusal: String?) {
        let (dropped, isTimerNeeded) = rows.withLock { rows in
            (rows.park(part, of: day, refusal: refusal), rows.setParkingWake())
        }
        if !dropped.isEmpty {
            ledger.lost(dropped.count, .writeError)
            for row in dropped { letGo(SpendEntry(row.facts.exchange), row.flightSlot) }
            for row in dropped { row.whenSettled?(.dropped) }
        }
        guard isTimerNeeded else { return }
        worker.asyncAfter(deadline: .now() + .nanoseconds(Int(settings.parkingTime.inNanoseconds))) {
            self.rows.withLock { $0.parkingWoke() }
            self.writeParked()
        }
    }

    /// Tries the parked rows again.
    private func writeParked() {
        let batch = rows.withLock { $0.unpark() }
        if !batch.isEmpty { _ = write(batch) }
    }

    private func write(_ part: [PendingRow], on day: CivilDay) -> HistoryCommit.Result {
        let began = time.now
        let isCharged = writeCharges(of: part)
        let result = commit(part, on: day)
        let stored = result.count(.stored)
        if stored > 0 {
            ledger.stored(stored)
            observe(HistoryFlush(rows: stored, duration: time.now - began))
        }
        let refused = result.count(.refused)
        if refused > 0 { ledger.lost(refused, .writeError) }
        release(part.prefix(result.fates.count), isCharged: isCharged)
        for (row, fate) in zip(part, result.fates) { row.whenSettled?(fate == .refused ? .dropped : .stored) }
        return result
    }

    private func commit(_ part: [PendingRow], on day: CivilDay) -> HistoryCommit.Result {
        desk.withLock { desk in
            let commit = HistoryCommit(
                rows: part.map { desk.archive.prepare($0) },
                day: day,
                now: time.wall,
                isLastTry: desk.refusals >= settings.mostRefusals,
                drill: drill
            )
            let result = commit.run(&desk.archive)
            desk.refusals = result.isUnclear ? desk.refusals + 1 : 0
            return result
        }
    }

    // MARK: rows of the last process

    /// Commits rows of exchanges this process has not accepted, and waits for it.
    ///
    /// They go past the queue, day by day and at most a full batch at once; a row whose id is there already stays as it
    /// is. The fates are those of the first exchanges, in order: where the disk refuses, the rest is left.
    func recover(_ exchanges: [Exchange]) -> [HistoryCommit.Fate] {
        worker.sync {
            var fates: [HistoryCommit.Fate] = []
            var left = exchanges[...]
            while let first = left.first {
                let day = CivilDay(first.timeline.wall)
                let part = left.prefix(settings.batchRows).prefix { CivilDay($0.timeline.wall) == day }
                let result = commit(part.map { PendingRow(recovered: $0) }, on: day)
                fates += result.fates
                left = left.dropFirst(result.fates.count)
                // an error of unclear cause is met a few times and then leaves single rows out, so this ends
                if result.fates.count < part.count, !result.isUnclear { break }
            }
            return fates
        }
    }
}
