/// Takes each finished exchange once and projects it: a log line, metrics.
///
/// Called on an event loop: it must not block, wait or throw. What it cannot keep it drops and counts.
package protocol Recorder: Sendable {
    /// A request's head was accepted on `route`; not told of shadows, which no caller sent.
    func began(_ route: Route)
    /// A stream began to be relayed from `provider`; `record` follows with `answer.isStream` set. Not told of shadows.
    func streamBegan(_ provider: String)
    /// Takes the exchange at its end.
    func record(_ exchange: borrowing Exchange)
}

extension Recorder {
    /// Does nothing; for recorders that only look at the end.
    package func began(_ route: Route) {}
    /// Does nothing; for recorders that only look at the end.
    package func streamBegan(_ provider: String) {}
}

/// Takes each finished exchange into the history before the recorders see it, so that they can tell its fate.
package protocol HistoryKeeper: Sendable {
    /// Queues the exchange's row, or says why not; never waits. Tells the ledger.
    func keep(_ exchange: borrowing Exchange) -> RowFate
    /// Queues the exchange's row, or says why not; never waits, and tells the ledger.
    ///
    /// Where the answer is `queued`, `whenSettled` is called once, on any thread: with `stored` when the row is
    /// committed, with `dropped` when it is lost. Otherwise it is not called.
    func keep(_ exchange: borrowing Exchange, whenSettled: @escaping @Sendable (RowFate) -> Void) -> RowFate
}

extension HistoryKeeper {
    /// Queues the row; for keepers that know nothing of commits it counts as settled as soon as it waits.
    package func keep(
        _ exchange: borrowing Exchange,
        whenSettled: @escaping @Sendable (RowFate) -> Void
    ) -> RowFate {
        let fate = keep(exchange)
        if fate == .queued { whenSettled(fate) }
        return fate
    }
}

/// What an answer waits for before its last byte goes out.
package enum Durability: String, Sendable, CaseIterable {
    /// For nothing: rows gather and are committed together, at most a moment later.
    case batched
    /// For the commit of its row, which also survives a loss of power.
    case committed
}

/// What became of an exchange's row; the value of `weir.history.persisted`.
package enum RowFate: String, Sendable, CaseIterable {
    /// It waits for the writer's next batch.
    case queued
    /// It is committed; told only where answers wait for that.
    case stored
    /// The queue was full or the store is closed.
    case dropped
    /// The capture level keeps no row.
    case off
}

/// Why a row was lost; the label `reason` of `weir_ledger_dropped_total`.
package enum DropReason: String, Sendable, CaseIterable {
    /// The queue was full.
    case queueFull = "queue_full"
    /// The database refused the batch.
    case writeError = "write_error"
    /// The time to write ran out at the end.
    case shutdown
    /// The capture level keeps no row.
    case captureOff = "capture_off"
}

/// Counts that balance at every instant: accepted = in flight + queued + stored + dropped.
package protocol Ledger: Sendable {
    /// An exchange began.
    func accepted()
    /// An exchange ended and its row waits for the writer.
    func queued()
    /// An exchange ended and its row is not kept.
    func droppedAtEnd(_ reason: DropReason)
    /// Rows that waited were committed.
    func stored(_ count: Int)
    /// Rows that waited were lost.
    func lost(_ count: Int, _ reason: DropReason)
    /// Rows of the last process were committed; they stand beside the sum, since this one did not accept them.
    func recovered(_ count: Int)
}

extension Ledger {
    /// Does nothing; for ledgers of one process alone.
    package func recovered(_ count: Int) {}
}

/// Keeps what is known of the exchanges in flight where it outlives the process.
///
/// Called on event loops: a call is a few stores to memory and never blocks. Where every slot is taken `claim` answers
/// nil, counts it, and the exchange goes on without one.
package protocol FlightRecorder: Sendable {
    /// Takes a slot for an exchange that was accepted.
    func claim(_ exchange: borrowing Exchange) -> FlightSlot?
    /// Writes what has become known: caller, model, attempt, status, bytes, tokens.
    func note(_ exchange: borrowing Exchange, in slot: FlightSlot)
    /// Writes how the exchange ended, before its row is handed on; only `release` may follow.
    func noteEnd(_ exchange: borrowing Exchange, in slot: FlightSlot)
    /// Gives slots back: their rows are committed, or their loss is counted.
    func release(_ slots: [FlightSlot])
}

/// The place of one exchange in the flight recorder's file.
package struct FlightSlot: Sendable, Hashable {
    /// Which slot.
    package let index: Int32
    /// How often the slot had been taken before, so that a slot given back twice is noticed.
    package let generation: UInt32

    /// Names a slot.
    package init(index: Int32, generation: UInt32) {
        self.index = index
        self.generation = generation
    }
}
