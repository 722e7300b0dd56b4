extension Catalogue {
    static let telemetry: [Family] = [
        Family(.logEvents, "weir_log_events_total", .counter, [.level], "Log events emitted."),
        Family(
            .logDropped,
            "weir_log_dropped_total",
            .counter,
            [
                Label("sink", ["stdout", "file", "sqlite", "otlp"]),
                Label("reason", ["queue_full", "write_error", "sampled"]),
            ],
            "Log events dropped, by sink and reason."
        ),
        Family(.metricsSeries, "weir_metrics_series", .gauge, [], "Time series in the last exposition."),
        Family(
            .metricsSeriesOverflow,
            "weir_metrics_series_overflow_total",
            .counter,
            [Label("metric")],
            "Observations folded into `_other` because a label cap was reached."
        ),
        Family(
            .metricsScrapeDuration,
            "weir_metrics_scrape_duration_seconds",
            .histogram(.overhead),
            [],
            "Time to render an exposition."
        ),
    ]

    static let runtime: [Family] = [
        Family(.configInfo, "weir_config_info", .gauge, [Label("hash")], "Always 1; the running configuration's hash."),
        Family(
            .configLastReloadSuccessful,
            "weir_config_last_reload_successful",
            .gauge,
            [],
            "1 if the last configuration reload succeeded."
        ),
        Family(
            .configLastReloadSuccessTimestamp,
            "weir_config_last_reload_success_timestamp_seconds",
            .gauge,
            [],
            "Time of the last successful configuration reload, or of the start."
        ),
        Family(
            .configReloads,
            "weir_config_reloads_total",
            .counter,
            [Label("result", ["ok", "invalid", "io_error"])],
            "Configuration reloads, by result."
        ),
        Family(.ready, "weir_ready", .gauge, [], "1 when weir accepts traffic (the /readyz answer)."),
        Family(
            .buildInfo,
            "weir_build_info",
            .gauge,
            [Label("version"), Label("revision"), Label("swift_version"), Label("target")],
            "Always 1; what is running."
        ),
    ]

    static let process: [Family] = [
        Family(
            .processCPU,
            "process_cpu_seconds_total",
            .counter,
            [],
            "Total user and system CPU time spent in seconds."
        ),
        Family(.processOpenFDs, "process_open_fds", .gauge, [], "Number of open file descriptors."),
        Family(.processMaxFDs, "process_max_fds", .gauge, [], "Maximum number of open file descriptors."),
        Family(.processVirtualMemory, "process_virtual_memory_bytes", .gauge, [], "Virtual memory size in bytes."),
        Family(
            .processVirtualMemoryMax,
            "process_virtual_memory_max_bytes",
            .gauge,
            [],
            "Maximum amount of virtual memory available in bytes."
        ),
        Family(.processResidentMemory, "process_resident_memory_bytes", .gauge, [], "Resident memory size in bytes."),
        Family(
            .processStartTime,
            "process_start_time_seconds",
            .gauge,
            [],
            "Start time of the process since unix epoch in seconds."
        ),
        Family(.processThreads, "process_threads", .gauge, [], "Number of OS threads in the process."),
    ]
}
