import Exchange

extension Catalogue {
    static let storage: [Family] = [
        Family(
            .logstoreQueueDepth,
            "weir_logstore_queue_depth",
            .gauge,
            [],
            "Records waiting to be written to the log store."
        ),
        Family(
            .logstoreQueueCapacity,
            "weir_logstore_queue_capacity",
            .gauge,
            [],
            "Most records the log store's queue holds."
        ),
        Family(
            .logstoreOldestPendingTimestamp,
            "weir_logstore_oldest_pending_timestamp_seconds",
            .gauge,
            [],
            "Time the oldest waiting record was made; the present time when none waits.",
            note: "lag = time() - this; a timestamp, so it cannot freeze"
        ),
        Family(
            .logstoreRecords,
            "weir_logstore_records_total",
            .counter,
            [
                Label("kind", ["request", "message", "audit"]),
                Label("result", ["written", "dropped_full", "dropped_error", "dropped_shutdown"]),
            ],
            "Records handed to the log store, by what became of them."
        ),
        Family(
            .logstoreFlushDuration,
            "weir_logstore_flush_duration_seconds",
            .histogram(.database),
            [],
            "Duration of one batch commit."
        ),
        Family(
            .storeDegraded,
            "weir_store_degraded",
            .gauge,
            [],
            "1 while the store cannot be written (disk full, read-only, I/O errors) and weir proxies without it."
        ),
    ]

    static let ledger: [Family] = [
        Family(
            .ledgerAccepted,
            "weir_ledger_accepted_total",
            .counter,
            [],
            "Exchanges begun; at every instant the sum of in flight, queued, stored and dropped."
        ),
        Family(.ledgerInFlight, "weir_ledger_in_flight", .gauge, [], "Exchanges begun and not ended."),
        Family(
            .ledgerQueued,
            "weir_ledger_queued",
            .gauge,
            [],
            "Exchanges ended whose rows wait for the history's writer."
        ),
        Family(
            .ledgerStored,
            "weir_ledger_stored_total",
            .counter,
            [],
            "Exchanges whose rows were committed to the history."
        ),
        Family(
            .ledgerDropped,
            "weir_ledger_dropped_total",
            .counter,
            [Label("reason", Label.raw(DropReason.self))],
            "Exchanges whose rows are not in the history, by reason."
        ),
    ]
}
