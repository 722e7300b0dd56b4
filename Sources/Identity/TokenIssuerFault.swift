/// Why an issuer cannot be trusted as it is described.
package enum TokenIssuerFault: Error, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Its name is empty, too long or not visible ASCII.
    case name
    /// What `iss` must be is empty, too long or not visible ASCII.
    case url
    /// There is no audience, one too many, or one that is not visible ASCII.
    case audiences
    /// Its keys are not published at a plain https URL.
    case keySetURL
    /// No algorithm is allowed.
    case noAlgorithm
    /// A shared secret is to be used beside published keys.
    case secretBesideKeySet
    /// The secret has fewer than 32 bytes.
    case shortSecret
    /// What `typ` must say is empty, too long or not visible ASCII.
    case type
    /// A claim's name is empty, too long or not visible ASCII.
    case claimName
    /// The leeway is out of its bounds.
    case leeway
    /// The longest life is out of its bounds.
    case longestLife
    /// Two issuers have the same name or the same `iss`.
    case twice
    /// There are more issuers than may be.
    case tooMany

    /// What is wrong and what would be right.
    package var description: String {
        switch self {
        case .name: "the issuer's name must be 1 to 64 visible ASCII characters"
        case .url: "the issuer must be 1 to 512 visible ASCII characters, exactly as `iss` says it"
        case .audiences: "1 to 16 audiences are needed, each 1 to 512 visible ASCII characters"
        case .keySetURL: "the key set's URL must begin with https:// and have a host, no user and no fragment"
        case .noAlgorithm: "at least one of RS256, PS256, ES256 and EdDSA must be allowed"
        case .secretBesideKeySet: "HS256 needs a secret of its own and is never used beside a key set"
        case .shortSecret: "the secret must have at least 32 bytes"
        case .type: "the type must be 1 to 64 visible ASCII characters"
        case .claimName: "a claim's name must be 1 to 128 visible ASCII characters"
        case .leeway: "the leeway must be 0 to 300 seconds"
        case .longestLife: "the longest life must be 1 second to 24 hours"
        case .twice: "two issuers have the same name or the same `iss`"
        case .tooMany: "at most \(TokenVerifier.mostIssuers) issuers can be trusted"
        }
    }
}
