import Crypto
package import Exchange

/// The key of look-ups: digests of tokens, fingerprints of credentials, hashes of messages.
///
/// Drawn from a root key that lies sealed in control.db, not from the key-encryption key, so that it
/// outlives a rotation of the latter.
package struct IndexKey: Sendable {
    private let root: SymmetricKey
    private let index: SymmetricKey

    /// Draws the keys from the opened root.
    init(root: Secret) {
        self.root = root.withBytes { SymmetricKey(data: $0) }
        index = Subkey.derive(from: self.root, label: "weir/index/v1")
    }

    /// The digest under which a token is stored.
    func digest(of token: UnsafeRawBufferPointer) -> TokenDigest {
        TokenDigest(HMAC<SHA256>.authenticationCode(for: token, using: index))
    }

    /// The fingerprint that tells whether a credential is the one already stored.
    func fingerprint(of secret: Secret, provider: String, origin: Origin) -> [UInt8] {
        var mac = HMAC<SHA256>(key: index)
        for part in ["weir.credential.v1", provider, origin.description] {
            mac.update(data: Array("\(part.utf8.count):\(part)".utf8))
        }
        secret.withBytes { mac.update(data: $0) }
        return Array(mac.finalize())
    }

    /// Hex digits by which a secret of the configuration is known again, and by nothing else.
    package func mark(of secret: Secret) -> String {
        var mac = HMAC<SHA256>(key: index)
        mac.update(data: Array("weir.literal.v1:".utf8))
        secret.withBytes { mac.update(data: $0) }
        let digits = Array("0123456789abcdef".utf8)
        let hex = Array(mac.finalize()).prefix(12).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }

    /// A key for one more purpose.
    func subkey(_ label: String) -> SymmetricKey { Subkey.derive(from: root, label: label) }

    /// The key under which the messages of one client key are hashed.
    func owner(_ keyID: String) -> SymmetricKey {
        Subkey.derive(from: root, label: "weir/owner/v1:\(keyID)")
    }
}

/// The HMAC of a token, compared without regard to where it differs.
struct TokenDigest: Sendable, Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(_ mac: HMAC<SHA256>.MAC) {
        words = mac.withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
            return (word(0), word(1), word(2), word(3))
        }
    }

    init?(_ stored: [UInt8]) {
        guard stored.count == 32 else { return nil }
        words = stored.withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
            return (word(0), word(1), word(2), word(3))
        }
    }

    var bytes: [UInt8] {
        withUnsafeBytes(of: words) { Array($0) }
    }

    static func == (left: TokenDigest, right: TokenDigest) -> Bool {
        let difference =
            (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1)
            | (left.words.2 ^ right.words.2) | (left.words.3 ^ right.words.3)
        return difference == 0
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
