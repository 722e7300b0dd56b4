/// How an exchange ended; one closed set for the metric, the log line and the row.
package enum Outcome: String, Sendable, CaseIterable {
    /// The answer was delivered whole.
    case success
    /// The provider answered 4xx that is the caller's doing; passed through.
    case clientError = "client_error"
    /// Policy said no: authentication, limits, validation.
    case rejected
    /// The provider failed.
    case upstreamError = "upstream_error"
    /// weir failed: overload, draining, an internal fault.
    case gatewayError = "gateway_error"
    /// A deadline or a timer of the upstream ended it.
    case timeout
    /// The caller left first.
    case clientCancelled = "client_cancelled"
    /// weir's process ended before the exchange did; told by the next start.
    case gatewayCrashed = "gateway_crashed"
}

/// How an exchange ended, told apart as finely as weir can; one closed set for the log line and the row.
package enum Ending: String, Sendable, CaseIterable {
    /// The answer was delivered whole.
    case complete
    /// The answer was delivered whole, and the model stopped at its limit of tokens.
    case lengthLimit = "length_limit"
    /// The answer was delivered whole, and the provider's filter stopped or refused it.
    case contentFilter = "content_filter"
    /// The provider answered a status of 4xx or 5xx, which was passed on.
    case providerError = "provider_error"
    /// An error came inside a stream whose status was 200.
    case errorEvent = "error_event"
    /// The caller left first.
    case clientCancelled = "client_cancelled"
    /// The provider's answer broke off.
    case upstreamCut = "upstream_cut"
    /// The provider was silent for too long inside its answer.
    case idleTimeout = "idle_timeout"
    /// The provider did not begin to answer in time.
    case firstTokenTimeout = "first_token_timeout"
    /// The whole took too long.
    case deadline
    /// The provider's answer could not be understood.
    case malformedAnswer = "malformed_answer"
    /// No connection to the provider came about.
    case unreachable
    /// The caller's credential or permission was refused.
    case rejectedAuth = "rejected_auth"
    /// A limit or budget of the caller was reached.
    case rejectedQuota = "rejected_quota"
    /// The request, its head or its body was too large.
    case rejectedSize = "rejected_size"
    /// The request was not understood, or asked for what is not there.
    case rejectedRequest = "rejected_request"
    /// weir had no room, no usable provider key, or no target that may be tried now.
    case rejectedShed = "rejected_shed"
    /// weir was shutting down.
    case shutdown
    /// A fault of weir's own.
    case gatewayFault = "gateway_fault"
    /// weir's process ended before the exchange did.
    case gatewayCrashed = "gateway_crashed"
}

/// What went wrong with an attempt or with weir itself; the value of `error.type`.
package enum ErrorType: String, Sendable, CaseIterable {
    /// The name of the provider's host could not be resolved.
    case dns
    /// The provider refused or never took the TCP connection.
    case connectRefused = "connect_refused"
    /// The connection was not made in time.
    case connectTimeout = "connect_timeout"
    /// The TLS handshake failed.
    case tls
    /// The request was not taken in time.
    case sendTimeout = "send_timeout"
    /// No answer head came in time.
    case responseTimeout = "response_timeout"
    /// The answer went silent for too long.
    case idleTimeout = "idle_timeout"
    /// The overall deadline passed.
    case deadline
    /// The connection was lost.
    case reset
    /// The stream or body ended early.
    case truncated
    /// The answer could not be parsed.
    case protocolError = "protocol"
    /// The provider answered 400.
    case http400 = "http_400"
    /// The provider answered 401.
    case http401 = "http_401"
    /// The provider answered 403.
    case http403 = "http_403"
    /// The provider answered 404.
    case http404 = "http_404"
    /// The provider answered 429.
    case http429 = "http_429"
    /// The provider answered 5xx.
    case http5xx = "http_5xx"
    /// The provider said it is overloaded (529).
    case overloaded
    /// An error came inside a stream whose status was 200.
    case errorEvent = "error_event"
    /// Not tried: the breaker was open.
    case breakerOpen = "breaker_open"
    /// The caller left.
    case cancelled
    /// A fault of weir's own.
    case `internal`
    /// Anything else, any other 4xx included.
    case other = "_other"

    /// The value for an answer's status; nil below 400.
    package init?(status: Int) {
        switch status {
        case ..<400: return nil
        case 400: self = .http400
        case 401: self = .http401
        case 403: self = .http403
        case 404: self = .http404
        case 429: self = .http429
        case 529: self = .overloaded
        case 500...: self = .http5xx
        default: self = .other
        }
    }
}

