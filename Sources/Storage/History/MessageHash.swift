import Crypto
import Dialects

/// The name of a message: the first 16 bytes of an HMAC-SHA256 under its owner's key.
struct MessageHash: Sendable, Hashable {
    // Two words instead of bytes on the heap; their order in memory is that of the bytes.
    private let first: UInt64
    private let second: UInt64

    /// How many bytes a hash has.
    static let byteCount = 16

    /// The hash that stands before the first message of a chain.
    static let root = MessageHash(first: 0, second: 0)

    private init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    init(_ code: HMAC<SHA256>.MAC) {
        self = code.withUnsafeBytes { bytes in
            MessageHash(
                first: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                second: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
    }

    /// Reads the 16 bytes of a hash; others make none.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount else { return nil }
        first = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }

    /// Lends the 16 bytes.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(of: (first, second)) { body($0) } }

    /// Feeds one word: the bytes are an HMAC's, so each is as good as all.
    func hash(into hasher: inout Hasher) { hasher.combine(first) }
}

/// The key under which the messages of one caller are hashed, made ready once.
///
/// The hash of a message is HMAC-SHA256(owner key, parent || identity). Of a long one the long part is
/// digested first, with a key of its own: HMAC-SHA256(owner key, parent || form || digest || role). The
/// digest is GMAC under a fixed nonce, an almost universal hash: without the key, two texts of 64 MiB have
/// the same one with a chance below 2^-105. It is ten times as fast as SHA-256, and never leaves this type:
/// the one thing that can be seen of it is the HMAC, so nobody learns anything about its key.
struct OwnerKey: Sendable {
    /// The longest part that is not digested first; it is part of the hash's definition.
    private static let longestPart = 4_096

    // A copy of a MAC that has taken in the key saves two of its four blocks for each message.
    private let ready: HMAC<SHA256>
    private let digestKey: SymmetricKey
    private let nonce: AES.GCM.Nonce?

    /// Makes the key ready.
    init(_ key: SymmetricKey) {
        ready = HMAC(key: key)
        digestKey = Subkey.derive(from: key, label: "weir/long/v1")
        nonce = try? AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12))
    }

    /// The hash of what is said behind `parent`.
    func hash(_ message: StoredMessage, after parent: MessageHash?) -> MessageHash {
        if message.identityRoom > Self.longestPart, let hash = longHash(message, after: parent) { return hash }
        var said: [UInt8] = []
        said.reserveCapacity(message.identityRoom + MessageHash.byteCount)
        (parent ?? .root).withBytes { said.append(contentsOf: $0) }
        message.appendIdentity(to: &said)
        var mac = ready
        mac.update(data: said)
        return MessageHash(mac.finalize())
    }

    /// The hash of a message with a long part; nil when it has none.
    private func longHash(_ message: StoredMessage, after parent: MessageHash?) -> MessageHash? {
        message.withLongPart { part, isInside in
            guard part.count > Self.longestPart, let nonce,
                let sealed = try? AES.GCM.seal([UInt8](), using: digestKey, nonce: nonce, authenticating: part)
            else { return nil }
            // No identity begins with a byte below the brace, so neither form is mistaken for a short message.
            var said: [UInt8] = []
            (parent ?? .root).withBytes { said.append(contentsOf: $0) }
            said.append(isInside ? 1 : 2)
            said.append(contentsOf: sealed.tag)
            said.append(contentsOf: message.role.utf8)
            var mac = ready
            mac.update(data: said)
            return MessageHash(mac.finalize())
        }
    }
}
