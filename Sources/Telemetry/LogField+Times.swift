import Exchange

extension LogField {
    static let times: [LogField] = [
        LogField(
            "weir.time.total_ms",
            "number",
            .always,
            "ms, 3 decimals",
            "request head received to last byte out (or abort)"
        ),
        LogField(
            "weir.time.overhead_ms",
            "number",
            .always,
            "ms",
            "weir's own share; see weir_gateway_overhead_seconds"
        ),
        LogField("weir.time.client_body_ms", "number", .always, "ms", "waiting for the client to send its body"),
        LogField("weir.time.admission_ms", "number", .always, "ms", "waiting for a slot"),
        LogField("weir.time.backoff_ms", "number", .known, "ms", "sleeping between attempts, all pauses together"),
        LogField("weir.time.pool_wait_ms", "number", .upstream, "ms", "last attempt"),
        LogField("weir.time.dns_ms", "number", .known, "ms", "only if a connection was opened"),
        LogField("weir.time.connect_ms", "number", .known, "ms", "TCP, only if a connection was opened"),
        LogField("weir.time.tls_ms", "number", .known, "ms", "TLS handshake, only if a connection was opened"),
        LogField(
            "weir.time.upstream_send_ms",
            "number",
            .upstream,
            "ms",
            "attempt begun to request head and body written, less the waits for connection, DNS, TCP and TLS"
        ),
        LogField("weir.time.upstream_wait_ms", "number", .upstream, "ms", "to the response head (TTFB)"),
        LogField(
            "weir.time.first_token_ms",
            "number",
            .stream,
            "ms",
            "request head received to first content event out"
        ),
        LogField(
            "weir.time.upstream_first_token_ms",
            "number",
            .stream,
            "ms",
            "upstream request sent to first content event in"
        ),
        LogField(
            "weir.time.per_output_token_ms",
            "number",
            .stream,
            "ms",
            "(last - first content event) / (output tokens - 1)"
        ),
        LogField("weir.time.max_gap_ms", "number", .stream, "ms", "longest silence"),
        LogField("weir.time.client_write_blocked_ms", "number", .stream, "ms", "back-pressure from a slow client"),
        LogField(
            "weir.upstream.connection.reused",
            "boolean",
            .upstream,
            "",
            "a pooled connection served the last attempt"
        ),
        LogField(
            "weir.stream.events",
            "integer",
            .stream,
            "",
            "events relayed; 0 for a stream that was asked for and answered without one"
        ),
        LogField(
            "weir.stream.end",
            "string",
            .stream,
            "complete client_disconnect upstream_reset upstream_truncated upstream_error_event idle_timeout max_duration draining",
            "as weir_streams_total{cause}; `complete` also for a stream that was asked for and answered whole without one"
        ),
    ]

    static let sizes: [LogField] = [
        LogField("http.request.body.size", "integer", .always, "bytes", "bytes received"),
        LogField("http.response.body.size", "integer", .always, "bytes", "bytes sent"),
        LogField("gen_ai.usage.input_tokens", "integer", .inference, "tokens", "cached ones included"),
        LogField("gen_ai.usage.output_tokens", "integer", .inference, "tokens", "reasoning included"),
        LogField("gen_ai.usage.cache_read.input_tokens", "integer", .known, "tokens", "subset of input"),
        LogField(
            "gen_ai.usage.cache_creation.input_tokens",
            "integer",
            .known,
            "tokens",
            "subset of input (metric: cache_write)"
        ),
        LogField("gen_ai.usage.reasoning.output_tokens", "integer", .known, "tokens", "subset of output"),
        LogField(
            "weir.usage.source",
            "string",
            .inference,
            "provider partial estimated missing",
            "where the token counts came from; partial = stream cut after some usage was seen"
        ),
        LogField(
            "weir.cost.usd",
            "number",
            .inference,
            "USD, 9 decimals",
            "by the price table; absent, not 0, when no price is known"
        ),
        LogField("weir.price.version", "string", .known, "", "the price table that was used"),
        LogField(
            "weir.cost.reported_usd",
            "number",
            .known,
            "USD, 9 decimals",
            "what the provider itself said it cost"
        ),
        LogField("weir.tools.requested", "integer", .known, "", "tool calls in the answer"),
        LogField(
            "weir.history.persisted",
            "string",
            .always,
            RowFate.allCases.map(\.rawValue).joined(separator: " "),
            "what became of the history row"
        ),
        LogField(
            "weir.sample_rate",
            "number",
            .always,
            "1 = all",
            "weight = 1/sample_rate; always 1, as nothing is sampled"
        ),
        LogField("weir.config.hash", "string", .always, "12 hex", "which configuration served it"),
    ]
}
