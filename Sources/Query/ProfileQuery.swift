/// A question that the sums of a day file can answer without its rows.
///
/// A day file keeps the combinations of values that its exchanges have, its profiles, and beside them the numbers of
/// each exchange. What only asks for fields of a profile is answered from those two, to the last digit.
package struct ProfileQuery: Sendable, Hashable {
    /// Yields the profiles that match: their number, 1 where it counts as an error, and the fields grouped by.
    package let statement: SQLStatement
    /// When the exchanges began, in microseconds; nil for all time.
    package let bounds: Range<Int64>?
    /// The span of time each figure covers, or nil for the whole window.
    package let bucket: TimeBucket?
}

/// What was added up of the exchanges of one group.
package struct GroupSums: Sendable, Hashable {
    /// How many there are.
    package var count: Int64 = 0
    /// How many failed through the provider or weir.
    package var errors: Int64 = 0
    /// All known prompt tokens; nil where none are known.
    package var inputTokens: Int64?
    /// All known generated tokens; nil where none are known.
    package var outputTokens: Int64?
    /// All known costs in nano-dollars; nil where none is known.
    package var cost: Int64?
    /// How many have tokens but no cost.
    package var unpriced: Int64 = 0
    /// How many there are in each bucket of times, by its lower end in microseconds.
    package var latency: [Int64: Int64] = [:]
    /// The same of the time to the first token, of those that have one.
    package var firstToken: [Int64: Int64] = [:]

    /// Begins with nothing.
    package init() {}
}

extension QueryCompiler {
    /// The question as one to the profiles; nil where it asks for what they do not hold.
    func profiles(_ fields: [Grouping], _ bucket: TimeBucket?) -> ProfileQuery? {
        guard fields.allSatisfy({ $0.name.field.isOfProfile }), query.terms.allSatisfy(\.isOfProfile) else {
            return nil
        }
        let values = ["number", Self.failures] + fields.map { Self.value($0) }
        var statement = SQLStatement(
            "SELECT \(values.joined(separator: ", ")) "
                + "FROM (SELECT *, is_cached AS cache_read_tokens, nullif(is_shadow, 0) AS shadow_of FROM profiles) "
                + "WHERE TRUE"
        )
        for term in query.terms where !term.isTime { statement += SQLStatement(" AND ") + hidden(term) }
        return ProfileQuery(statement: statement, bounds: bounds, bucket: bucket)
    }
}

extension QueryField {
    /// True for a field that the profiles of a day file hold.
    fileprivate var isOfProfile: Bool {
        switch self {
        case .status, .outcome, .ending, .provider, .model, .modelRoute, .key, .organisation, .team, .user, .route,
            .stream, .cached, .attempt,
            .retryStop, .error:
            true
        default: false
        }
    }
}

extension Term {
    /// True for a term that a profile decides, or the time.
    fileprivate var isOfProfile: Bool {
        switch condition {
        case .words: return false
        case .has(let name): return name.field.isOfProfile || name.field == .shadowOf
        case .matches(let name, let matches):
            if name.field == .time { return true }
            // A pattern of errors also looks into their messages.
            return name.field.isOfProfile && (name.field != .error || matches.allSatisfy(\.isEquality))
        }
    }
}
