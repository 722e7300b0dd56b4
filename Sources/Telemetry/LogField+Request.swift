import Exchange

extension LogField {
    static let identity: [LogField] = [
        LogField(
            "timestamp",
            "string",
            .always,
            "RFC 3339 UTC, 6 decimals, Z",
            "when the line was written, i.e. the request ended"
        ),
        LogField(
            "level",
            "string",
            .always,
            "info warning error",
            "info; warning if the outcome is upstream_error or timeout; error if gateway_error"
        ),
        LogField("event.name", "string", .always, "const weir.request", "OTel EventName; one schema per name"),
        LogField(
            "message",
            "string",
            .always,
            "",
            "human one-liner: `POST /v1/chat/completions 200 success 1234.6 ms`"
        ),
        LogField("weir.schema", "integer", .always, "", "version of this schema, 1"),
        LogField("service.name", "string", .always, "", "semconv resource"),
        LogField("service.version", "string", .always, "", "semconv resource"),
        LogField("service.instance.id", "string", .always, "", "semconv resource"),
        LogField("trace_id", "string", .always, "32 lower hex", "OTel 'trace context in non-OTLP formats'"),
        LogField("span_id", "string", .always, "16 lower hex", "the SERVER span"),
        LogField("trace_flags", "string", .always, "2 hex", "W3C flags"),
        LogField(
            "weir.request.id",
            "string",
            .always,
            "`req_` + ULID",
            "minted by weir for every request; sent back as x-request-id; primary key of the history row"
        ),
        LogField(
            "weir.request.client_id",
            "string",
            .known,
            "<= 128 bytes",
            "the caller's own x-request-id, if valid; a search by id matches both"
        ),
        LogField(
            "weir.conversation.id",
            "string",
            .known,
            "<= 128 bytes",
            "the conversation the caller named, or weir inferred"
        ),
        LogField(
            "weir.shadow_of",
            "string",
            .known,
            "`req_` + ULID",
            "the request this one repeats for comparison; no caller sent it, and nobody gets its answer"
        ),
    ]

    static let request: [LogField] = [
        LogField("http.request.method", "string", .always, "", "known methods, else `_OTHER`"),
        LogField("http.route", "string", .always, "template", "route template, `unmatched` for everything else"),
        LogField("url.path", "string", .always, "no query", "path as received, capped at 256 bytes"),
        LogField("url.scheme", "string", .always, "", "http or https"),
        LogField("network.protocol.version", "string", .always, "1.0 1.1 2", "of the client's connection"),
        LogField("http.response.status_code", "integer", .always, "", "0 if the client left before a status was sent"),
        LogField(
            "weir.outcome",
            "string",
            .always,
            Outcome.allCases.map(\.rawValue).joined(separator: " "),
            "how it ended"
        ),
        LogField(
            "weir.ending",
            "string",
            .always,
            Ending.allCases.map(\.rawValue).joined(separator: " "),
            "how it ended, told apart as finely as weir can"
        ),
        LogField(
            "error.type",
            "string",
            .error,
            "dns connect_refused connect_timeout tls send_timeout response_timeout idle_timeout deadline reset truncated protocol http_400 http_401 http_403 http_404 http_429 http_5xx overloaded error_event breaker_open cancelled internal _other",
            "same values as metrics and spans; present when an attempt or weir itself failed; refusals carry weir.rejection.reason instead"
        ),
        LogField(
            "error.message",
            "string",
            .error,
            "scrubbed, <= 512 bytes",
            "what the caller was told and, behind it, what only the operator is told; after the scrubber"
        ),
        LogField(
            "weir.response.flags",
            "array",
            .always,
            "short codes",
            "why, in one glance; empty when nothing to say; HD when the history row was dropped"
        ),
        LogField(
            "weir.rejection.reason",
            "string",
            .known,
            "auth_missing auth_invalid forbidden quota_exceeded rate_limited concurrency_limit body_too_large invalid_request no_route unknown_model overloaded upstream_saturated accounting_backlog secret_unavailable draining breaker_open no_upstream",
            "why weir refused; same values as weir_http_rejections_total{reason}"
        ),
        LogField("client.address", "string", .always, "IP", "after trusted-proxy rules"),
        LogField("user_agent.original", "string", .known, "<= 256 bytes", "as sent, cut"),
        LogField(
            "weir.client.sdk",
            "string",
            .known,
            "<= 128 bytes",
            "from x-stainless-lang/-package-version or the user agent"
        ),
        LogField("weir.key.id", "string", .known, "", "public id of weir's own key; never the key or its hash"),
        LogField("weir.organisation.id", "string", .known, "", "id of the organisation that the caller belongs to"),
        LogField("weir.team.id", "string", .known, "", "id of the team that the caller belongs to"),
        LogField(
            "weir.user.id",
            "string",
            .known,
            "",
            "id of the user whom the caller is, or of the holder of a token; never a name or an e-mail address"
        ),
        LogField(
            "weir.auth.method",
            "string",
            .always,
            "api_key jwt none",
            "how the caller tried to prove itself; `none` also when it never came to that"
        ),
    ]

    static let model: [LogField] = [
        LogField("gen_ai.operation.name", "string", .inference, "", "chat, embeddings, ..."),
        LogField("gen_ai.provider.name", "string", .inference, "", "provider that answered (or was tried last)"),
        LogField("gen_ai.request.model", "string", .inference, "", "as the client wrote it, <= 128 bytes"),
        LogField("gen_ai.response.model", "string", .inference, "", "as the provider wrote it"),
        LogField("gen_ai.response.id", "string", .inference, "", "as the provider wrote it"),
        LogField("gen_ai.response.finish_reasons", "array", .inference, "", "one per choice"),
        LogField("gen_ai.request.stream", "boolean", .inference, "", "the client asked for a stream"),
        LogField("gen_ai.request.max_tokens", "integer", .known, "tokens", "as the client wrote it"),
    ]
}
