import Exchange

/// How a caller proved itself; the value of `weir.auth.method` and of `method` in `weir_auth_attempts_total`.
enum AuthMethod: String, Sendable, CaseIterable {
    /// With one of weir's own keys.
    case apiKey = "api_key"
    /// With a token that an issuer signed.
    case token = "jwt"
    /// Not at all.
    case none
}

extension Exchange {
    /// How the caller tried to prove itself, or nil when it never came to that.
    ///
    /// A request that was refused before its credential was looked at has made no attempt.
    var authMethod: AuthMethod? {
        let shown = credential == .token ? AuthMethod.token : .apiKey
        if caller != nil { return shown }
        switch auth {
        case .ok: return AuthMethod.none
        case .missing: return failure?.code == .authMissing ? AuthMethod.none : nil
        default: return shown
        }
    }
}
