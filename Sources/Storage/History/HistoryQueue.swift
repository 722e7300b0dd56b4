import Exchange
import Policy

/// A row that waits for the writer.
///
/// The facts lie behind a reference: they are wide and full of references of their own, and are handed from
/// queue to batch to writer.
struct PendingRow: Sendable {
    /// The facts, which no longer change.
    final class Facts: Sendable {
        /// The exchange, without its bodies.
        let exchange: Exchange

        fileprivate init(_ exchange: consuming Exchange) { self.exchange = exchange }
    }

    /// The exchange, without its bodies.
    let facts: Facts
    /// The bodies, when they are kept.
    private(set) var captured: Captured?
    /// True when bodies were there and the queue had no room for them.
    private(set) var isBodyDropped = false
    /// True for a row of the last process, which may have been committed by it.
    private(set) var isRecovered = false
    /// Told once what became of the row, or nil when nobody waits.
    let whenSettled: (@Sendable (RowFate) -> Void)?

    /// Takes a finished exchange, and its bodies where they are to be kept.
    init(_ exchange: consuming Exchange, whenSettled: (@Sendable (RowFate) -> Void)? = nil) {
        if exchange.capture.keepsMessages { captured = exchange.captured }
        exchange.captured = nil
        facts = Facts(exchange)
        self.whenSettled = whenSettled
    }

    /// Takes an exchange of the last process; of its bodies nothing is left.
    init(recovered exchange: consuming Exchange) {
        let ask = exchange.ask
        isBodyDropped = exchange.capture.keepsMessages && ask.model != nil && ask.format != .opaque
        isRecovered = true
        exchange.captured = nil
        facts = Facts(exchange)
        whenSettled = nil
    }

    /// Its place in the flight recorder, or nil.
    var flightSlot: FlightSlot? { facts.exchange.flightSlot }

    /// The day it belongs to.
    var day: CivilDay { CivilDay(facts.exchange.timeline.wall) }

    /// The bytes of its bodies.
    var bodyBytes: Int { (captured?.request?.count ?? 0) + (captured?.answer?.count ?? 0) }

    /// Gives the bodies up, for want of room.
    mutating func dropBodies() {
        captured = nil
        isBodyDropped = true
    }
}

/// Decides what may wait, what is dropped and when the writer is woken; holds the waiting rows.
struct HistoryQueue: Sendable {
    /// When the writer is to look.
    enum Wake: Sendable, Equatable {
        /// It looks anyway.
        case none
        /// After the time in which a batch gathers.
        case later
        /// At once: a batch is full.
        case now
        /// At once, for everything that waits by then.
        case soon
    }

    /// What becomes of a row that is offered.
    enum Answer: Sendable, Equatable {
        /// It waits.
        case queued(Wake)
        /// It is not kept.
        case dropped(DropReason)
    }

    /// How many waiting batches may share a commit.
    private static let sharing = 4

    private let settings: HistorySettings
    // Full batches beside the one that gathers, so that taking one moves no other row.
    private var full: [[PendingRow]] = []
    private var gathering: [PendingRow] = []
    private var waiting = 0
    private var writing = 0
    private var bytes = 0
    private var writingBytes = 0
    private var isWakeSet = false
    private var isClosed = false
    private var parking = ParkedDays()
    private(set) var statistics = HistoryStatistics()

    init(_ settings: HistorySettings) {
        self.settings = settings
        statistics.capacity = settings.maxQueuedRows
    }

    private var mostShared: Int { Self.sharing * settings.batchRows }

    /// How many rows wait, parked ones included, or are being written.
    var count: Int { waiting + writing + parking.count }

    /// Takes a row, without its bodies where there is no room for them.
    mutating func offer(_ row: consuming PendingRow) -> Answer {
        if isClosed {
            statistics.droppedShutdown += 1
            return .dropped(.shutdown)
        }
        guard count < settings.maxQueuedRows else {
            statistics.droppedFull += 1
            return .dropped(.queueFull)
        }
        parking.note(row.day)
        var size = row.bodyBytes
        if size > 0, bytes + writingBytes + parking.bytes + size > settings.maxQueuedBytes {
            row.dropBodies()
            size = 0
            statistics.bodiesDropped += 1
        }
        bytes += size
        waiting += 1
        gathering.append(row)
        if gathering.count >= settings.batchRows {
            full.append(gathering)
            gathering = []
        }
        return .queued(wake())
    }

