import Crypto
import CryptoExtras
import Foundation

/// Makes tokens, good ones and all the others.
struct Mint: Sendable {
    /// How the signature of a token is made.
    enum Seal: Sendable {
        case rs256
        case rs256Other
        case ps256
        case es256
        case es256Other
        case es256DER
        case edDSA
        case edDSAOther
        case hs256
        case hmac(key: [UInt8])
        case bytes([UInt8])
        case text(String)
    }

    /// The second at which the tests' clock stands.
    static let second: Int64 = 1_800_000_000

    let keys: Keys

    init() throws {
        keys = try Keys.made.get()
    }

    /// A token of these two texts.
    func token(_ header: String, _ claims: String, _ seal: Seal) throws -> [UInt8] {
        try token(Array(header.utf8), Array(claims.utf8), seal)
    }

    /// A token of these bytes, whatever they are.
    func token(_ header: [UInt8], _ claims: [UInt8], _ seal: Seal) throws -> [UInt8] {
        let signed = Keys.text(header) + "." + Keys.text(claims)
        if case .text(let text) = seal { return Array((signed + "." + text).utf8) }
        return Array((signed + "." + Keys.text(try signature(over: Array(signed.utf8), seal))).utf8)
    }

    /// A good token of the tests' issuer, or of the one that shares a secret.
    func good(_ algorithm: String) throws -> [UInt8] {
        switch algorithm {
        case "RS256": try token(Self.header("RS256", "rsa"), Self.claims(), .rs256)
        case "PS256": try token(Self.header("PS256", "rsa-ps"), Self.claims(), .ps256)
        case "ES256": try token(Self.header("ES256", "ec"), Self.claims(), .es256)
        case "EdDSA": try token(Self.header("EdDSA", "ed"), Self.claims(), .edDSA)
        default: try token(#"{"alg":"HS256"}"#, Self.claims(issuer: "https://shared.example/"), .hs256)
        }
    }

    static func header(_ algorithm: String, _ kid: String, more: String = "") -> String {
        #"{"alg":"\#(algorithm)","kid":"\#(kid)","typ":"JWT"\#(more)}"#
    }

    /// Good claims, with those of `changes` in the place of their namesakes; an empty text leaves a claim out.
    static func claims(issuer: String = "https://id.example/", _ changes: KeyValuePairs<String, String> = [:]) -> String
    {
        var claims = [
            ("iss", "\"\(issuer)\""), ("aud", "\"weir\""), ("sub", "\"ada\""), ("iat", "\(second)"),
            ("nbf", "\(second)"), ("exp", "\(second + 3_600)"),
        ]
        for (name, value) in changes {
            claims.removeAll { $0.0 == name }
            if !value.isEmpty { claims.append((name, value)) }
        }
        return "{" + claims.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private func signature(over signed: [UInt8], _ seal: Seal) throws -> [UInt8] {
        let digest = SHA256.hash(data: signed)
        switch seal {
        case .rs256: return try rsa(keys.mainRSA, digest, .insecurePKCS1v1_5)
        case .rs256Other: return try rsa(keys.otherRSA, digest, .insecurePKCS1v1_5)
        case .ps256: return try rsa(keys.mainRSA, digest, .PSS)
        case .es256: return Array(try keys.p256.signature(for: digest).rawRepresentation)
        case .es256Other: return Array(try keys.otherP256.signature(for: digest).rawRepresentation)
        case .es256DER: return Array(try keys.p256.signature(for: digest).derRepresentation)
        case .edDSA: return Array(try keys.ed25519.signature(for: signed))
        case .edDSAOther: return Array(try keys.otherEd25519.signature(for: signed))
        case .hs256: return hmac(keys.secret, signed)
        case .hmac(let key): return hmac(key, signed)
        case .bytes(let bytes): return bytes
        case .text: return []
        }
    }

    private func rsa(
        _ key: _RSA.Signing.PrivateKey,
        _ digest: SHA256.Digest,
        _ padding: _RSA.Signing.Padding
    ) throws -> [UInt8] {
        Array(try key.signature(for: digest, padding: padding).rawRepresentation)
    }

    private func hmac(_ key: [UInt8], _ signed: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key)))
    }
}
