/// The stored form of a secret: `"WK" | 01 | 01 | kid 8 | wrap nonce 12 | wrapped key 48 | commitment 32 |
/// nonce 12 | ciphertext n | tag 16`.
///
/// Format 01, suite 01: AES-256-GCM in both layers, the commitment by HMAC-SHA256.
struct SealedSecret: Sendable, Hashable {
    /// What precedes the variable part.
    static let overhead = 4 + 8 + 12 + 48 + 32 + 12 + 16
    /// The largest plaintext.
    static let maximum = 65_536
    /// The magic, the format and the suite.
    static let head: [UInt8] = [0x57, 0x4B, 0x01, 0x01]

    /// The name of the key that wrapped the secret's own key.
    var kid: KeyEncryptionKey.ID
    /// The nonce of the wrapping.
    var wrapNonce: ArraySlice<UInt8>
    /// The secret's own key, encrypted, and its tag.
    var wrapped: ArraySlice<UInt8>
    /// Binds the ciphertext to one key, which GCM alone does not.
    var commitment: ArraySlice<UInt8>
    /// The nonce of the secret.
    var nonce: ArraySlice<UInt8>
    /// The padded secret, encrypted; a multiple of 64 bytes.
    var ciphertext: ArraySlice<UInt8>
    /// The tag of the secret.
    var tag: ArraySlice<UInt8>

    /// Takes a stored blob apart; nil when it is none of this form.
    init?(_ blob: [UInt8]) {
        let size = blob.count - Self.overhead
        guard size > 0, size % 64 == 0, size <= Self.maximum + 64, blob.starts(with: Self.head) else { return nil }
        var rest = blob[4...]
        func take(_ count: Int) -> ArraySlice<UInt8> {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        kid = KeyEncryptionKey.ID(bytes: take(8))
        wrapNonce = take(12)
        wrapped = take(48)
        commitment = take(32)
        nonce = take(12)
        ciphertext = take(size)
        tag = take(16)
    }

    /// Puts a blob together from its parts.
    init(
        kid: KeyEncryptionKey.ID,
        wrapNonce: ArraySlice<UInt8>,
        wrapped: ArraySlice<UInt8>,
        commitment: ArraySlice<UInt8>,
        content: (nonce: ArraySlice<UInt8>, ciphertext: ArraySlice<UInt8>, tag: ArraySlice<UInt8>)
    ) {
        self.kid = kid
        self.wrapNonce = wrapNonce
        self.wrapped = wrapped
        self.commitment = commitment
        (nonce, ciphertext, tag) = content
    }

    /// The blob.
    var bytes: [UInt8] {
        Self.head + kid.bytes + wrapNonce + wrapped + commitment + nonce + ciphertext + tag
    }
}
