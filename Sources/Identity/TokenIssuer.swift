package import Exchange

/// Somebody whose tokens weir believes, and on which terms.
///
/// A shared secret and published keys are two cases of one enum: no issuer has both, so a public key can never be taken
/// for a secret (RFC 8725, section 3.1).
package struct TokenIssuer: Sendable {
    /// With what the issuer's tokens are checked.
    package enum Trust: Sendable {
        /// The keys it publishes at this https URL, and the algorithms it may use; `hs256` is not among them.
        case keySet(url: String, algorithms: Set<TokenAlgorithm>)
        /// A secret of at least 32 bytes, with `hs256` only.
        case secret(Secret)
    }

    /// Which claims name whom a token stands for; each is a string at the top of the claims, but for `models`.
    package struct ClaimNames: Sendable, Hashable {
        /// The claim that names the user.
        package var user: String
        /// The claim that names the team; nil when none does.
        package var team: String?
        /// The claim that names the organisation; nil when none does.
        package var organisation: String?
        /// The claim that lists the only models a token is for, as names or patterns; nil when none does.
        package var models: String?

        /// Makes the names; left out, `sub` names the user and nothing the rest.
        package init(
            user: String = "sub",
            team: String? = nil,
            organisation: String? = nil,
            models: String? = nil
        ) {
            self.models = models
            self.user = user
            self.team = team
            self.organisation = organisation
        }
    }

    /// What is asked of a token beyond its signature.
    package struct Terms: Sendable, Hashable {
        /// What `typ` must say, such as `at+jwt`; nil takes `JWT`, `at+jwt` or nothing.
        package var type: String?
        /// Which claims name whom a token stands for.
        package var claims: ClaimNames
        /// How far the issuer's clock may be off, 0 to 300 s.
        package var leeway: Duration
        /// The most time between a token's making and its end, 1 s to 24 h.
        package var longestLife: Duration

        /// Makes terms; left out, they are those of security practice: 60 s and 24 h.
        package init(
            type: String? = nil,
            claims: ClaimNames = ClaimNames(),
            leeway: Duration = .seconds(60),
            longestLife: Duration = .seconds(86_400)
        ) {
            self.type = type
            self.claims = claims
            self.leeway = leeway
            self.longestLife = longestLife
        }
    }

    /// What the configuration calls it.
    package let name: String
    /// What `iss` must be, byte for byte.
    package let url: String
    /// Of these, `aud` must name one, byte for byte.
    package let audiences: [String]
    /// With what its tokens are checked.
    package let trust: Trust
    /// What else is asked of its tokens.
    package let terms: Terms

    /// Makes an issuer whose parts fit together, or says which one does not.
    package init(
        _ name: String,
        url: String,
        audiences: [String],
        trust: Trust,
        terms: Terms = Terms()
    ) throws(TokenIssuerFault) {
        self.name = name
        self.url = url
        self.audiences = audiences
        self.trust = trust
        self.terms = terms
        if let fault { throw fault }
    }

    /// The algorithms its tokens may be signed with.
    package var algorithms: Set<TokenAlgorithm> {
        switch trust {
        case .keySet(_, let algorithms): algorithms
        case .secret: [.hs256]
        }
    }

    /// Where its keys are published; nil when it shares a secret.
    package var keySetURL: String? {
        guard case .keySet(let url, _) = trust else { return nil }
        return url
    }

    private var fault: TokenIssuerFault? {
        guard name.isVisibleASCII(atMost: 64) else { return .name }
        guard url.isVisibleASCII(atMost: TextBounds.issuer) else { return .url }
        guard 1...TextBounds.audiences ~= audiences.count,
            audiences.allSatisfy({ $0.isVisibleASCII(atMost: TextBounds.audience) })
        else { return .audiences }
        return trustFault ?? termsFault
    }

    private var trustFault: TokenIssuerFault? {
        switch trust {
        case .keySet(let url, let algorithms):
            guard Self.isSafe(url) else { return .keySetURL }
            guard !algorithms.isEmpty else { return .noAlgorithm }
            return algorithms.contains { $0.isSymmetric } ? .secretBesideKeySet : nil
        case .secret(let secret):
            return secret.count >= 32 ? nil : .shortSecret
        }
    }

    private var termsFault: TokenIssuerFault? {
        guard terms.type?.isVisibleASCII(atMost: TextBounds.type) ?? true else { return .type }
        let names = [terms.claims.user, terms.claims.team, terms.claims.organisation, terms.claims.models]
            .compactMap(\.self)
        guard names.allSatisfy({ $0.isVisibleASCII(atMost: 128) }) else { return .claimName }
        guard .zero ... .seconds(300) ~= terms.leeway else { return .leeway }
        return .seconds(1) ... .seconds(86_400) ~= terms.longestLife ? nil : .longestLife
    }

    /// True for `https://host…` without a user, a fragment or anything that is read in two ways.
    private static func isSafe(_ url: String) -> Bool {
        let scheme = "https://"
        guard url.isVisibleASCII(atMost: 2_048), url.utf8.starts(with: scheme.utf8) else { return false }
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard let first = authority.first, first != UInt8(ascii: ":") else { return false }
        return !authority.contains(UInt8(ascii: "@")) && !rest.contains { "#\\ ".utf8.contains($0) }
    }
}
