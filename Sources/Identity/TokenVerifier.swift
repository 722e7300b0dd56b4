import Dialects
package import Exchange

/// Checks tokens of the issuers that are trusted, each with exactly one key that was chosen before.
///
/// There is no default key and no trying of several. The signature comes first, the claims behind it.
package struct TokenVerifier: Sendable {
    /// The most issuers that can be trusted.
    package static let mostIssuers = 32

    /// A token whose issuer is known and may sign as the token says.
    package struct Addressed: Sendable {
        /// What the token says.
        package let token: UnverifiedToken
        /// Who is to have made it.
        package let issuer: TokenIssuer
        /// With which key it is to be checked.
        package let key: KeyNeeded
    }

    /// Which key a token is to be checked with.
    package enum KeyNeeded: Sendable {
        /// The issuer's shared secret.
        case secret(VerifyingKey)
        /// That of the issuer's published keys which has this `kid`.
        case published(kid: String)
    }

    let issuers: [TokenIssuer]
    private let secrets: [VerifyingKey?]

    /// Makes a verifier for issuers of different names and different `iss`.
    package init(_ issuers: [TokenIssuer]) throws(TokenIssuerFault) {
        guard issuers.count <= Self.mostIssuers else { throw .tooMany }
        let hasTwins = Set(issuers.map(\.name)).count < issuers.count || Set(issuers.map(\.url)).count < issuers.count
        if hasTwins { throw .twice }
        self.issuers = issuers
        secrets = issuers.map { issuer in
            guard case .secret(let secret) = issuer.trust else { return nil }
            return VerifyingKey(secret: secret)
        }
    }

    /// Finds the issuer of a token and whether it may sign so, without any key.
    package func address(_ token: UnverifiedToken) throws(TokenRefusal) -> Addressed {
        guard let place = issuers.firstIndex(where: { $0.url.isExactly(token.claims.issuer) }) else {
            throw .unknownIssuer
        }
        let issuer = issuers[place]
        guard issuer.algorithms.contains(token.algorithm) else { throw .forbiddenAlgorithm }
        guard Self.isType(token.type, for: issuer) else { throw .wrongType }
        // the only key there is; a `kid` could not choose another
        if let secret = secrets[place] { return Addressed(token: token, issuer: issuer, key: .secret(secret)) }
        guard let keyID = token.keyID else { throw .missingKeyID }
        return Addressed(token: token, issuer: issuer, key: .published(kid: keyID))
    }

    /// Checks the signature with `key` and then the claims.
    package func verify(
        _ addressed: Addressed,
        with key: VerifyingKey,
        at wall: WallTime
    ) throws(TokenRefusal) -> VerifiedClaims {
        let token = addressed.token
        try key.check(token.signature, over: token.signed, by: token.algorithm)
        try Self.checkClaims(of: token.claims, for: addressed.issuer, at: wall)
        return try Self.principals(of: token.claims, for: addressed.issuer)
    }

    /// `application/` may be left out, and case is of no account (RFC 7515, section 4.1.9).
    private static func isType(_ type: String?, for issuer: TokenIssuer) -> Bool {
        let wanted = issuer.terms.type.map { [short($0)] } ?? ["JWT", "at+jwt"]
        guard let type else { return issuer.terms.type == nil }
        return wanted.contains { $0.isExactlyIgnoringCase(short(type)) }
    }

    private static func short(_ type: String) -> String {
        let prefix = "application/"
        guard String(type.prefix(prefix.count)).isExactlyIgnoringCase(prefix) else { return type }
        return String(type.dropFirst(prefix.count))
    }

    private static func checkClaims(
        of claims: TokenClaims,
        for issuer: TokenIssuer,
        at wall: WallTime
    ) throws(TokenRefusal) {
        guard claims.audiences.contains(where: { audience in issuer.audiences.contains { $0.isExactly(audience) } })
        else { throw .wrongAudience }
        // whole seconds, all within the years 1970 to 9999, so no sum overflows
        let now = max(0, wall.seconds)
        let leeway = issuer.terms.leeway.components.seconds
        guard now < claims.expires + leeway else { throw .expired }
        guard now + leeway >= claims.notBefore ?? 0 else { throw .notYetValid }
        guard now + leeway >= claims.issuedAt ?? 0 else { throw .issuedInFuture }
        // without `iat` the token's life is at least what is left of it
        let start = claims.issuedAt ?? now
        let slack = claims.issuedAt == nil ? leeway : 0
        guard claims.expires - start <= issuer.terms.longestLife.components.seconds + slack else { throw .wrongLife }
        guard claims.expires >= max(claims.issuedAt ?? 0, claims.notBefore ?? 0) else { throw .wrongLife }
    }

    private static func principals(
        of claims: TokenClaims,
        for issuer: TokenIssuer
    ) throws(TokenRefusal) -> VerifiedClaims {
        let names = issuer.terms.claims
        return VerifiedClaims(
            issuer: issuer.name,
            user: try principal(names.user, in: claims),
            team: try optional(names.team, in: claims),
            organisation: try optional(names.organisation, in: claims),
            models: try models(names.models, in: claims),
            expires: WallTime(nanoseconds: min(claims.expires, 9_223_372_036) * 1_000_000_000)
        )
    }

    /// A claim that is configured must be there: without it the token would escape what its team may not do.
    private static func optional(_ name: String?, in claims: TokenClaims) throws(TokenRefusal) -> String? {
        guard let name else { return nil }
        return try principal(name, in: claims)
    }

    /// One name or a list of them; an empty list is refused, as elsewhere it would allow everything.
    private static func models(_ name: String?, in claims: TokenClaims) throws(TokenRefusal) -> [String]? {
        guard let name else { return nil }
        guard let value = claims.all[name] else { throw .missingPrincipal }
        let elements = value.elements ?? [value]
        guard 1...Attributes.mostEntries ~= elements.count else { throw .malformedPrincipal }
        var models: [String] = []
        for element in elements {
            guard let text = element.text, text.isVisible(atMost: Attributes.longestEntry) else {
                throw .malformedPrincipal
            }
            models.append(text)
        }
        return models
    }

    private static func principal(_ name: String, in claims: TokenClaims) throws(TokenRefusal) -> String {
        guard let value = claims.all[name] else { throw .missingPrincipal }
        guard let text = value.text, text.isVisible(atMost: TextBounds.principal) else { throw .malformedPrincipal }
        return text
    }
}
