package import Exchange

/// Adds each exchange to the metrics, all of it under one hold of the registry's lock.
package struct MetricsRecorder: Recorder {
    private let registry: Registry

    /// Makes a recorder that feeds `registry`.
    package init(_ registry: Registry) {
        self.registry = registry
    }

    /// Counts a request as being served.
    package func began(_ route: Route) {
        registry.withState { $0.add(.httpRequestsInFlight, LabelKey($0.closed.routes[route.index])) }
    }

    /// Counts a stream as being relayed.
    package func streamBegan(_ provider: String) {
        registry.withState { $0.add(.streamsActive, LabelKey($0.symbols.number(provider))) }
    }

    /// Adds the exchange to every family it touches; a shadow only to its own and to those of attempts.
    package func record(_ exchange: borrowing Exchange) {
        let source = ExemplarSource(trace: exchange.trace, wall: exchange.wallEnd)
        let overhead = exchange.overheadNanoseconds
        registry.withState { state in
            let last = state.place(of: exchange)
            if exchange.shadowOf != nil {
                state.addShadow(exchange, last)
                state.addAttempts(exchange, source)
                return
            }
            state.addRequest(exchange, source)
            if exchange.ask.isInference { state.addInference(exchange, last, source) }
            if exchange.ask.isInference || !exchange.attempts.isEmpty {
                let operation = state.closed.operations[exchange.ask.operation.index]
                let stream = state.closed.flag(exchange.ask.isStream)
                state.observe(.gatewayOverhead, LabelKey(operation, stream), overhead, source)
            }
            state.addTokens(exchange, last)
            state.addAttempts(exchange, source)
            state.addTries(exchange, last)
            if exchange.answer.isStream { state.addStream(exchange, last) }
        }
    }
}

extension Exchange {
    /// When the exchange ended, in civil time that cannot run backwards against the timeline.
    var wallEnd: WallTime { wall(at: timeline.ended) }

    /// A moment of the exchange in civil time.
    func wall(at moment: Moment) -> WallTime {
        WallTime(nanoseconds: timeline.wall.nanoseconds &+ (moment.nanoseconds &- timeline.accepted.nanoseconds))
    }

    /// `overhead` in nanoseconds.
    var overheadNanoseconds: Int64 { overhead.inNanoseconds }
}
