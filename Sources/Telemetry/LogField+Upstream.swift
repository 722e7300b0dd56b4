import Exchange

extension LogField {
    static let upstream: [LogField] = [
        LogField(
            "weir.model_route",
            "string",
            .known,
            "<= 128 bytes",
            "the entry of `routes` in the configuration that named the targets"
        ),
        LogField(
            "weir.upstream.id",
            "string",
            .upstream,
            "",
            "configured upstream that was used last; of two that raced, the one that answered"
        ),
        LogField("server.address", "string", .upstream, "host", "upstream host"),
        LogField("weir.upstream.credential.id", "string", .upstream, "", "which stored provider key was used, by id"),
        LogField("weir.upstream.status_code", "integer", .upstream, "", "last attempt's"),
        LogField(
            "weir.upstream.request_id",
            "string",
            .upstream,
            "",
            "the provider's x-request-id / request-id, for their support"
        ),
        LogField(
            "weir.upstream.attempts",
            "integer",
            .upstream,
            "",
            "attempts made, all upstreams together; the silent replacement of a dead kept-alive connection is none"
        ),
        LogField(
            "weir.upstream.trail",
            "array",
            .known,
            "objects {upstream,reason,error_type,status,ms,estimated_cost_usd}",
            "only when attempts > 1; at most 8"
        ),
        LogField(
            "weir.upstream.passed_over",
            "array",
            .known,
            "objects {upstream,model,reason}",
            "targets of the plan that were not asked; at most 16"
        ),
        LogField(
            "weir.upstream.retry_after_ms",
            "number",
            .known,
            "ms",
            "how long a provider asked to wait before another try; of several attempts the last that said so"
        ),
        LogField(
            "weir.retry.stop",
            "string",
            .known,
            RetryStop.allCases.map(\.rawValue).joined(separator: " "),
            "what forbade another attempt; as weir_upstream_retries_exhausted_total{reason}"
        ),
        LogField(
            "weir.fallback.from",
            "string",
            .known,
            "<= 128 bytes",
            "provider the request fell back from: that of the first attempt, when a later one went to another"
        ),
        LogField(
            "weir.breaker.state",
            "string",
            .upstream,
            "closed half_open open isolated",
            "of the target when it was asked: `half_open` for a probe, else `closed`, as no other is asked"
        ),
    ]
}
