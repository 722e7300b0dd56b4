import Dispatch
package import Exchange
import Policy
import Synchronization

/// Takes finished exchanges into the history: a bounded queue, one writer, group commits into day files.
///
/// The writer is a serial dispatch queue of its own: it holds a thread only while it writes, and its
/// wake-ups (a batch is full, a batch has gathered long enough, the disk may be well again) are that
/// queue's timers, so nothing sleeps and no condition variable is needed. Event loops only ever take one
/// short lock; with the queue empty one in `batchRows` of them also arms the timer.
package final class HistoryWriter: HistoryKeeper {
    private let settings: HistorySettings
    private let ledger: any Ledger
    private let time: any TimeSource
    private let observe: @Sendable (HistoryFlush) -> Void
    private let rows: Mutex<HistoryQueue>
    private let archive: Mutex<HistoryArchive>
    private let worker = DispatchQueue(label: "weir.history")

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
        rows = Mutex(HistoryQueue(settings))
        archive = Mutex(
            HistoryArchive(files: surroundings.files, index: surroundings.index, scrub: surroundings.scrub)
        )
    }

    /// Queues a row; never waits for the disk.
    package func keep(_ exchange: borrowing Exchange) -> RowFate {
        if exchange.capture == .off {
            ledger.droppedAtEnd(.captureOff)
            return .off
        }
        let row = PendingRow(copy exchange)
        let answer = rows.withLock { [ledger] rows in
            let answer = rows.offer(row)
            // Told before the writer can see the row, or `stored` could come first.
            switch answer {
            case .queued: ledger.queued()
            case .dropped(let reason): ledger.droppedAtEnd(reason)
            }
            return answer
        }
        guard case .queued(let wake) = answer else { return .dropped }
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
    package func close(within limit: Duration) {
        let end = time.now + limit
        rows.withLock { $0.close() }
        worker.sync {
            drain(until: end)
            let lost = rows.withLock { $0.abandon() }
            if lost > 0 { ledger.lost(lost, .shutdown) }
            archive.withLock { $0.close() }
        }
    }

    private func arm(_ wake: HistoryQueue.Wake) {
        switch wake {
        case .none: break
        case .now: worker.async { self.work(all: false) }
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
            let day = CivilDay(first.facts.exchange.timeline.wall)
            let part = left.prefix { CivilDay($0.facts.exchange.timeline.wall) == day }
            let result = write(Array(part), on: day)
            stored += result.stored
            refused += result.refused
            left = left.dropFirst(result.stored + result.refused)
            guard result.stored + result.refused == part.count else {
                let isTimerNeeded = rows.withLock { rows in
                    rows.giveBack(Array(left), stored: stored, refused: refused)
                    return rows.setWake()
                }
                // The disk may be well again a little later; until then rows gather up to the bound.
                if isTimerNeeded { wakeUp(after: settings.retryTime) }
                return false
            }
        }
        rows.withLock { $0.settle(stored: stored, refused: refused) }
        return true
    }

    private func write(_ part: [PendingRow], on day: CivilDay) -> (stored: Int, refused: Int) {
        archive.withLock { archive in
            let began = time.now
            let prepared = part.map { archive.prepare($0) }
            let result = HistoryCommit(rows: prepared, day: day, now: time.wall).run(&archive)
            if result.stored > 0 {
                ledger.stored(result.stored)
                observe(HistoryFlush(rows: result.stored, duration: time.now - began))
            }
            if result.refused > 0 { ledger.lost(result.refused, .writeError) }
            return result
        }
    }
}
