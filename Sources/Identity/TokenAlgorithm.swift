/// How a token may be signed (RFC 7518, section 3.1; RFC 8037, section 3.1); nothing else is ever accepted.
package enum TokenAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    case ps256 = "PS256"
    /// ECDSA on P-256 with SHA-256; the signature is r and s, 32 bytes each.
    case es256 = "ES256"
    /// Ed25519.
    case edDSA = "EdDSA"
    /// HMAC with SHA-256, for an issuer that shares a secret with weir.
    case hs256 = "HS256"

    /// True when who can check a token could have made it.
    package var isSymmetric: Bool { self == .hs256 }

    /// The algorithm of exactly this name; none is `none`.
    init?(exactly name: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue.isExactly(name) }) else { return nil }
        self = found
    }
}
