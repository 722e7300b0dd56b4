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

    /// Lends the 16 bytes.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(of: (first, second)) { body($0) } }

    /// Feeds one word: the bytes are an HMAC's, so each is as good as all.
    func hash(into hasher: inout Hasher) { hasher.combine(first) }
}

/// The key under which the messages of one caller are hashed, made ready once.
struct OwnerKey: Sendable {
    // A copy of a MAC that has taken in the key saves two of its four blocks for each message.
    private let ready: HMAC<SHA256>

    /// Makes the key ready.
    init(_ key: SymmetricKey) { ready = HMAC(key: key) }

    /// The hash of what is said behind `parent`.
    func hash(_ message: StoredMessage, after parent: MessageHash?) -> MessageHash {
        var said: [UInt8] = []
        said.reserveCapacity(message.identityRoom + MessageHash.byteCount)
        (parent ?? .root).withBytes { said.append(contentsOf: $0) }
        message.appendIdentity(to: &said)
        var mac = ready
        mac.update(data: said)
        return MessageHash(mac.finalize())
    }
}