    /// Lends the next batch to the writer; it counts as waiting until `settle` or `giveBack`.
    ///
    /// The batch that still gathers is lent only when `all` wait to be written, and last.
    mutating func take(all: Bool) -> [PendingRow] {
        var batch: [PendingRow] = []
        if !full.isEmpty {
            batch = full.removeFirst()
            // Where batches wait the writer lags: rows are cheaper the more of them share a commit.
            while let next = full.first, batch.count + next.count <= mostShared { batch += full.removeFirst() }
        }
        if all, full.isEmpty, batch.count + gathering.count <= mostShared {
            batch += gathering
            gathering = []
        }
        waiting -= batch.count
        writing = batch.count
        writingBytes = batch.reduce(0) { $0 + $1.bodyBytes }
        bytes -= writingBytes
        return batch
    }

    /// True while there is a batch that `take` would lend.
    func hasBatch(all: Bool) -> Bool { !full.isEmpty || all && !gathering.isEmpty }

    /// Ends the loan: so many rows were committed, so many refused for good.
    mutating func settle(stored: Int, refused: Int) {
        statistics.written += Int64(stored)
        statistics.droppedError += Int64(refused)
        if stored > 0 {
            statistics.isDegraded = false
            statistics.refusal = nil
        }
        writing = 0
        writingBytes = 0
    }

    /// Puts the rest of a loan back at the head; `refusal` is what the database said.
    mutating func giveBack(_ batch: [PendingRow], stored: Int, refused: Int, refusal: String?) {
        settle(stored: stored, refused: refused)
        full.insert(batch, at: 0)
        waiting += batch.count
        bytes += batch.reduce(0) { $0 + $1.bodyBytes }
        statistics.failures += 1
        statistics.isDegraded = true
        statistics.refusal = refusal
    }

    /// True when the day's rows are parked: they are not tried before `unpark`.
    func isParked(_ day: CivilDay) -> Bool { parking.holds(day) }

    /// The disk has refused rows of a day; true when they are to be parked.
    mutating func refused(_ day: CivilDay) -> Bool { parking.refused(day, settings.refusalsBeforeParking) }

    /// Rows of a day were committed.
    mutating func committed(_ day: CivilDay) { parking.committed(day) }

    /// Parks rows of a lent batch; returns those there is no room for, which are dropped.
    ///
    /// `refusal` is what the database said; nil where it was not asked.
    mutating func park(_ rows: ArraySlice<PendingRow>, of day: CivilDay, refusal: String?) -> ArraySlice<PendingRow> {
        writing -= rows.count
        writingBytes -= rows.reduce(0) { $0 + $1.bodyBytes }
        if refusal != nil { statistics.failures += 1 }
        let dropped = parking.park(rows, of: day, atMost: settings.mostParkedRows, refusal: refusal)
        statistics.droppedError += Int64(dropped.count)
        return dropped
    }

    /// Lends all parked rows to the writer, day by day; it parks again what is refused again.
    mutating func unpark() -> [PendingRow] {
        let rows = parking.take()
        writing = rows.count
        writingBytes = rows.reduce(0) { $0 + $1.bodyBytes }
        return rows
    }

    /// Asks for the timer of parked rows; false when none are parked or one is set already.
    mutating func setParkingWake() -> Bool { parking.setWake() }

    /// The timer of parked rows has fired.
    mutating func parkingWoke() { parking.woke() }

    /// A timer has fired that was set by `offer` or `setWake`.
    mutating func woke() { isWakeSet = false }

    /// Asks for a timer; false when one is set already.
    mutating func setWake() -> Bool {
        defer { isWakeSet = true }
        return !isWakeSet
    }

    /// Takes no more rows.
    mutating func close() { isClosed = true }

    /// Drops what waits, at the end.
    mutating func abandon() -> [PendingRow] {
        let rows = parking.take() + full.flatMap(\.self) + gathering
        statistics.droppedShutdown += Int64(rows.count)
        full = []
        gathering = []
        waiting = 0
        bytes = 0
        return rows
    }

    /// The present figures.
    var figures: HistoryStatistics {
        var figures = statistics
        figures.queued = count
        figures.queuedBytes = bytes + writingBytes + parking.bytes
        figures.parked = parking.count
        figures.isDegraded = statistics.isDegraded || parking.count > 0
        figures.refusal = statistics.refusal ?? parking.refusal
        figures.oldest = (parking.oldest ?? full.first?.first ?? gathering.first)?.facts.exchange.timeline.wall
        return figures
    }

    private mutating func wake() -> Wake {
        // While the disk refuses, only the retry timer wakes the writer.
        if gathering.isEmpty, !statistics.isDegraded, settings.durability == .batched { return .now }
        if isWakeSet { return .none }
        isWakeSet = true
        // Where answers wait for the commit, what comes while one is written is the next one's batch.
        return settings.durability == .committed && !statistics.isDegraded ? .soon : .later
    }
}
