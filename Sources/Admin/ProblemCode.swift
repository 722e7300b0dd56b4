/// Every kind of error of the operators' listener; the raw value is the member `code`.
package enum ProblemCode: String, Sendable, CaseIterable {
    /// Something in the request cannot be understood.
    case invalidRequest = "invalid_request"
    /// A parameter of the path's query is unknown, given twice, or out of bounds.
    case invalidParameter = "invalid_parameter"
    /// The body is no JSON text that every reader reads alike.
    case invalidJSON = "invalid_json"
    /// The body is JSON of another shape than is asked for.
    case invalidBody = "invalid_body"
    /// The question to the history has mistakes.
    case invalidQuery = "invalid_query"
    /// The cursor is none of weir's.
    case cursorInvalid = "cursor_invalid"
    /// The cursor belongs to another question.
    case cursorMismatch = "cursor_mismatch"
    /// More than one credential was sent.
    case twoCredentials = "two_credentials"
    /// No credential, or one that is not good.
    case authInvalid = "auth_invalid"
    /// Name or password is wrong.
    case loginFailed = "login_failed"
    /// The credential is good but may not do this.
    case forbidden
    /// A change by cookie that may come from another site.
    case csrfRefused = "csrf_refused"
    /// Nothing is at this path.
    case noRoute = "no_route"
    /// There is no such thing, or not for this administrator.
    case notFound = "not_found"
    /// There is no such target or model.
    case noUpstream = "no_upstream"
    /// The path takes other methods.
    case methodNotAllowed = "method_not_allowed"
    /// The body did not come in time.
    case requestTimeout = "request_timeout"
    /// There is one of that name.
    case nameTaken = "name_taken"
    /// The body names something that is not there.
    case referenceMissing = "reference_missing"
    /// The key is revoked.
    case revoked
    /// What is stored does not allow it.
    case conflict
    /// A request with this idempotency key runs.
    case idempotencyRunning = "idempotency_running"
    /// A request with this idempotency key began, and nobody knows how it ended.
    case idempotencyUnknown = "idempotency_unknown"
    /// It was changed since it was looked at.
    case versionMismatch = "version_mismatch"
    /// The body is too large.
    case bodyTooLarge = "body_too_large"
    /// The body is of another type than is taken.
    case unsupportedMedia = "unsupported_media"
    /// The idempotency key came with another request before.
    case idempotencyMismatch = "idempotency_mismatch"
    /// The change does not say which version it changes.
    case versionRequired = "version_required"
    /// Too many logins.
    case loginLimited = "login_limited"
    /// A fault of weir's own.
    case internalError = "internal_error"
    /// The answer was not there in time.
    case deadline
    /// Too many requests wait.
    case overloaded

    /// The status that goes with it.
    package var status: Int {
        switch self {
        case .invalidRequest, .invalidParameter, .invalidJSON, .invalidBody, .invalidQuery, .cursorInvalid,
            .cursorMismatch, .twoCredentials:
            400
        case .authInvalid, .loginFailed: 401
        case .forbidden, .csrfRefused: 403
        case .noRoute, .notFound, .noUpstream: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .nameTaken, .referenceMissing, .revoked, .conflict, .idempotencyRunning, .idempotencyUnknown:
            409
        case .versionMismatch: 412
        case .bodyTooLarge: 413
        case .unsupportedMedia: 415
        case .idempotencyMismatch: 422
        case .versionRequired: 428
        case .loginLimited: 429
        case .internalError: 500
        case .deadline, .overloaded: 503
        }
    }

    /// The status in words (RFC 9110, section 15).
    var title: String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }

    /// What is shown where nothing closer is known.
    var detail: String {
        switch self {
        case .invalidRequest: "the request cannot be understood"
        case .invalidParameter: "a parameter of the query is unknown, given twice or out of bounds; see errors"
        case .invalidJSON: "the body is no JSON object, or names a member twice"
        case .invalidBody: "the body has mistakes; see errors"
        case .invalidQuery: "the question has mistakes; see errors"
        case .cursorInvalid: "the cursor is none that was handed out"
        case .cursorMismatch: "the cursor belongs to another question"
        case .twoCredentials: "send one credential: a token or a cookie"
        case .authInvalid: "send Authorization: Bearer with an admin token"
        case .loginFailed: "name or password is wrong"
        case .forbidden: "this credential may not do this"
        case .csrfRefused: "a change by cookie needs X-Weir-CSRF and an origin that is this server's own"
        case .noRoute: "the operators' listener has no such path"
        case .notFound: "there is no such thing"
        case .noUpstream: "there is no such upstream or model; see /api/v1/upstreams"
        case .methodNotAllowed: "this path takes other methods; see Allow"
        case .requestTimeout: "the body did not come in time"
        case .nameTaken: "there is one of that name already"
        case .referenceMissing: "the body names something that is not there"
        case .revoked: "the key is revoked, which nothing changes any more"
        case .conflict: "what is stored does not allow it"
        case .idempotencyRunning: "a request with this Idempotency-Key runs; ask again"
        case .idempotencyUnknown:
            "a request with this Idempotency-Key began and its end is not known; look, then use another"
        case .versionMismatch: "it was changed meanwhile; get it again"
        case .bodyTooLarge: "the body is too large"
        case .unsupportedMedia: "send the body as application/json, uncompressed"
        case .idempotencyMismatch: "this Idempotency-Key came with another request"
        case .versionRequired: "send If-Match with the ETag of what is to be changed"
        case .loginLimited: "too many logins; wait"
        case .internalError: "weir failed"
        case .deadline: "the question took too long and was stopped; narrow it down"
        case .overloaded: "too many requests wait already"
        }
    }
}
