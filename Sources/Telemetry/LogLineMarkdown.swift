import Exchange

extension LogField {
    /// The whole of `docs/log-line.md`, made from the fields and the events.
    package static func markdown() -> String {
        var lines = introduction
        lines += ["", "## `weir.request`", "", "One line for every request, written when it ends.", ""]
        lines += ["| field | type | when | form | meaning |", "|---|---|---|---|---|"]
        lines += all.map { field in
            let form = field.form.isEmpty ? "-" : field.form
            return "| `\(field.key)` | \(field.type) | \(field.presence.rawValue) | \(form) | \(field.meaning) |"
        }
        lines += arrays
        lines += [
            "## Other events", "", "| event.name | level | fields behind the envelope | when |", "|---|---|---|---|",
        ]
        lines += EventName.allCases.map { name in
            let fields = name.fields.map { "`\($0)`" }.joined(separator: " ")
            return "| `\(name.rawValue)` | \(name.levels) | \(fields.isEmpty ? "-" : fields) | \(name.meaning) |"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let arrays = [
        "",
        "An element of `weir.upstream.trail` is `{upstream, reason, error_type, status, ms, estimated_cost_usd}`: which",
        "upstream, why it was asked (\(words(ChoiceReason.self))), why it failed or",
        "`none`, the status if a head came, how long the attempt took, and what the provider may charge for it besides",
        "`weir.cost.usd` (USD, 9 decimals): only where weir gave it up after its request was sent and the price is known.",
        "",
        "An element of `weir.upstream.passed_over` is `{upstream, model, reason}`: which upstream, the configured model,",
        "and why it was not asked (\(words(PassReason.self))).",
        "",
    ]

    private static func words<Case: CaseIterable & RawRepresentable>(_ set: Case.Type) -> String
    where Case.RawValue == String {
        Label.raw(set).map { "`\($0)`" }.joined(separator: ", ")
    }

    private static let introduction = [
        "# The log",
        "",
        "weir writes one JSON object a line, to standard output or a file. Every line begins with the same keys in the",
        "same order: `timestamp`, `level`, `event.name`, `message`, `weir.schema`, `service.name`, `service.version`,",
        "`service.instance.id`; then `trace_id`, `span_id` and `trace_flags` when it belongs to a request.",
        "",
        "- A field that has nothing to say is left out; there is no null. Times in milliseconds have up to 3 decimals.",
        "- No body, no header, no query and no key is ever logged; texts that may quote a provider are scrubbed.",
        "- Lines wait in a ring of 8 MiB, one eighth of it for warnings and worse. What finds no room is dropped and",
        "  counted in `weir_log_dropped_total`; no request ever waits for its line.",
    ]
}

extension EventName {
    /// The keys behind the envelope, in order; some are left out when there is nothing to say.
    package var fields: [String] {
        switch self {
        case .start: ["weir.config.hash", "weir.start.listeners", "weir.start.open_file_limit", "weir.start.warnings"]
        case .ready: ["weir.ready.after_ms"]
        case .drain: ["weir.drain.in_flight", "weir.drain.deadline_ms"]
        case .stop: ["weir.stop.reason", "weir.stop.abandoned"]
        case .configApplied: ["weir.config.hash", "weir.config.hash_before"]
        case .configRefused: ["weir.config.hash", "weir.config.problems"]
        case .logstoreDropped: ["weir.logstore.dropped", "weir.logstore.reason"]
        case .storeDegraded: ["weir.store.degraded", "error.message"]
        case .recovered: ["weir.recovered.exchanges", "weir.recovered.crashed"]
        case .retention:
            [
                "weir.retention.days", "weir.retention.failed_days", "weir.retention.exchanges",
                "weir.retention.freed_bytes",
            ]
        case .budgetThreshold:
            [
                "weir.budget.id", "weir.budget.scope", "weir.budget.subject", "weir.budget.threshold_percent",
                "weir.budget.spent_nanousd", "weir.budget.amount_nanousd", "weir.budget.period",
            ]
        case .breakerTransition:
            [
                "weir.breaker", "gen_ai.provider.name", "weir.upstream.id", "weir.breaker.model",
                "weir.breaker.from", "weir.breaker.to", "weir.breaker.reason", "weir.breaker.successes",
                "weir.breaker.failures", "weir.breaker.open_ms",
            ]
        case .auditKey, .auditCredential, .auditChange:
            [
                "weir.audit.actor", "weir.audit.action", "weir.audit.target", "weir.audit.result",
                "weir.audit.detail", "weir.audit.hash_before", "weir.audit.hash_after",
            ]
        case .log: ["weir.log.label", "error.message"]
        }
    }

    /// The levels the event comes with.
    var levels: String {
        switch self {
        case .start, .stop: "info or warning"
        case .ready, .drain, .configApplied: "info"
        case .configRefused, .logstoreDropped: "error"
        case .storeDegraded: "error or notice"
        case .recovered, .budgetThreshold: "warning"
        case .retention: "info or error"
        case .breakerTransition: "warning, notice or info"
        case .auditKey, .auditCredential, .auditChange: "notice or warning"
        case .log: "any"
        }
    }

    /// When it is written.
    var meaning: String {
        switch self {
        case .start: "the process runs and has read its configuration"
        case .ready: "weir accepts requests"
        case .drain: "weir accepts no more requests and finishes those it has"
        case .stop: "the process ends; abandoned = requests that did not finish in time"
        case .configApplied: "another configuration is in force"
        case .configRefused: "a configuration was refused; the hash is of the one that stays in force"
        case .logstoreDropped: "history rows were lost; at most one line per 10 s, with the count since the last"
        case .storeDegraded: "1: the history cannot be written and requests go on; 0: it is written again"
        case .recovered: "the start stored what an earlier process had left in flight"
        case .retention: "retention deleted days or exchanges, or could not"
        case .budgetThreshold: "50, 80 or 100 % of a budget are spent; each once in its period"
        case .breakerTransition:
            "a circuit breaker changed its state: it opened (warning), was isolated (notice) or anything else (info); "
                + "successes and failures are those of its window, open_ms is the time to its next probe"
        case .auditKey:
            "a client key was made, changed, revoked or first used; warning: it was used and is no longer good"
        case .auditCredential:
            "a provider's credential was stored, changed, removed or opened; warning: it could not be"
        case .auditChange: "an admin changed anything else"
        case .log: "anything else; the label names the part of weir that speaks"
        }
    }
}
