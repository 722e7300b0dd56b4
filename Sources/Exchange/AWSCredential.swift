/// An AWS credential in the text form `access-key-id:secret-access-key`.
///
/// A temporary one has `:session-token` behind it. The places of the parts in the secret are kept, never a copy.
package struct AWSCredential: Sendable {
    private let secret: Secret
    private let keyID: Range<Int>
    private let key: Range<Int>
    private let token: Range<Int>?

    /// Finds the parts; nil when there are not two or three, each of visible ASCII and not empty.
    package init?(_ secret: Secret) {
        let parts: [Range<Int>]? = secret.withBytes { bytes in
            guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
            return bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
                .map { $0.startIndex..<$0.endIndex }
        }
        guard let parts, (2...3).contains(parts.count), !parts.contains(where: \.isEmpty) else { return nil }
        self.secret = secret
        keyID = parts[0]
        key = parts[1]
        token = parts.count == 3 ? parts[2] : nil
    }

    /// The id of the key, which is no secret: it goes out in clear text and names the account's key in AWS's own logs.
    package var id: String {
        secret.withBytes { String(decoding: $0[keyID], as: UTF8.self) }
    }

    /// True for a temporary credential.
    package var hasToken: Bool { token != nil }

    /// Lends the bytes of the session token; not called where there is none.
    package func withToken(_ body: (UnsafeRawBufferPointer) -> Void) {
        guard let token else { return }
        secret.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[token])) }
    }

    /// Where the parts lie in the secret that must not be seen: the secret key, and the session token if there is one.
    package var secretParts: [Range<Int>] { [key] + (token.map { [$0] } ?? []) }

    /// Lends the bytes of the secret key.
    package func withKey<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        secret.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[key])) }
    }
}
