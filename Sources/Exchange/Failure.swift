/// Why an exchange could not be served: what happened, whose doing it was, what the caller is told.
package struct Failure: Error, Sendable, Equatable {
    /// Whose doing it was.
    package enum Blame: String, Sendable {
        /// The caller's.
        case caller
        /// weir's own.
        case gateway
        /// The provider's.
        case upstream
    }

    /// What happened.
    package let code: FailureCode
    /// What the caller is told; never a secret, never a private cause.
    package let message: String
    /// What the operator is told; scrubbed before it leaves.
    package let cause: String?
    /// When trying again may help.
    package let retryAfter: Duration?

    /// Makes a failure.
    package init(_ code: FailureCode, _ message: String, cause: String? = nil, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
        self.retryAfter = retryAfter
    }

    /// Whose doing it was.
    package var blame: Blame { code.blame }
}

/// Everything that can go wrong, by the stable word in `x-weir-error`.
package enum FailureCode: String, Sendable, CaseIterable {
    /// 401: no credential.
    case authMissing = "auth_missing"
    /// 401: the credential is not good, for whatever reason.
    case authInvalid = "auth_invalid"
    /// 429: the credential is not good, and too many before it from the same address were not.
    case authThrottled = "auth_throttled"
    /// 403: the key may not do this.
    case forbidden
    /// 400: the request cannot be understood.
    case invalidRequest = "invalid_request"
    /// 405: the path does not take this method.
    case methodNotAllowed = "method_not_allowed"
    /// 408: the request did not come in time.
    case requestTimeout = "request_timeout"
    /// 413: the body is too large.
    case bodyTooLarge = "body_too_large"
    /// 414: the target is too long.
    case targetTooLong = "target_too_long"
    /// 415: the body is in a form that cannot be read.
    case unsupportedMedia = "unsupported_media"
    /// 431: the head is too large.
    case headTooLarge = "head_too_large"
    /// 501: the transfer coding or method is not implemented.
    case notImplemented = "not_implemented"
    /// 505: the version is not 1.0, 1.1 or 2.
    case versionNotSupported = "version_not_supported"
    /// 404: no such path.
    case noRoute = "no_route"
    /// 404: no provider serves the model.
    case unknownModel = "unknown_model"
    /// 429: a limit on requests, tokens or money is used up for now.
    case rateLimited = "rate_limited"
    /// 429: a budget is used up for its period.
    case quotaExceeded = "quota_exceeded"
    /// 429: too many requests of this key at once.
    case concurrencyLimit = "concurrency_limit"
    /// 503: weir has no room.
    case overloaded
    /// 503: what is spent cannot be written down, and a strict budget would pay.
    case accountingBacklog = "accounting_backlog"
    /// 503: the provider's key cannot be decrypted.
    case secretUnavailable = "secret_unavailable"
    /// 503: every target that could serve the request is left alone for a while.
    case circuitOpen = "circuit_open"
    /// 503: every target that could serve the request has as much as it may be given.
    case upstreamSaturated = "upstream_saturated"
    /// 503: weir is shutting down.
    case draining
    /// 502: the provider's name could not be resolved.
    case dnsFailed = "dns_failed"
    /// 502: the provider did not take the connection.
    case connectFailed = "connect_failed"
    /// 504: the connection was not made in time.
    case connectTimeout = "connect_timeout"
    /// 502: the TLS handshake failed.
    case tlsFailed = "tls_failed"
    /// 504: the provider did not take the request in time.
    case sendTimeout = "send_timeout"
    /// 504: no answer head in time.
    case responseTimeout = "response_timeout"
    /// 504: the answer went silent.
    case idleTimeout = "idle_timeout"
    /// 504: the overall deadline passed.
    case deadlineExceeded = "deadline_exceeded"
    /// 502: the provider's connection was lost.
    case upstreamReset = "upstream_reset"
    /// 502: the answer ended early.
    case upstreamTruncated = "upstream_truncated"
    /// 502: the answer could not be parsed.
    case upstreamProtocol = "upstream_protocol"
    /// 502: the provider refused weir's own key.
    case upstreamAuth = "upstream_auth"
    /// The provider sent an error event inside a stream.
    case upstreamErrorEvent = "upstream_error_event"
    /// The caller left; nobody reads a status.
    case clientGone = "client_gone"
    /// 500: a fault of weir's own.
    case `internal` = "internal_error"
}
