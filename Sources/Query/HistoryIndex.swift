/// The ways into a day file: its indexes, and the tables that are indexes themselves.
///
/// The raw value is the name that stands in SQLite's own account of a statement. A statement is written so that SQLite
/// has one way only: columns of other indexes stand behind a unary `+`. Where an index is missing, the statement is
/// slower and no less right.
package enum HistoryIndex: String, Sendable, CaseIterable {
    /// `(started_us, …)`: the time, with the columns that are filtered by behind it.
    case time = "exchanges_time"
    /// `(started_us) WHERE status >= 400 OR outcome <> 'success'`: the exchanges that went wrong, by time.
    case failed = "exchanges_failed"
    /// `(key_name, started_us)`.
    case keyName = "exchanges_key_name"
    /// `(key_id, started_us) WHERE key_id IS NOT NULL`.
    case keyID = "exchanges_key_id"
    /// `(organisation_id, started_us) WHERE organisation_id IS NOT NULL`.
    case organisation = "exchanges_organisation"
    /// `(team_id, started_us) WHERE team_id IS NOT NULL`.
    case team = "exchanges_team"
    /// `(user_id, started_us) WHERE user_id IS NOT NULL`.
    case user = "exchanges_user"
    /// `(model, started_us)`.
    case model = "exchanges_model"
    /// `(conversation_id) WHERE conversation_id IS NOT NULL`.
    case conversation = "exchanges_conversation"
    /// `(trace_id)`.
    case trace = "exchanges_trace"
    /// `(started_us)` of the exchanges whose routing has something to tell: targets passed over, a stop, a shadow copy.
    case routing = "exchanges_routing"
    /// `(shadow_of) WHERE shadow_of IS NOT NULL`.
    case shadow = "exchanges_shadow_of"
    /// `(reason) WHERE reason <> 'first'` of the table of attempts.
    case attempt = "attempts_reason"
    /// `(request_id)`, the primary key, together with `(client_request_id) WHERE client_request_id IS NOT NULL`.
    case id = "exchanges_client_request"
    /// The rowid of `exchanges`.
    case row = "INTEGER PRIMARY KEY"
    /// The primary key of `tags`: `(name, value, exchange)`.
    case tag = "tags"
    /// The primary key of `tool_names`: `(name, exchange)`.
    case tool = "tool_names"
    /// The full text of prompts and answers.
    case words

    /// The condition of a partial index, which a statement must hold in these words to be served by it.
    var condition: String? {
        switch self {
        case .failed: "(status >= 400 OR outcome <> 'success')"
        case .routing: "(passed_over IS NOT NULL OR retry_stop IS NOT NULL OR shadow_of IS NOT NULL)"
        default: nil
        }
    }
}
