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
        Family(
            .secretsRows,
            "weir_secrets_rows",
            .gauge,
            [Label("kid")],
            "Sealed secrets by key-encryption key; shows the progress of a rotation.",
            note: "at most 16 keys; what is sealed under others counts as `_other`"
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
        Family(
            .ledgerRecovered,
            "weir_ledger_recovered_total",
            .counter,
            [],
            "Rows committed for exchanges of an earlier process, found open in its flight recorder.",
            note: "not among the accepted: rows written = stored + recovered"
        ),
        Family(.flightSlots, "weir_flight_slots", .gauge, [], "Slots of the flight recorder; 0 when there is none."),
        Family(
            .flightSlotsTaken,
            "weir_flight_slots_taken",
            .gauge,
            [],
            "Slots of exchanges that run or whose rows wait for their commit."
        ),
        Family(
            .flightMissed,
            "weir_flight_missed_total",
            .counter,
            [],
            "Exchanges that found every slot taken; a kill of the process would leave no trace of them."
        ),
    ]
}
