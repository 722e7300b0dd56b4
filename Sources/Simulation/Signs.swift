import Exchange
import Support
import Telemetry

/// By what two lives are told apart: every decision and its moment, but neither ids nor civil time.
struct Signs {
    private let lines: [String]

    init(_ world: World) {
        let records = world.recorder.exchanges.map(Self.line)
        let changes = world.diary.entries.map { "\($0.at.nanoseconds) \($0.change)" }
        let answers = world.callers.map { caller in
            caller.reader.messages.map { "\($0.status) \($0.body.count) \($0.isWhole)" }.joined(separator: ", ")
        }
        let counts = world.ledger.snapshot
        let dropped = counts.dropped.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key)" }
        lines = records + changes + answers + ["\(counts.accepted) \(counts.stored) \(dropped)"]
    }

    /// An exchange with its attempts, in one line.
    static func line(_ exchange: Exchange) -> String {
        let attempts = exchange.attempts.map { attempt in
            let times = [attempt.started, attempt.sent, attempt.head, attempt.firstToken, attempt.ended]
            return """
                \(attempt.upstream) \(attempt.modelLabel) \(attempt.reason) \(attempt.status ?? 0) \
                \(attempt.errorType?.rawValue ?? "-") \(times.map { $0?.nanoseconds ?? 0 }) \(attempt.backoff) \
                \(attempt.isProbe) \(attempt.freeRetries)
                """
        }
        return """
            \(exchange.client.requestID ?? "?") \(exchange.timeline.accepted.nanoseconds) \(exchange.timeline.total) \
            \(exchange.outcome) \(exchange.ending) \(exchange.failure?.code.rawValue ?? "-") \
            \(exchange.retryStop?.rawValue ?? "-") \(exchange.passedOver) \(exchange.answer.status) \
            \(exchange.answer.bytes) \(exchange.persisted) \(attempts)
            """
    }

    /// The first thing that is not the same, or nil.
    func difference(from other: Signs) -> String? {
        for (one, two) in zip(lines, other.lines) where one != two { return "`\(two)` instead of `\(one)`" }
        return lines.count == other.lines.count ? nil : "\(other.lines.count) things happen, not \(lines.count)"
    }
}
