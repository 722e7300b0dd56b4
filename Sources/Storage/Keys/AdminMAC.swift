import Crypto

/// Marks what weir hands out to administrators, so that it knows it again: cursors, words against forged requests.
package struct AdminMAC: Sendable {
    /// What the mark is for.
    package enum Purpose: String, Sendable, CaseIterable {
        /// Cursors of lists.
        case cursor = "weir/cursor/v1"
        /// Words that a session's unsafe requests must show.
        case csrf = "weir/csrf/v1"
        /// Names of sessions in the store.
        case session = "weir/session/v1"
        /// Names of remembered answers in the store, and of the requests they answered.
        case answer = "weir/answer/v1"
    }

    private let key: SymmetricKey

    init(_ key: SymmetricKey) {
        self.key = key
    }

    /// The 32 bytes of the mark.
    package func mark(_ bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
    }

    /// True when `mark` begins the mark of `bytes`; takes as long for any other of its length, at least 16 bytes.
    package func isMark(_ mark: [UInt8], of bytes: [UInt8]) -> Bool {
        guard mark.count >= 16 else { return false }
        let whole = self.mark(bytes)
        guard mark.count <= whole.count else { return false }
        return zip(mark, whole).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension IndexKey {
    /// The marks for one purpose, under a key that outlives a rotation of the key-encryption key.
    func mac(_ purpose: AdminMAC.Purpose) -> AdminMAC { AdminMAC(subkey(purpose.rawValue)) }
}

extension ControlStore {
    /// The marks for one purpose.
    package func mac(_ purpose: AdminMAC.Purpose) -> AdminMAC { index.mac(purpose) }
}
