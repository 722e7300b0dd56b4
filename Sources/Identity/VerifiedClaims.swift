package import Exchange

/// Whom a verified token stands for; every text is the issuer's word and bounded.
package struct VerifiedClaims: Sendable, Hashable {
    /// The issuer, as the configuration calls it; principals of two issuers are never the same.
    package let issuer: String
    /// The user, 1 to 255 bytes of visible text.
    package let user: String
    /// The team, where the issuer names teams.
    package let team: String?
    /// The organisation, where the issuer names organisations.
    package let organisation: String?
    /// The only models the token is for, at least one, where the issuer names models.
    package let models: [String]?
    /// When the token ends, without any leeway.
    package let expires: WallTime

    /// Puts claims together that a verifier has checked.
    package init(
        issuer: String,
        user: String,
        team: String?,
        organisation: String?,
        models: [String]? = nil,
        expires: WallTime
    ) {
        self.models = models
        self.issuer = issuer
        self.user = user
        self.team = team
        self.organisation = organisation
        self.expires = expires
    }
}
