package import Exchange

/// What the history keeps, for how long, and how much may wait to be written.
package struct HistorySettings: Sendable, Equatable {
    /// How much of an exchange's words is kept where a key does not say otherwise.
    package var capture = CaptureLevel.full
    /// How many days rows are kept.
    package var retentionDays = 30
    /// The most rows that wait for the writer.
    package var maxQueuedRows = 10_000
    /// The most bytes of rows that wait for the writer.
    package var maxQueuedBytes = 67_108_864

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