/// Why weir refused before any upstream call; the value of `weir.rejection.reason`.
package enum Rejection: String, Sendable, CaseIterable {
    /// No credential was sent.
    case authMissing = "auth_missing"
    /// The credential is unknown, malformed, revoked or expired.
    case authInvalid = "auth_invalid"
    /// The key may not do this.
    case forbidden
    /// A budget or quota is used up.
    case quotaExceeded = "quota_exceeded"
    /// Too many requests in the window.
    case rateLimited = "rate_limited"
    /// Too many requests at once.
    case concurrencyLimit = "concurrency_limit"
    /// The body is larger than allowed.
    case bodyTooLarge = "body_too_large"
    /// The request cannot be understood or is not allowed in this form.
    case invalidRequest = "invalid_request"
    /// No such path.
    case noRoute = "no_route"
    /// No provider serves the model.
    case unknownModel = "unknown_model"
    /// weir has no room for the request.
    case overloaded
    /// The target has no room for the request.
    case upstreamSaturated = "upstream_saturated"
    /// Rows wait for the disk beyond the bound.
    case accountingBacklog = "accounting_backlog"
    /// The provider's key cannot be decrypted.
    case secretUnavailable = "secret_unavailable"
    /// weir is shutting down.
    case draining
    /// The target's breaker is open.
    case breakerOpen = "breaker_open"
    /// No target is left to try.
    case noUpstream = "no_upstream"
}

/// How a stream that began ended; the value of `weir.stream.end`.
package enum StreamEnd: String, Sendable, CaseIterable {
    /// The end marker of the dialect was seen and delivered.
    case complete
    /// The caller left.
    case clientDisconnect = "client_disconnect"
    /// The provider's connection was lost.
    case upstreamReset = "upstream_reset"
    /// The provider ended the stream without its end marker.
    case upstreamTruncated = "upstream_truncated"
    /// The provider sent an error event.
    case upstreamErrorEvent = "upstream_error_event"
    /// The provider was silent for too long.
    case idleTimeout = "idle_timeout"
    /// The stream was longer than allowed.
    case maxDuration = "max_duration"
    /// weir was shutting down.
    case draining
}

/// Short codes that name the why at a glance, after Envoy's response flags.
package struct ResponseFlags: OptionSet, Sendable, Hashable {
    /// The set as bits, in the order of `names`.
    package let rawValue: UInt32

    /// Makes a set from its bits.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The codes in the order of the bits.
    package static let names = [
        "RT", "FB", "CB", "RL", "QX", "AU", "NR", "NM", "NU", "UF", "DF", "TF", "UT", "SI", "UR", "UX",
        "UE", "UL", "DC", "DT", "OM", "DR", "CH", "UM", "HD",
    ]

    private static func flag(_ name: String) -> ResponseFlags {
        ResponseFlags(rawValue: 1 << UInt32(names.firstIndex(of: name) ?? 31))
    }

    /// The exchange was tried again.
    package static let retried = flag("RT")
    /// The answer came from another target than the first of the plan.
    package static let fellBack = flag("FB")
    /// A breaker was open.
    package static let breakerOpen = flag("CB")
    /// weir's own limit was reached.
    package static let rateLimited = flag("RL")
    /// Authentication or permission was refused.
    package static let unauthorized = flag("AU")
    /// No such path.
    package static let noRoute = flag("NR")
    /// No such model.
    package static let noModel = flag("NM")
    /// The connection could not be made.
    package static let connectFailure = flag("UF")
    /// The name could not be resolved.
    package static let dnsFailure = flag("DF")
    /// The TLS handshake failed.
    package static let tlsFailure = flag("TF")
    /// The provider did not answer in time.
    package static let upstreamTimeout = flag("UT")
    /// The stream went silent.
    package static let streamIdle = flag("SI")
    /// The provider's connection was lost.
    package static let upstreamReset = flag("UR")
    /// The answer ended early.
    package static let upstreamTruncated = flag("UX")
    /// The stream carried an error event.
    package static let upstreamErrorEvent = flag("UE")
    /// The provider said 429 or 529.
    package static let upstreamLimited = flag("UL")
    /// The caller left.
    package static let clientDisconnect = flag("DC")
    /// The overall deadline passed.
    package static let deadline = flag("DT")
    /// Shed for overload.
    package static let overloaded = flag("OM")
    /// weir was shutting down.
    package static let draining = flag("DR")
    /// The answer held no usage though it should have.
    package static let usageMissing = flag("UM")
    /// The history row was dropped.
    package static let historyDropped = flag("HD")

    /// The codes that are set, in their fixed order.
    package var codes: [String] {
        Self.names.enumerated().filter { rawValue & (1 << UInt32($0.offset)) != 0 }.map(\.element)
    }
}
