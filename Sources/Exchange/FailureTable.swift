extension FailureCode {
    /// The status the caller gets; 499 where nobody is left to read it.
    package var status: Int {
        switch self {
        case .authMissing, .authInvalid: 401
        case .forbidden: 403
        case .invalidRequest: 400
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .bodyTooLarge: 413
        case .targetTooLong: 414
        case .unsupportedMedia: 415
        case .headTooLarge: 431
        case .concurrencyLimit, .rateLimited, .authThrottled, .quotaExceeded: 429
        case .noRoute, .unknownModel: 404
        case .clientGone: 499
        case .internal: 500
        case .notImplemented: 501
        case .versionNotSupported: 505
        case .overloaded, .accountingBacklog, .secretUnavailable, .draining, .circuitOpen, .upstreamSaturated: 503
        case .connectTimeout, .sendTimeout, .responseTimeout, .idleTimeout, .deadlineExceeded: 504
        case .dnsFailed, .connectFailed, .tlsFailed, .upstreamReset, .upstreamTruncated, .upstreamProtocol,
            .upstreamAuth, .upstreamErrorEvent:
            502
        }
    }

    /// Whose doing it is.
    package var blame: Failure.Blame {
        switch self {
        case .overloaded, .accountingBacklog, .secretUnavailable, .draining, .internal, .upstreamSaturated: .gateway
        case .circuitOpen: .upstream
        default: rejection != nil || self == .clientGone ? .caller : .upstream
        }
    }

    /// How an exchange that fails so is counted.
    package var outcome: Outcome {
        switch self {
        case .clientGone: .clientCancelled
        case .overloaded, .accountingBacklog, .secretUnavailable, .draining, .internal, .upstreamSaturated:
            .gatewayError
        case .circuitOpen: .upstreamError
        case .connectTimeout, .sendTimeout, .responseTimeout, .idleTimeout, .deadlineExceeded: .timeout
        default: rejection != nil ? .rejected : .upstreamError
        }
    }

    /// How an exchange that fails so ended, told as finely as weir can.
    package var ending: Ending {
        switch self {
        case .authMissing, .authInvalid, .authThrottled, .forbidden: .rejectedAuth
        case .concurrencyLimit, .rateLimited, .quotaExceeded: .rejectedQuota
        case .bodyTooLarge, .targetTooLong, .headTooLarge: .rejectedSize
        case .invalidRequest, .methodNotAllowed, .requestTimeout, .unsupportedMedia, .notImplemented,
            .versionNotSupported, .noRoute, .unknownModel:
            .rejectedRequest
        case .overloaded, .accountingBacklog, .secretUnavailable, .circuitOpen, .upstreamSaturated: .rejectedShed
        case .draining: .shutdown
        case .dnsFailed, .connectFailed, .connectTimeout, .tlsFailed: .unreachable
        case .sendTimeout, .responseTimeout: .firstTokenTimeout
        case .idleTimeout: .idleTimeout
        case .deadlineExceeded: .deadline
        case .upstreamReset, .upstreamTruncated: .upstreamCut
        case .upstreamProtocol: .malformedAnswer
        case .upstreamAuth: .providerError
        case .upstreamErrorEvent: .errorEvent
        case .clientGone: .clientCancelled
        case .internal: .gatewayFault
        }
    }

    /// The reason when weir refused before any upstream call, else nil.
    package var rejection: Rejection? {
        switch self {
        case .authMissing: .authMissing
        case .authInvalid, .authThrottled: .authInvalid
        case .forbidden: .forbidden
        case .invalidRequest, .methodNotAllowed, .requestTimeout, .targetTooLong,
            .unsupportedMedia, .headTooLarge, .notImplemented, .versionNotSupported:
            .invalidRequest
        case .bodyTooLarge: .bodyTooLarge
        case .noRoute: .noRoute
        case .unknownModel: .unknownModel
        case .concurrencyLimit: .concurrencyLimit
        case .rateLimited: .rateLimited
        case .quotaExceeded: .quotaExceeded
        case .overloaded: .overloaded
        case .accountingBacklog: .accountingBacklog
        case .secretUnavailable: .secretUnavailable
        case .circuitOpen: .breakerOpen
        case .upstreamSaturated: .upstreamSaturated
        case .draining: .draining
        default: nil
        }
    }

    /// The value of `error.type`, or nil for refusals.
    package var errorType: ErrorType? {
        switch self {
        case .dnsFailed: .dns
        case .connectFailed: .connectRefused
        case .connectTimeout: .connectTimeout
        case .tlsFailed: .tls
        case .sendTimeout: .sendTimeout
        case .responseTimeout: .responseTimeout
        case .idleTimeout: .idleTimeout
        case .deadlineExceeded: .deadline
        case .upstreamReset: .reset
        case .upstreamTruncated: .truncated
        case .upstreamProtocol: .protocolError
        case .upstreamAuth: .http401
        case .upstreamErrorEvent: .errorEvent
        case .circuitOpen: .breakerOpen
        case .clientGone: .cancelled
        case .internal: .internal
        default: nil
        }
    }

    /// True when the same request may succeed a little later.
    package var isRetryable: Bool {
        switch self {
        case .overloaded, .accountingBacklog, .draining, .concurrencyLimit, .rateLimited, .authThrottled,
            .requestTimeout, .circuitOpen, .upstreamSaturated:
            true
        default: blame == .upstream && self != .upstreamAuth
        }
    }

    /// The flag that names it at a glance.
    package var flag: ResponseFlags {
        switch self {
        case .authMissing, .authInvalid, .authThrottled, .forbidden: .unauthorized
        case .concurrencyLimit, .rateLimited, .quotaExceeded: .rateLimited
        case .noRoute: .noRoute
        case .unknownModel: .noModel
        case .overloaded, .accountingBacklog, .upstreamSaturated: .overloaded
        case .circuitOpen: .breakerOpen
        case .draining: .draining
        case .dnsFailed: .dnsFailure
        case .connectFailed, .connectTimeout: .connectFailure
        case .tlsFailed: .tlsFailure
        case .sendTimeout, .responseTimeout: .upstreamTimeout
        case .idleTimeout: .streamIdle
        case .deadlineExceeded: .deadline
        case .upstreamReset: .upstreamReset
        case .upstreamTruncated: .upstreamTruncated
        case .upstreamErrorEvent: .upstreamErrorEvent
        case .clientGone: .clientDisconnect
        default: []
        }
    }
}
