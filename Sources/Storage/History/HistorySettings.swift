package import Exchange

/// The bounds of the history's writer; every one is a key under `history` in the configuration.
package struct HistorySettings: Sendable, Hashable {
    /// The most rows that wait; further ones are dropped and counted.
    package var maxQueuedRows: Int
    /// The most bytes of bodies that wait; further rows lose their bodies, not themselves.
    package var maxQueuedBytes: Int
    /// The rows of a full batch, which is committed at once; up to four that wait share a commit.
    package var batchRows: Int
    /// How long a row waits for others to share its commit.
    package var batchTime: Duration
    /// How long the writer rests after the disk refused a batch.
    package var retryTime: Duration
    /// How often rows are tried again after errors of unclear cause, before each is tried alone and maybe left out.
    package var mostRefusals = 5
    /// How often a past day's file refuses its rows before they are parked, so that other days' rows go on.
    package var refusalsBeforeParking = 3
    /// The most rows that are parked; further ones are dropped and counted.
    package var mostParkedRows = 1_024
    /// How long parked rows rest before they are tried again.
    package var parkingTime = Duration.seconds(5)
    /// What answers wait for; `committed` has no time in which a batch gathers.
    package var durability = Durability.batched
    /// The slots of the flight recorder, of 1 KiB each.
    ///
    /// So many exchanges that run or wait for their commit are told by the next start when the process is killed.
    package var flightSlots = 16_384

    /// The defaults: 10,000 rows, 64 MiB, 256 rows, 50 ms, 1 s, batched, 16,384 slots.
    package init(
        maxQueuedRows: Int = 10_000,
        maxQueuedBytes: Int = 67_108_864,
        batchRows: Int = 256,
        batchTime: Duration = .milliseconds(50),
        retryTime: Duration = .seconds(1)
    ) {
        self.maxQueuedRows = maxQueuedRows
        self.maxQueuedBytes = maxQueuedBytes
        self.batchRows = batchRows
        self.batchTime = batchTime
        self.retryTime = retryTime
    }
}

/// What the writer has done and what waits for it.
package struct HistoryStatistics: Sendable, Hashable {
    /// Rows that wait or are being written.
    package var queued = 0
    /// Those of them that are parked, because the file of their past day refuses them.
    package var parked = 0
    /// The most rows that may wait.
    package var capacity = 0
    /// Bytes of bodies that wait.
    package var queuedBytes = 0
    /// When the oldest waiting row's request began, or nil when none waits.
    package var oldest: WallTime?
    /// Rows committed.
    package var written: Int64 = 0
    /// Rows dropped because the queue was full.
    package var droppedFull: Int64 = 0
    /// Rows the database refused for good.
    package var droppedError: Int64 = 0
    /// Rows dropped at the end, or after it.
    package var droppedShutdown: Int64 = 0
    /// Bodies dropped while their rows were kept.
    package var bodiesDropped: Int64 = 0
    /// Batches the disk refused, to be tried again.
    package var failures: Int64 = 0
    /// True from a refused batch to the next commit, and while rows are parked.
    package var isDegraded = false
    /// What the database said when it refused last, while `isDegraded`; never a value.
    package var refusal: String?

    /// Makes statistics of nothing.
    package init() {}
}

/// One commit, for histograms.
package struct HistoryFlush: Sendable, Hashable {
    /// The rows of the commit.
    package let rows: Int
    /// How long preparing and committing them took.
    package let duration: Duration
}
