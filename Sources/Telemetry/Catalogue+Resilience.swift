import Exchange

extension Catalogue {
    static let resilience: [Family] = [
        Family(
            .upstreamRetries,
            "weir_upstream_retries_total",
            .counter,
            [.provider, .retryReason],
            "Attempts started because an earlier one failed, by its error_type."
        ),
        Family(
            .upstreamRetriesExhausted,
            "weir_upstream_retries_exhausted_total",
            .counter,
            [.provider, Label("reason", Label.raw(RetryStop.self))],
            "Requests failed to the client after the last allowed attempt, by what forbade another."
        ),
        Family(
            .upstreamAttemptsPerRequest,
            "weir_upstream_attempts_per_request",
            .histogram(.attempts),
            [.provider],
            "Attempts made for one request.",
            note: "under the provider that answered, or was tried last; requests without an attempt are left out"
        ),
        Family(
            .upstreamRetryBackoff,
            "weir_upstream_retry_backoff_seconds",
            .histogram(.phase),
            [.provider],
            "Time waited before a retry.",
            note: "retries that did not wait are left out"
        ),
        Family(
            .upstreamHedges,
            "weir_upstream_hedges_total",
            .counter,
            [.provider, Label("result", ["won", "lost"])],
            "Attempts begun beside a slow one, by whether theirs was the answer.",
            note: "lost = it failed, or was given up because the other answered first or the caller left"
        ),
        Family(
            .fallbacks,
            "weir_fallbacks_total",
            .counter,
            [.provider, Label("fallback"), .retryReason],
            "Requests moved to another provider, by the error_type that moved them.",
            note: "breaker_open = the first provider was not tried; _other = it had no room for another attempt"
        ),
        Family(
            .shadowRequests,
            "weir_shadow_requests_total",
            .counter,
            [.provider, .model, .outcome],
            "Copies of requests sent for comparison only, by how they ended.",
            note: "besides these, a copy counts where attempts are counted and nowhere else"
        ),
        Family(
            .upstreamLastSuccess,
            "weir_upstream_last_success_timestamp_seconds",
            .gauge,
            [.upstream],
            "Time of the last successful attempt."
        ),
    ]

    static let targets: [Family] = [
        Family(.upstreamInFlight, "weir_upstream_in_flight", .gauge, [.upstream], "Attempts now running."),
        Family(
            .upstreamWaiting,
            "weir_upstream_waiting",
            .gauge,
            [.upstream],
            "Requests that wait until the upstream may be given another attempt."
        ),
        Family(
            .upstreamRatelimitRemaining,
            "weir_upstream_ratelimit_remaining_ratio",
            .gauge,
            [.upstream, Label("resource", Label.raw(Headroom.Resource.self))],
            "Share of the provider's own rate limit left, from its last answer.",
            note: "of several models the least; absent until told, and once the limit is whole again"
        ),
        Family(
            .upstreamRatelimitReset,
            "weir_upstream_ratelimit_reset_timestamp_seconds",
            .gauge,
            [.upstream, Label("resource", Label.raw(Headroom.Resource.self))],
            "Time at which the provider's own rate limit is whole again, from its last answer."
        ),
        Family(
            .breakerState,
            "weir_breaker_state",
            .gauge,
            [.breaker, .upstream, .model, Label("state", Label.breakerStates)],
            "1 for the state the circuit breaker is in, 0 for the others.",
            note: "isolated = held open by an administrator; of the models under `_other` the worst state shows"
        ),
        Family(
            .breakerTransitions,
            "weir_breaker_transitions_total",
            .counter,
            [.breaker, .upstream, .model, Label("to", Label.breakerStates)],
            "Circuit breaker state changes."
        ),
        Family(
            .breakerRejections,
            "weir_breaker_rejections_total",
            .counter,
            [.breaker, .upstream, .model],
            "Attempts refused by an open breaker."
        ),
    ]
}
