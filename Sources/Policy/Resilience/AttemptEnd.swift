package import Exchange

/// What came of an attempt while nothing of its answer had reached the caller, as the rules of retrying see it.
///
/// What breaks after that point is never tried again; it is told to the breaker alone.
package enum AttemptEnd: Sendable, Hashable {
    /// What the first event of a stream, an error, is about.
    package enum EventKind: Sendable, Hashable, CaseIterable {
        /// The provider failed or has no room.
        case server
        /// The provider limits the rate.
        case rateLimit
        /// The request itself was refused.
        case other
    }

    /// A status of 2xx or 3xx came; a redirect is passed through and never followed.
    case answered
    /// The request as such was refused: 501, 505, or a 4xx that is none of those below.
    case refused
    /// No connection came about: the name, TCP, TLS, or the time for the three; nothing was sent.
    case unreachable
    /// The connection was closed before its answer's head was whole; the request may have been carried out.
    ///
    /// A connection that had served before and dies so without a byte is replaced within the attempt.
    case noAnswer
    /// The answer broke off, or went silent, behind its head.
    case brokenOff
    /// The answer could not be understood.
    case junk
    /// The request was not taken, or not answered with a byte, in time.
    case firstByteTimeout
    /// The provider failed or has no room: 408 and 5xx, 501 and 505 excepted.
    case serverError(status: Int)
    /// 409: something else is being done to the same thing.
    case conflict
    /// 429: too many requests or tokens just now.
    case rateLimited
    /// The credential's quota or money is used up.
    case quotaExhausted
    /// weir's own credential was refused.
    case refusedCredential
    /// 404: the provider does not know the model, or not for this credential.
    case unknownModel
    /// The request is longer than the model takes.
    case contextWindow
    /// The provider's filter refused the request.
    case contentPolicy
    /// The first event of a stream whose status was 200 is an error.
    case errorEvent(EventKind)
    /// It says nothing about the target: the caller left, the deadline passed, weir refused or shuts down.
    case excluded
}

extension AttemptEnd {
    /// Classifies what weir itself saw fail.
    ///
    /// `hasHead` says that the answer's head had come.
    package init(_ code: FailureCode, hasHead: Bool) {
        switch code {
        case .dnsFailed, .connectFailed, .connectTimeout, .tlsFailed: self = .unreachable
        case .sendTimeout, .responseTimeout: self = .firstByteTimeout
        case .upstreamReset, .upstreamTruncated: self = hasHead ? .brokenOff : .noAnswer
        case .idleTimeout: self = .brokenOff
        case .upstreamProtocol: self = .junk
        case .upstreamAuth: self = .refusedCredential
        case .upstreamErrorEvent: self = .errorEvent(.server)
        case .authMissing, .authInvalid, .authThrottled, .forbidden, .invalidRequest, .methodNotAllowed,
            .requestTimeout,
            .bodyTooLarge, .targetTooLong, .unsupportedMedia, .headTooLarge, .notImplemented, .versionNotSupported,
            .noRoute, .unknownModel, .concurrencyLimit, .rateLimited, .quotaExceeded, .overloaded, .accountingBacklog,
            .secretUnavailable, .circuitOpen, .upstreamSaturated, .draining, .deadlineExceeded, .clientGone, .internal:
            self = .excluded
        }
    }

    /// Classifies an answer by its status and by what its body, if it is an error, says.
    ///
    /// `sendsCredential` is false where the caller's own credential went to the provider: what is wrong with that one
    /// is passed on to the caller, and no other is tried.
    package init(status: Int, error: ProviderError? = nil, sendsCredential: Bool = true) {
        let end = Self.of(status, error)
        self = !sendsCredential && (end == .refusedCredential || end == .quotaExhausted) ? .refused : end
    }

    private static func of(_ status: Int, _ error: ProviderError?) -> AttemptEnd {
        switch status {
        case ..<400: return .answered
        case 408: return .serverError(status: status)
        case 402: return .quotaExhausted
        case 409: return .conflict
        case 501, 505, 600...: return .refused
        case 500...: return .serverError(status: status)
        default: break
        }
        if let said = error?.refusal(status: status) { return said }
        switch status {
        case 401, 403: return .refusedCredential
        case 429: return .rateLimited
        default: return .refused
        }
    }

    /// Classifies the error that the first event of a stream says.
    ///
    /// Whatever is not known to be the request's own fault is held to be the provider's.
    package init(event error: ProviderError) {
        self = error.event
    }
}
