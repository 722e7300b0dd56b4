import Config
import Policy

extension Settings {
    /// What the configuration says of how long the history is kept.
    var retention: Retention {
        Retention(
            days: history.retentionDays,
            bytes: history.retentionBytes > 0 ? Int64(history.retentionBytes) : nil,
            rules: history.retentionRules.map(\.rule)
        )
    }
}
