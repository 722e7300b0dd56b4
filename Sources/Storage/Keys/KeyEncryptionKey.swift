import Crypto
package import Exchange

/// The 32-byte key under which the keys of stored secrets are wrapped; it encrypts no secret itself.
///
/// Its text form is `weir-kek1:<kid>:<base64>:<crc32>`, the checksum in eight hex digits over everything
/// before its colon.
package struct KeyEncryptionKey: Sendable {
    /// The public name of a key: the first 8 bytes of HMAC-SHA256(key, "weir/kek-id/v1").
    package struct ID: Sendable, Hashable, CustomStringConvertible {
        let word: UInt64

        /// Sixteen hex digits.
        package var description: String { Radix.hex(word) }

        init(word: UInt64) {
            self.word = word
        }

        /// Reads sixteen hex digits; nil for anything else.
        package init?(_ text: String) {
            guard text.utf8.count == 16, let word = UInt64(text, radix: 16), Radix.hex(word) == text else { return nil }
            self.word = word
        }

        init(bytes: some Sequence<UInt8>) {
            word = bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }

        var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
    }

    /// The key's public name.
    package let id: ID
    /// The subkey that wraps and unwraps the keys of secrets.
    let wrapping: SymmetricKey
    private let material: Secret

    /// Takes 32 bytes, refusing those that cannot have come from a random source.
    package init(_ material: Secret) throws(KeyError) {
        let weakness = material.withBytes { KeyWeakness.of($0) }
        if let weakness { throw .weak(weakness) }
        let key = material.withBytes { SymmetricKey(data: $0) }
        let name = HMAC<SHA256>.authenticationCode(for: Array("weir/kek-id/v1".utf8), using: key)
        id = ID(bytes: name.prefix(8))
        wrapping = Subkey.derive(from: key, label: "weir/wrap/v1")
        self.material = material
    }

    /// Reads the text form, or 32 bytes in base 64 as `openssl rand -base64 32` prints them.
    package init(text: some Collection<UInt8>) throws(KeyError) {
        let fields = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        switch fields.count {
        case 1:
            try self.init(Self.material(of: text))
        case 4 where fields[0].elementsEqual("weir-kek1".utf8):
            let sum = Radix.hex(Self.checksum(fields[0], fields[1], fields[2]))
            guard fields[3].elementsEqual(sum.utf8) else { throw .malformed("its checksum does not match") }
            try self.init(Self.material(of: fields[2]))
            guard fields[1].elementsEqual(id.description.utf8) else {
                throw .malformed("its id does not belong to its bytes; they name \(id)")
            }
        default:
            throw .malformed("expected weir-kek1:<kid>:<base64>:<crc32> or 32 bytes in base64")
        }
    }

    /// Draws a key from the system's random source.
    package static func random() throws(KeyError) -> KeyEncryptionKey {
        let key = SymmetricKey(size: .bits256)
        return try KeyEncryptionKey(key.withUnsafeBytes { Secret(copying: $0) })
    }

    /// The text form, for a key file.
    package func text() -> Secret {
        let encoded = material.withBytes { Radix.encode64($0) }
        let kid = Array(id.description.utf8)
        let head = Array("weir-kek1:".utf8) + kid + [0x3A] + encoded
        let sum = Radix.hex(Self.checksum("weir-kek1".utf8, kid, encoded))
        return Secret(copying: head + [0x3A] + Array(sum.utf8))
    }

    private static func material(of text: some Collection<UInt8>) throws(KeyError) -> Secret {
        if let word = KeyWeakness.placeholder(in: text) { throw .weak("it contains the placeholder '\(word)'") }
        guard let bytes = Radix.decode64(text) else { throw .malformed("it is not base64") }
        guard bytes.count == 32 else { throw .malformed("it has \(bytes.count) bytes; 32 are needed") }
        return Secret(copying: bytes)
    }

    private static func checksum(
        _ form: some Sequence<UInt8>,
        _ kid: some Sequence<UInt8>,
        _ encoded: some Sequence<UInt8>
    ) -> [UInt8] {
        var crc = CRC32()
        for part in [Array(form), Array(kid)] { crc.update(part + [0x3A]) }
        crc.update(encoded)
        return (0..<4).map { UInt8(truncatingIfNeeded: crc.value >> (24 - 8 * UInt32($0))) }
    }
}
