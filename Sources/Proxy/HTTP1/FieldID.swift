/// The header fields weir acts on; every other field passes through as it came.
enum FieldID: UInt8 {
    case other
    case host, contentLength, transferEncoding, connection, keepAlive, proxyConnection, proxyAuthorization
    case proxyAuthenticate, te, trailer, upgrade, expect
    case authorization, xAPIKey, apiKey, googAPIKey
    case acceptEncoding, contentType, contentEncoding, userAgent, cookie, setCookie
    case traceparent, tracestate, baggage, forwarded, via, realIP
    case requestID, anthropicRequestID, altSvc, strictTransportSecurity
    case openAIOrganization, openAIProject, anthropicOrganization, anthropicVersion
    case stainlessLanguage, stainlessVersion
    case sessionID, heliconeSession, litellmSession, claudeCodeSession
    case weirConversation, weirProvider, weirTags, weirUser, weirTimeout, weirOther, stainlessTimeout, shouldRetry
    case forwardedOther, server, location, rateLimit

    /// The id of a field name, in any case; names of other fields are not told apart.
    init(_ name: UnsafeRawBufferPointer) {
        if let known = FieldTable.all.find(name) {
            self = known
        } else if name.count > 7, FieldTable.matches(name.prefix(7), "x-weir-") {
            self = .weirOther
        } else if name.count > 12, FieldTable.matches(name.prefix(12), "x-forwarded-") {
            self = .forwardedOther
        } else if Self.isRateLimit(name) {
            self = .rateLimit
        } else {
            self = .other
        }
    }

    /// True for the fields in which a provider tells how its own limits stand, by the beginnings of their names.
    private static func isRateLimit(_ name: UnsafeRawBufferPointer) -> Bool {
        guard name.count >= 9 else { return false }
        return switch name[0] | 0x20 {
        case UInt8(ascii: "x"): name.count > 12 && FieldTable.matches(name.prefix(12), "x-ratelimit-")
        case UInt8(ascii: "r"): FieldTable.matches(name.prefix(9), "ratelimit")
        case UInt8(ascii: "a"): name.count > 20 && FieldTable.matches(name.prefix(20), "anthropic-ratelimit-")
        default: false
        }
    }

    /// True for the fields that belong to one connection (RFC 9110, 7.6.1), a fixed set: the caller's
    /// `Connection` field cannot add to it, so it cannot strip a credential.
    var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyConnection, .proxyAuthorization, .proxyAuthenticate, .te, .trailer,
            .upgrade, .transferEncoding:
            true
        default: false
        }
    }

    /// True for the fields that may hold a caller's credential.
    var isCredential: Bool {
        switch self {
        case .authorization, .xAPIKey, .apiKey, .googAPIKey: true
        default: false
        }
    }

    /// True for request fields that never go to a provider.
    var staysHere: Bool {
        if isHopByHop || isCredential { return true }
        return switch self {
        case .host, .contentLength, .expect, .acceptEncoding, .cookie, .traceparent, .tracestate, .baggage,
            .forwarded, .forwardedOther, .via, .realIP, .requestID, .weirConversation, .weirProvider,
            .weirTags, .weirUser, .weirTimeout, .weirOther:
            true
        default: false
        }
    }

    /// True for answer fields that never go to a caller: framing is made anew, and accounts with their limits are
    /// private.
    var staysBehind: Bool {
        if isHopByHop { return true }
        return switch self {
        case .contentLength, .setCookie, .altSvc, .strictTransportSecurity, .openAIOrganization, .openAIProject,
            .anthropicOrganization, .requestID, .anthropicRequestID, .weirOther, .traceparent, .tracestate, .server,
            .location, .rateLimit:
            true
        default: false
        }
    }
}

/// The known names, found by length and then by letters.
struct FieldTable: Sendable {
    /// The one table; it never changes.
    static let all = FieldTable()

    private static let names: [(StaticString, FieldID)] = [
        ("host", .host), ("content-length", .contentLength), ("transfer-encoding", .transferEncoding),
        ("connection", .connection), ("keep-alive", .keepAlive), ("proxy-connection", .proxyConnection),
        ("proxy-authorization", .proxyAuthorization), ("proxy-authenticate", .proxyAuthenticate), ("te", .te),
        ("trailer", .trailer), ("upgrade", .upgrade), ("expect", .expect), ("authorization", .authorization),
        ("x-api-key", .xAPIKey), ("api-key", .apiKey), ("x-goog-api-key", .googAPIKey),
        ("accept-encoding", .acceptEncoding), ("content-type", .contentType),
        ("content-encoding", .contentEncoding), ("user-agent", .userAgent), ("cookie", .cookie),
        ("set-cookie", .setCookie), ("traceparent", .traceparent), ("tracestate", .tracestate),
        ("baggage", .baggage), ("forwarded", .forwarded), ("via", .via), ("server", .server), ("location", .location),
        ("x-real-ip", .realIP),
        ("x-request-id", .requestID), ("request-id", .anthropicRequestID), ("alt-svc", .altSvc),
        ("strict-transport-security", .strictTransportSecurity), ("openai-organization", .openAIOrganization),
        ("openai-project", .openAIProject), ("anthropic-organization-id", .anthropicOrganization),
        ("anthropic-version", .anthropicVersion), ("x-stainless-lang", .stainlessLanguage),
        ("x-stainless-package-version", .stainlessVersion), ("x-session-id", .sessionID),
        ("helicone-session-id", .heliconeSession), ("x-litellm-session-id", .litellmSession),
        ("x-claude-code-session-id", .claudeCodeSession), ("x-weir-conversation", .weirConversation),
        ("x-weir-provider", .weirProvider),
        ("x-weir-tags", .weirTags), ("x-weir-user", .weirUser), ("x-weir-timeout-ms", .weirTimeout),
        ("x-stainless-timeout", .stainlessTimeout), ("x-should-retry", .shouldRetry),
    ]

    private let byLength: [[(StaticString, FieldID)]]

    private init() {
        var table = [[(StaticString, FieldID)]](repeating: [], count: 32)
        for entry in Self.names { table[entry.0.utf8CodeUnitCount].append(entry) }
        byLength = table
    }

    /// The id of `name`, or nil when weir does not act on it.
    func find(_ name: UnsafeRawBufferPointer) -> FieldID? {
        guard name.count < byLength.count else { return nil }
        for (known, id) in byLength[name.count] where Self.matches(name, known) { return id }
        return nil
    }

    /// Compares without case; `known` is in lower case.
    static func matches(_ name: UnsafeRawBufferPointer, _ known: StaticString) -> Bool {
        guard name.count == known.utf8CodeUnitCount else { return false }
        let letters = known.utf8Start
        for index in 0..<name.count {
            var byte = name[index]
            if byte &- 65 < 26 { byte |= 0x20 }
            if byte != letters[index] { return false }
        }
        return true
    }

    /// Compares a slice without case.
    static func matches(_ name: Slice<UnsafeRawBufferPointer>, _ known: StaticString) -> Bool {
        matches(UnsafeRawBufferPointer(rebasing: name), known)
    }
}
