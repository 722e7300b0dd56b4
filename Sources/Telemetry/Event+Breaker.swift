package import Exchange

extension Event {
    /// A circuit breaker changed its state.
    package static func breakerTransition(_ change: TargetChange) -> Event {
        let level: LogLevel =
            switch change.to {
            case "open": .warning
            case "isolated": .notice
            default: .info
            }
        return Event(
            .breakerTransition,
            level,
            "breaker of \(change.upstream) \(change.modelLabel): \(change.from) to \(change.to), \(change.reason)",
            [
                ("weir.breaker", .text(change.breaker.rawValue)),
                ("gen_ai.provider.name", .text(change.provider)),
                ("weir.upstream.id", .text(change.upstream)),
                ("weir.breaker.model", .text(change.modelLabel)),
                ("weir.breaker.from", .text(change.from)),
                ("weir.breaker.to", .text(change.to)),
                ("weir.breaker.reason", .text(change.reason)),
                ("weir.breaker.successes", .count(Int64(change.successes))),
                ("weir.breaker.failures", .count(Int64(change.failures))),
                change.openFor.map { ("weir.breaker.open_ms", .milliseconds($0.inNanoseconds)) },
            ]
        )
    }
}
