import Exchange

extension Catalogue {
    static let http: [Family] = [
        Family(
            .httpRequests,
            "weir_http_requests_total",
            .counter,
            [.method, .route, .status],
            "HTTP requests answered, by route template and status code."
        ),
        Family(
            .httpRequestDuration,
            "weir_http_request_duration_seconds",
            .histogram(.request),
            [.route, .statusClass],
            "Time from the request head received to the last response byte written.",
            exemplars: true
        ),
        Family(.httpRequestsInFlight, "weir_http_requests_in_flight", .gauge, [.route], "Requests now being served."),
        Family(
            .httpRejections,
            "weir_http_rejections_total",
            .counter,
            [.route, Label("reason", Label.raw(Rejection.self))],
            "Requests weir itself refused before any upstream call."
        ),
        Family(
            .httpConnectionsOpen,
            "weir_http_connections_open",
            .gauge,
            [Label("state", ["active", "idle"])],
            "Downstream connections now open."
        ),
        Family(
            .httpConnections,
            "weir_http_connections_total",
            .counter,
            [Label("result", ["accepted", "paused_limit", "paused_files", "tls_failed", "protocol_error"])],
            "Downstream connections, by what became of them; paused_ counts the times accepting stopped for a while."
        ),
    ]

    static let admission: [Family] = [
        Family(
            .authAttempts,
            "weir_auth_attempts_total",
            .counter,
            [Label("method", ["api_key", "jwt", "session", "none"]), Label("result", Label.raw(AuthResult.self))],
            "Authentication attempts, by method and result."
        ),
        Family(
            .issuerKeys,
            "weir_issuer_keys",
            .gauge,
            [.issuer],
            "Keys held of an issuer of tokens that publishes them; 0 before the first fetch."
        ),
        Family(
            .issuerKeysAge,
            "weir_issuer_keys_age_seconds",
            .gauge,
            [.issuer],
            "Time since an issuer's keys were fetched; no series before the first fetch."
        ),
        Family(
            .issuerKeyFetches,
            "weir_issuer_key_fetches_total",
            .counter,
            [.issuer, Label("result", ["ok", "failed"])],
            "Fetches of issuers' keys, by what became of them."
        ),
        Family(
            .ratelimitDecisions,
            "weir_ratelimit_decisions_total",
            .counter,
            [.quotaScope, .quotaResource, Label("decision", Label.raw(QuotaDecision.self))],
            "Decisions of limits, one for each limit that was asked.",
            note: "shadow_deny = would have refused, but is only tried out"
        ),
        Family(
            .quotaSubjects,
            "weir_quota_subjects",
            .gauge,
            [.quotaScope, .quotaResource, Label("state", Label.raw(QuotaState.self))],
            "Subjects of limits by how much they have used; warning is 80 % or more."
        ),
        Family(
            .budgetThresholds,
            "weir_budget_thresholds_total",
            .counter,
            [.quotaScope, Label("threshold_percent", BudgetRule.thresholds.map { "\($0)" })],
            "Shares of budgets that were crossed, each once in a period."
        ),
        Family(
            .budgetCharges,
            "weir_budget_charges_total",
            .counter,
            [Label("result", ["written", "dropped"])],
            "Exchanges that were paid from budgets, by whether that is written down.",
            note: "dropped ones wait in the flight recorder for the next start"
        ),
        Family(
            .budgetChargesWaiting,
            "weir_budget_charges_waiting",
            .gauge,
            [],
            "Exchanges whose cost is not written down yet because the disk refuses, or nobody keeps their rows."
        ),
    ]
}
