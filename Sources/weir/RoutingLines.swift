import Exchange
import Storage

/// What routing has to tell of an exchange beside its attempts: who was not asked, and why nobody else was.
struct RoutingLines {
    let row: HistoryRow
    let paint: Paint

    /// The lines: one for each target that was passed over, and one where another attempt was forbidden.
    var lines: [String] {
        row.passedOver.map(passed) + [row.text(.retryStop).map(stopped)].compactMap(\.self)
    }

    private func passed(_ over: PassedOver) -> String {
        let place = [over.upstream, over.modelLabel].map(LogWords.printable).joined(separator: "  ")
        return "  passed     \(place)  \(paint(.faint, Self.words(over.reason)))"
    }

    private func stopped(_ stop: String) -> String {
        "  stopped    \(paint(.faint, RetryStop(rawValue: stop).map(Self.words) ?? LogWords.printable(stop)))"
    }

    private static func words(_ reason: PassReason) -> String {
        switch reason {
        case .breakerOpen: "its breaker was open"
        case .credentialOpen: "the breaker of its key was open"
        case .isolated: "an admin held it open"
        case .saturated: "it was at its limit of requests"
        case .rateLimited: "a limit on what it is asked for was used up"
        case .surface: "it does not speak the caller's dialect"
        case .noKey: "none of its keys could be opened"
        case .forbidden: "the caller may not use its provider"
        case .residency: "it is not where the caller's data may be"
        }
    }

    private static func words(_ stop: RetryStop) -> String {
        switch stop {
        case .attempts: "as many attempts were made as may be"
        case .deadline: "the deadline left no time for another attempt"
        case .budget: "the retry budget was used up"
        case .notReplayable: "the request could not be sent again"
        case .noTarget: "no other target was left that might be tried"
        }
    }
}
