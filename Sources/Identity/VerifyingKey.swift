import Crypto
import CryptoExtras
import Exchange

/// One key with which a token may be checked, and the algorithms for which it is one.
///
/// The signature is checked by swift-crypto directly. A JWT library parses the token a second time, in its own way, and
/// chooses the key by what the token says; here the key is chosen before, and what reaches the cryptography is the
/// signed bytes, the signature and an algorithm that fits the key. No actor is needed either, so nothing waits.
package struct VerifyingKey: Sendable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case secret(SymmetricKey)
    }

    private let material: Material
    /// The algorithms for which it may be used, all of its own kind.
    let algorithms: Set<TokenAlgorithm>

    private init(_ material: Material, _ algorithms: Set<TokenAlgorithm>) {
        self.material = material
        self.algorithms = algorithms
    }

    /// A shared secret; its length is the issuer's to check.
    init(secret: Secret) {
        self.init(.secret(secret.withBytes { SymmetricKey(data: $0) }), [.hs256])
    }

    /// An RSA key of 2048 to 8192 bits, for one algorithm or both.
    init(modulus: [UInt8], exponent: [UInt8], for algorithms: Set<TokenAlgorithm>) throws(KeySetFault.Reason) {
        // some issuers write a zero byte in front, as a sign (RFC 7518, section 6.3.1.1)
        let digits = modulus.drop { $0 == 0 }
        let bits = digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
        guard bits >= 2_048 else { throw .weakKey(bits: bits) }
        let power = exponent.drop { $0 == 0 }
        guard bits <= 8_192, power.count <= 4, power.last.map({ $0 & 1 == 1 }) ?? false, Array(power) != [1] else {
            throw .badKey
        }
        do {
            self.init(.rsa(try _RSA.Signing.PublicKey(n: modulus, e: exponent)), algorithms)
        } catch {
            throw .badKey
        }
    }

    /// A point of P-256 by its coordinates; one that is not on the curve is refused.
    init(x: [UInt8], y: [UInt8]) throws(KeySetFault.Reason) {
        guard x.count == 32, y.count == 32 else { throw .badKey }
        do {
            self.init(.p256(try P256.Signing.PublicKey(rawRepresentation: x + y)), [.es256])
        } catch {
            throw .badKey
        }
    }

    /// A point of Ed25519; those of small order, for which anybody can sign, are refused.
    init(point: [UInt8]) throws(KeySetFault.Reason) {
        guard point.count == 32, !SmallOrder.contains(point) else { throw .badKey }
        do {
            self.init(.ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: point)), [.edDSA])
        } catch {
            throw .badKey
        }
    }

    /// Checks a signature over `signed`; throws what is wrong with it.
    func check(
        _ signature: [UInt8],
        over signed: [UInt8],
        by algorithm: TokenAlgorithm
    ) throws(TokenRefusal) {
        guard algorithms.contains(algorithm) else { throw .unfitKey }
        guard signature.count == signatureLength else { throw .malformedSignature }
        guard isGood(signature, over: signed, by: algorithm) else { throw .wrongSignature }
    }

    private var signatureLength: Int {
        switch material {
        case .rsa(let key): (key.keySizeInBits + 7) / 8
        case .p256, .ed25519: 64
        case .secret: 32
        }
    }

    private func isGood(_ signature: [UInt8], over signed: [UInt8], by algorithm: TokenAlgorithm) -> Bool {
        switch (material, algorithm) {
        case (.rsa(let key), .rs256):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5)
        case (.rsa(let key), .ps256):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: SHA256.hash(data: signed), padding: .PSS)
        case (.p256(let key), .es256):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: signed))
        case (.ed25519(let key), .edDSA): return key.isValidSignature(signature, for: signed)
        case (.secret(let key), .hs256):
            return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: key)
        case (.rsa, _), (.p256, _), (.ed25519, _), (.secret, _): return false
        }
    }
}
