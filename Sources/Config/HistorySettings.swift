package import Exchange

/// What the history keeps, for how long, and how much may wait to be written.
package struct HistorySettings: Sendable, Equatable {
    /// How much of an exchange's words is kept where a key does not say otherwise.
    package var capture = CaptureLevel.full
    /// The most that a key, a route or `capture` may ask for.
    package var captureMost = CaptureLevel.full
    /// Other levels for some routes, ordered by route.
    package var captureRoutes: [CaptureRouteSettings] = []
    /// What the level `redacted` takes out.
    package var redaction = RedactionSettings()
    /// How many days the audit trail is kept.
    package var auditRetentionDays = 365
    /// How many days rows are kept.
    package var retentionDays = 30
    /// The most rows that wait for the writer.
    package var maxQueuedRows = 10_000
    /// The most bytes of rows that wait for the writer.
    package var maxQueuedBytes = 67_108_864

    /// What answers wait for before their last byte.
    package var durability = Durability.batched
    /// The slots of the flight recorder.
    package var flightSlots = 16_384
    /// The most bytes all days together take on the disk; 0 is no bound.
    package var retentionBytes = 0
    /// Shorter times for some keys, ordered by name.
    package var retentionRules: [RetentionSettings] = []

    /// The defaults: everything, 30 days.
    package init() {}
}

/// The built-in provider that needs no key.
package struct DemoSettings: Sendable, Equatable {
    /// True when the models `demo-*` are served.
    package var isEnabled = true

    /// The default: on.
    package init() {}
}
