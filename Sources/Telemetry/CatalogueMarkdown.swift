extension Catalogue {
    /// The whole of `docs/metrics.md`, made from the families.
    package static func markdown() -> String {
        var lines = introduction
        for group in groups {
            lines += ["", "## \(group.title)", "", "| family | type | labels | meaning |", "|---|---|---|---|"]
            lines += group.families.map(row)
        }
        lines += ["", "## Labels that configuration decides", "", "| label | meaning |", "|---|---|"]
        lines += openLabels.map { "| `\($0.name)` | \($0.meaning) |" }
        lines += ["", "## Buckets", "", "| set | bounds, in seconds or counts | for |", "|---|---|---|"]
        lines += BucketSet.all.map { set in
            "| \(set.name) | \(set.bounds.map(\.description).joined(separator: ", ")) | \(set.use) |"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What the open labels hold, by name.
    static let openLabels: [(name: String, meaning: String)] = [
        ("provider", "The configured provider's name; `none` before a provider was chosen."),
        ("upstream", "The configured endpoint and credential; never a key."),
        (
            "model",
            "The configured model name or pattern; `_other` for anything else, `_all` on the breakers of credentials. "
                + "Never the caller's words."
        ),
        ("fallback", "The configured name of the provider fallen back to."),
        ("status", "The HTTP status, 3 digits; `000` when the caller left before one was sent."),
        ("hash", "The first 12 hex digits of the configuration's SHA-256."),
        ("metric", "The name of a metric family."),
        ("version", "weir's version."),
        ("revision", "The commit weir was built from."),
        ("swift_version", "The compiler."),
        ("target", "The target triple."),
    ]

    private static let introduction = [
        "# Metrics",
        "",
        "`/metrics` on the admin listener answers text 0.0.4, or OpenMetrics 1.0 where `Accept` prefers it, with gzip",
        "where `Accept-Encoding` allows it. At most 3 scrapes are served at once; more are answered 503.",
        "",
        "- A family has at most \(labelSetLimit) label sets and \(pairLimit) pairs of provider and model are told apart.",
        "  What lies beyond is counted under `\(other)`, and `weir_metrics_series_overflow_total` says how often.",
        "- Nothing a caller can choose becomes a label: no key, user, address, raw path or raw model name.",
        "- Series of closed sets exist at 0 from the start, for every configured provider and upstream.",
        "- An unknown value is an absent series, never 0 or `+Inf`.",
        "- Families marked *exemplars* carry, per bucket, `trace_id` and `span_id` of the slowest observation of the",
        "  last minute (OpenMetrics only); the log line of that request has the same two.",
    ]

    private static func row(_ family: Family) -> String {
        var kind = family.kind.name
        if let buckets = family.buckets { kind += " (\(buckets.name))" }
        if family.hasExemplars { kind += ", exemplars" }
        let labels = family.labels.map(cell).joined(separator: "; ")
        var meaning = family.help
        if let note = family.note { meaning += " (\(note))" }
        return "| `\(family.name)` | \(kind) | \(labels.isEmpty ? "-" : labels) | \(escaped(meaning)) |"
    }

    private static func cell(_ label: Label) -> String {
        if label.isOpen { return "`\(label.name)`" }
        return "`\(label.name)` = " + label.values.map { "`\($0)`" }.joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
