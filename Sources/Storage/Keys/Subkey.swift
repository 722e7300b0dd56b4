import Crypto

/// Keys for one purpose each, drawn from a longer-lived key by HKDF-SHA256 (RFC 5869) under a label.
enum Subkey {
    /// The 32-byte key for `label`.
    static func derive(from key: SymmetricKey, label: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(label.utf8), outputByteCount: 32)
    }
}
