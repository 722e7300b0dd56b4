import Crypto
package import Exchange
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Seals and opens secrets: a fresh 256-bit key per value, wrapped by the key-encryption key.
///
/// Each value's key encrypts exactly one message, so no nonce can repeat. The content layer
/// authenticates the context and the blob's first four bytes; the wrapping layer those and the kid, so
/// that a rotation can wrap anew without touching the secret.
package struct Vault: Sendable {
    private let keyring: Keyring

    /// Makes a vault over a ring of keys.
    package init(_ keyring: Keyring) {
        self.keyring = keyring
    }

    /// Seals `secret` for its place under the active key.
    package func seal(_ secret: Secret, in context: SecretContext) throws(VaultError) -> [UInt8] {
        guard 1...SealedSecret.maximum ~= secret.count else { throw .size }
        let key = SymmetricKey(size: .bits256)
        let bound = context.authenticated
        var padded = secret.withBytes { Self.pad($0) }
        defer { explicit_bzero(&padded, padded.count) }
        guard let box = try? AES.GCM.seal(padded, using: key, authenticating: bound),
            let blob = wrap(
                key,
                bound,
                content: (Array(box.nonce)[...], Array(box.ciphertext)[...], Array(box.tag)[...])
            )
        else { throw .refused }
        return blob.bytes
    }

    /// Opens a blob at its place; whatever was changed, it does not open.
    package func open(_ blob: [UInt8], in context: SecretContext) throws(VaultError) -> Secret {
        guard let sealed = SealedSecret(blob) else { throw .malformed }
        let bound = context.authenticated
        let key = try unwrap(sealed, bound)
        guard let nonce = try? AES.GCM.Nonce(data: sealed.nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: sealed.ciphertext, tag: sealed.tag),
            var padded = try? AES.GCM.open(box, using: key, authenticating: bound)
        else { throw .refused }
        defer { Self.erase(&padded) }
        guard let end = padded.lastIndex(where: { $0 != 0 }), padded[end] == 0x80, end > 0 else { throw .malformed }
        return Secret(copying: padded[..<end])
    }

    /// Wraps the blob's own key under the active key; the ciphertext stays as it is.
    package func rewrap(_ blob: [UInt8], in context: SecretContext) throws(VaultError) -> [UInt8] {
        guard let sealed = SealedSecret(blob) else { throw .malformed }
        let bound = context.authenticated
        let key = try unwrap(sealed, bound)
        guard let fresh = wrap(key, bound, content: (sealed.nonce, sealed.ciphertext, sealed.tag)) else {
            throw .refused
        }
        return fresh.bytes
    }

    /// The name of the key that wrapped a blob, or nil when it is none.
    package static func kid(of blob: [UInt8]) -> KeyEncryptionKey.ID? { SealedSecret(blob)?.kid }

    private func wrap(
        _ key: SymmetricKey,
        _ bound: [UInt8],
        content: (nonce: ArraySlice<UInt8>, ciphertext: ArraySlice<UInt8>, tag: ArraySlice<UInt8>)
    ) -> SealedSecret? {
        let kid = keyring.active.id
        let material = key.withUnsafeBytes { Secret(copying: $0) }
        let box = material.withBytes { bytes in
            try? AES.GCM.seal(bytes, using: keyring.active.wrapping, authenticating: bound + kid.bytes)
        }
        guard let box else { return nil }
        return SealedSecret(
            kid: kid,
            wrapNonce: Array(box.nonce)[...],
            wrapped: (Array(box.ciphertext) + Array(box.tag))[...],
            commitment: Array(Self.commitment(key, bound))[...],
            content: content
        )
    }

    private func unwrap(_ sealed: SealedSecret, _ bound: [UInt8]) throws(VaultError) -> SymmetricKey {
        guard let outer = keyring.key(sealed.kid) else { throw .unknownKey(sealed.kid.description) }
        guard let nonce = try? AES.GCM.Nonce(data: sealed.wrapNonce),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce,
                ciphertext: sealed.wrapped.prefix(32),
                tag: sealed.wrapped.suffix(16)
            ),
            var bytes = try? AES.GCM.open(box, using: outer.wrapping, authenticating: bound + sealed.kid.bytes)
        else { throw .refused }
        defer { Self.erase(&bytes) }
        let key = SymmetricKey(data: bytes)
        guard Self.isCommitted(key, bound, to: sealed.commitment) else { throw .refused }
        return key
    }

    private static func commitment(_ key: SymmetricKey, _ bound: [UInt8]) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(
            for: SealedSecret.head + bound,
            using: Subkey.derive(from: key, label: "weir/commit/v1")
        )
    }

    private static func isCommitted(_ key: SymmetricKey, _ bound: [UInt8], to mac: ArraySlice<UInt8>) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            Array(mac),
            authenticating: SealedSecret.head + bound,
            using: Subkey.derive(from: key, label: "weir/commit/v1")
        )
    }

    private static func erase(_ data: inout Data) {
        data.withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
        }
    }

    /// Marks the end with 0x80 and fills with zeros to a multiple of 64 (ISO/IEC 7816-4), hiding the length.
    private static func pad(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let size = (bytes.count + 1 + 63) / 64 * 64
        var padded = [UInt8](repeating: 0, count: size)
        padded.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
        padded[bytes.count] = 0x80
        return padded
    }
}
