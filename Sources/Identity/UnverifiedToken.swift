import Dialects

/// What a token says of itself; nothing of it is true before its signature is checked.
package struct UnverifiedToken: Sendable {
    /// The algorithm it names.
    package let algorithm: TokenAlgorithm
    /// The key it names, or nil.
    package let keyID: String?
    /// Its `typ`, or nil.
    package let type: String?
    /// Its claims.
    package let claims: TokenClaims
    /// The header and the claims as they were sent, with the dot between: what is signed.
    let signed: [UInt8]
    /// The signature, decoded.
    let signature: [UInt8]
}

/// The claims of a token that every token has, with their types checked (RFC 7519, section 4.1).
package struct TokenClaims: Sendable {
    /// Who says it made the token.
    package let issuer: String
    /// For whom the token is, 1 to 16.
    package let audiences: [String]
    /// When it ends, in seconds since 1970.
    package let expires: Int64
    /// When it begins, in seconds since 1970, or nil.
    package let notBefore: Int64?
    /// When it was made, in seconds since 1970, or nil.
    package let issuedAt: Int64?
    /// Whom it is about, or nil.
    package let subject: String?
    /// All of them.
    let all: StrictJSON
}
