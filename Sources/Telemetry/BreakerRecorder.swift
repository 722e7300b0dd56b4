package import Exchange

/// Counts each change of a breaker and each attempt it refused, and tells the changes in the log.
package struct BreakerRecorder: TargetWatcher {
    private let registry: Registry
    private let events: EventLog

    /// Makes a recorder that feeds the registry and writes to the log.
    package init(_ registry: Registry, _ events: EventLog) {
        self.registry = registry
        self.events = events
    }

    /// Counts the change and writes its event.
    package func changed(_ change: TargetChange) {
        registry.withState { $0.addTransition(change) }
        events.emit(.breakerTransition(change))
    }

    /// Counts the attempt that was not made.
    package func refused(_ breaker: TargetChange.Breaker, upstream: String, modelLabel: String) {
        registry.withState { $0.addRefusal(breaker, upstream, modelLabel) }
    }
}
