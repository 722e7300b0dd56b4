import Crypto
import CryptoExtras
import Foundation

/// The keys of the tests, made when they run.
struct Keys: Sendable {
    /// One set for all tests of a run, as RSA keys take their time.
    static let made = Result { try Keys() }

    let otherRSA: _RSA.Signing.PrivateKey
    let mainRSA: _RSA.Signing.PrivateKey
    let p256 = P256.Signing.PrivateKey()
    let otherP256 = P256.Signing.PrivateKey()
    let ed25519 = Curve25519.Signing.PrivateKey()
    let otherEd25519 = Curve25519.Signing.PrivateKey()
    let secret: [UInt8] = (0..<32).map { _ in UInt8.random(in: 0...255) }

    init() throws {
        mainRSA = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        otherRSA = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    }

    /// The numbers of an RSA key as base64url.
    static func numbers(_ key: _RSA.Signing.PrivateKey) throws -> (n: String, e: String) {
        let primitives = try key.publicKey.getKeyPrimitives()
        return (text(primitives.modulus), text(primitives.publicExponent))
    }

    /// The coordinates of a point as base64url.
    static func point(_ key: P256.Signing.PrivateKey) -> (x: String, y: String) {
        let raw = key.publicKey.rawRepresentation
        return (text(raw.prefix(32)), text(raw.suffix(32)))
    }

    /// Base64url without padding.
    static func text(_ bytes: some DataProtocol) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// The key set that the tests' issuer publishes: one key of each type, and keys for other purposes.
    func document() throws -> String {
        let (n, e) = try Self.numbers(mainRSA)
        let (x, y) = Self.point(p256)
        let ed = Self.text(ed25519.publicKey.rawRepresentation)
        return """
            {"keys":[
            {"kty":"RSA","kid":"rsa","use":"sig","n":"\(n)","e":"\(e)"},
            {"kty":"RSA","kid":"rsa-ps","alg":"PS256","n":"\(n)","e":"\(e)","x5t":"abc"},
            {"kty":"RSA","kid":"rsa-enc","use":"enc","alg":"RSA-OAEP","n":"\(n)","e":"\(e)"},
            {"kty":"EC","kid":"ec","crv":"P-256","alg":"ES256","x":"\(x)","y":"\(y)","key_ops":["verify"]},
            {"kty":"OKP","kid":"ed","crv":"Ed25519","alg":"EdDSA","x":"\(ed)"},
            {"kty":"EC","kid":"p384","crv":"P-384","alg":"ES384","x":"AA","y":"AA"},
            {"kty":"AKP","kid":"post","alg":"ML-DSA-65","pub":"AA"},
            {"kty":"OKP","crv":"Ed25519","x":"\(ed)"}
            ]}
            """
    }
}
