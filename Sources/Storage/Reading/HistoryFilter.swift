package import Exchange
import GRDB
import Policy

/// Which exchanges are asked for; what is left out does not narrow.
package struct HistoryFilter: Sendable {
    /// A condition on the status the caller got.
    package enum Status: Sendable, Hashable {
        /// Exactly this one.
        case exact(Int)
        /// The hundreds: 4 for 400 to 499.
        case hundreds(Int)
        /// This one and above.
        case minimum(Int)
    }

    /// Begun at this time or later.
    package var since: WallTime?
    /// Begun before this time.
    package var until: WallTime?
    /// The key's id or name.
    package var key: String?
    /// The model as the caller wrote it.
    package var model: String?
    /// The provider's name.
    package var provider: String?
    /// The status.
    package var status: Status?
    /// How it ended.
    package var outcome: Outcome?
    /// What went wrong.
    package var errorType: ErrorType?
    /// The conversation's id.
    package var conversation: String?
    /// weir's id of the request, or the caller's own.
    package var requestID: String?

    /// Makes a filter that lets everything through.
    package init() {}

    /// The conditions and their values; every value is bound, never part of the statement.
    var conditions: (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments = StatementArguments()
        func add(_ part: String, _ values: (any DatabaseValueConvertible)?...) {
            parts.append(part)
            arguments += StatementArguments(values)
        }
        if let since { add("started_us >= ?", since.microseconds) }
        if let until { add("started_us < ?", until.microseconds) }
        if let key { add("(key_id = ? OR key_name = ?)", key, key) }
        if let model { add("model = ?", model) }
        if let provider { add("provider = ?", provider) }
        if let outcome { add("outcome = ?", outcome.rawValue) }
        if let errorType { add("error_type = ?", errorType.rawValue) }
        if let conversation { add("conversation_id = ?", conversation) }
        if let requestID { add("(request_id = ? OR client_request_id = ?)", requestID, requestID) }
        switch status {
        case nil: break
        case .exact(let status): add("status = ?", status)
        case .hundreds(let digit): add("status >= ? AND status < ?", digit * 100, digit * 100 + 100)
        case .minimum(let status): add("status >= ?", status)
        }
        return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), arguments)
    }

    /// Tells whether exchanges of that day can match.
    func covers(_ day: CivilDay) -> Bool {
        if let since, day < CivilDay(since) { return false }
        if let until, CivilDay(until) < day { return false }
        return true
    }
}
