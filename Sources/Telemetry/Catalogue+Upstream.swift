import Exchange

extension Catalogue {
    static let upstream: [Family] = [
        Family(
            .upstreamAttempts,
            "weir_upstream_attempts_total",
            .counter,
            [.provider, .upstream, .errorType],
            "Upstream attempts finished; error_type is none on success."
        ),
        Family(
            .upstreamResponses,
            "weir_upstream_responses_total",
            .counter,
            [.provider, .upstream, .status],
            "Upstream responses by HTTP status code."
        ),
        Family(
            .upstreamAttemptDuration,
            "weir_upstream_attempt_duration_seconds",
            .histogram(.request),
            [.provider, .upstream, .success],
            "Duration of one upstream attempt, from its start to its last byte or failure.",
            exemplars: true
        ),
        Family(
            .upstreamPhaseDuration,
            "weir_upstream_phase_duration_seconds",
            .histogram(.phase),
            [.provider, .phase],
            "Duration of each phase of an upstream attempt; wait ends at the response head.",
            note: "dns/connect/tls only when a connection was opened for this attempt"
        ),
        Family(
            .upstreamTimeToFirstToken,
            "weir_upstream_time_to_first_token_seconds",
            .histogram(.firstToken),
            [.provider, .upstream, .model],
            "Streaming only: upstream request fully sent to the first content-bearing event received."
        ),
        Family(
            .upstreamTimePerOutputToken,
            "weir_upstream_time_per_output_token_seconds",
            .histogram(.perToken),
            [.provider, .upstream, .model],
            "Streaming only: (last - first content event) / (output tokens - 1), once per stream."
        ),
        Family(
            .upstreamStreamMaxGap,
            "weir_upstream_stream_max_gap_seconds",
            .histogram(.gap),
            [.provider, .upstream],
            "Longest silence between two events of one stream.",
            note: "stall detector; one observation per stream, nothing per chunk"
        ),
        Family(.streamsActive, "weir_streams_active", .gauge, [.provider], "Streams now being relayed."),
        Family(
            .streams,
            "weir_streams_total",
            .counter,
            [.provider, Label("cause", Label.raw(StreamEnd.self))],
            "Streams ended, by cause."
        ),
        Family(
            .upstreamConnectionsOpen,
            "weir_upstream_connections_open",
            .gauge,
            [.provider, Label("state", ["connecting", "active", "idle"])],
            "Upstream connections now open."
        ),
        Family(
            .upstreamConnections,
            "weir_upstream_connections_total",
            .counter,
            [.provider, Label("result", ["opened", "dns_failed", "connect_failed", "tls_failed", "timeout"])],
            "Upstream connections tried, by result."
        ),
    ]
}
