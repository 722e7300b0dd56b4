/// How much an event matters; the levels of swift-log, least first.
package enum LogLevel: Int, Sendable, CaseIterable, Comparable {
    /// Finest detail.
    case trace
    /// For whoever looks for a fault.
    case debug
    /// The normal course of things.
    case info
    /// Normal, but worth a look.
    case notice
    /// Something failed and was dealt with.
    case warning
    /// Something failed.
    case error
    /// weir cannot go on.
    case critical

    /// The word in `level`.
    package var name: String {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        case .critical: "critical"
        }
    }

    /// Tells which of two levels matters less.
    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}
