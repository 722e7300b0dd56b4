import Exchange

/// Something that happened to weir itself, for the log; the fields of each kind are fixed.
package struct Event: Sendable {
    /// The value of a field.
    enum Value: Sendable {
        case text(String)
        case count(Int64)
        case milliseconds(Int64)
        case texts([String])
    }

    /// What kind it is.
    package let name: EventName
    /// How much it matters.
    package let level: LogLevel
    /// What happened, in words; scrubbed before it is written.
    package let message: String
    /// The fields behind the envelope, in order.
    let fields: [(key: String, value: Value)]

    init(_ name: EventName, _ level: LogLevel, _ message: String, _ fields: [(String, Value)?] = []) {
        self.name = name
        self.level = level
        self.message = message
        self.fields = fields.compactMap(\.self)
    }
}

/// The kinds of events; the value of `event.name`.
package enum EventName: String, Sendable, CaseIterable {
    /// The process runs and has read its configuration.
    case start = "weir.start"
    /// weir accepts requests.
    case ready = "weir.ready"
    /// weir accepts no more requests and finishes those it has.
    case drain = "weir.drain"
    /// The process ends.
    case stop = "weir.stop"
    /// Another configuration is in force.
    case configApplied = "weir.config.applied"
    /// A configuration was refused; the last good one stays.
    case configRefused = "weir.config.refused"
    /// History rows were lost.
    case logstoreDropped = "weir.logstore.dropped"
    /// The history could not be written, and later could again.
    case storeDegraded = "weir.store.degraded"
    /// What an earlier process left in flight was told.
    case recovered = "weir.recovered"
    /// Retention deleted something, or failed to.
    case retention = "weir.retention"
    /// A circuit breaker changed its state.
    case breakerTransition = "weir.breaker.transition"
    /// A share of a budget was spent.
    case budgetThreshold = "weir.budget.threshold"
    /// A client key was made, changed, revoked, first used, or used in vain.
    case auditKey = "weir.audit.key"
    /// A provider's credential was stored, changed, removed or opened.
    case auditCredential = "weir.audit.credential"
    /// Anything else an admin changed.
    case auditChange = "weir.audit.change"
    /// Anything else worth saying.
    case log = "weir.log"
}
