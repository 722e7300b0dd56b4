import Exchange

extension Passage {
    /// Hands the exchange to its row and to every recorder, once.
    func record() {
        let now = gateway.time.now
        if let since = blockedSince {
            exchange.timeline.writeBlocked += now - since
            blockedSince = nil
        }
        if !exchange.attempts.isEmpty, current.ended == nil {
            current.ended = now
            if current.errorType == nil, let failure = exchange.failure {
                current.errorType = failure.code.errorType ?? .cancelled
            }
        }
        exchange.timeline.ended = now
        exchange.persisted = gateway.history.keep(exchange)
        if exchange.persisted == .dropped { exchange.flags.insert(.historyDropped) }
        for recorder in gateway.recorders { recorder.record(exchange) }
    }
}
