import Exchange
import GRDB

/// What exchanges have in common: the values that figures are grouped and filtered by.
struct Profile: Hashable {
    var status: Int64
    var outcome: String
    var ending: String?
    var errorType: String?
    var rejectionReason: String?
    var provider: String?
    var model: String?
    var keyID: String?
    var keyName: String?
    var route: String
    var isStream: Bool
    var isCached: Bool
    var attempts: Int64
    var modelRoute: String?
    var retryStop: String?
    var isShadow: Bool
    var organisationID: String?
    var teamID: String?
    var userID: String?

    /// The profile of an exchange, with the values its row has.
    init(_ exchange: borrowing Exchange) {
        status = Int64(exchange.answer.status)
        outcome = exchange.outcome.rawValue
        ending = exchange.ending.rawValue
        errorType = exchange.errorType?.rawValue
        rejectionReason = exchange.failure?.code.rejection?.rawValue
        provider = exchange.decidingIndex.map { exchange.attempts[$0].provider }
        model = exchange.ask.model
        keyID = exchange.caller?.keyID
        keyName = exchange.caller?.keyName
        route = exchange.ask.route.rawValue
        isStream = exchange.ask.isStream
        isCached = (exchange.usage?.cacheRead ?? 0) > 0
        attempts = Int64(exchange.attempts.count)
        modelRoute = exchange.modelRoute
        retryStop = exchange.retryStop?.rawValue
        isShadow = exchange.shadowOf != nil
        organisationID = exchange.caller?.principals.organisation?.id
        teamID = exchange.caller?.principals.team?.id
        userID = exchange.caller?.principals.user?.id
    }

    /// The columns of `exchanges` that `init(_:)` reads, in their order.
    static let source = """
        status, outcome, ending, error_type, rejection_reason, provider, model, key_id, key_name, route, is_stream,
        coalesce(cache_read_tokens, 0) > 0, attempts, model_route, retry_stop, shadow_of IS NOT NULL,
        organisation_id, team_id, user_id
        """

    /// Reads a row that begins with the columns of `source`, or of `columns` behind `skipping` others.
    init(_ row: Row, skipping start: Int = 0) {
        status = row[start]
        outcome = row[start + 1]
        ending = row[start + 2]
        errorType = row[start + 3]
        rejectionReason = row[start + 4]
        provider = row[start + 5]
        model = row[start + 6]
        keyID = row[start + 7]
        keyName = row[start + 8]
        route = row[start + 9]
        isStream = row[start + 10]
        isCached = row[start + 11]
        attempts = row[start + 12]
        modelRoute = row[start + 13]
        retryStop = row[start + 14]
        isShadow = row[start + 15]
        organisationID = row[start + 16]
        teamID = row[start + 17]
        userID = row[start + 18]
    }

    /// The columns of `profiles` behind the number.
    static let columns = """
        status, outcome, ending, error_type, rejection_reason, provider, model, key_id, key_name, route, is_stream,
        is_cached, attempts, model_route, retry_stop, is_shadow, organisation_id, team_id, user_id
        """

    /// The values of `columns`; texts as columns hold them.
    var values: [(any DatabaseValueConvertible)?] {
        let texts = [provider, model, keyID, keyName].map { $0.map(BoundedWords.column) }
        let end: [(any DatabaseValueConvertible)?] = [
            modelRoute.map(BoundedWords.column), retryStop, isShadow, organisationID, teamID, userID,
        ]
        return [status, outcome, ending, errorType, rejectionReason] + texts + [route, isStream, isCached, attempts]
            + end
    }

    /// Feeds what most profiles differ by; this is done for every row.
    func hash(into hasher: inout Hasher) {
        hasher.combine(model)
        hasher.combine(keyID)
        hasher.combine(status)
        hasher.combine(isStream)
        hasher.combine(isCached)
        hasher.combine(attempts)
    }
}
