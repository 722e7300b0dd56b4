/// Why a document is not taken as the keys of an issuer.
package struct KeySetFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Error, Sendable, Hashable {
        /// The document has more than 256 KiB.
        case tooLong
        /// It is no JSON object, or one too complex.
        case notJSON
        /// An object has a name twice.
        case duplicateName
        /// It has no list `keys`, or something in it is no object.
        case noList
        /// There are more than 50 keys.
        case tooMany
        /// No key is one to check tokens with.
        case nothingUsable
        /// A member is missing or not of its type.
        case malformed(member: String)
        /// Two keys have the same `kid`.
        case duplicateKeyID
        /// The key holds what only its owner may have.
        case privateKey
        /// The algorithm is one for another type of key.
        case unfitAlgorithm
        /// An RSA key has fewer than 2048 bits.
        case weakKey(bits: Int)
        /// The numbers are no key of the type.
        case badKey
    }

    /// What is wrong.
    package let reason: Reason
    /// The place of the key among `keys`, from 0; nil when the whole document is at fault.
    package let place: Int?

    /// What is wrong, without quoting the document.
    package var description: String { place.map { "keys[\($0)]: \(sentence)" } ?? sentence }

    private var sentence: String {
        switch reason {
        case .tooLong: "a key set may have at most \(KeySet.longestDocument) bytes"
        case .notJSON: "this is no JSON object, or one nested too deeply"
        case .duplicateName: "an object has a member twice"
        case .noList: "`keys` must be a list of objects"
        case .tooMany: "a key set may have at most \(KeySet.mostKeys) keys"
        case .nothingUsable: "there is no key to check tokens with"
        case .malformed(let member): "`\(member)` is missing or malformed"
        case .duplicateKeyID: "another key has the same `kid`"
        case .privateKey: "this is a private or secret key, which must never be published"
        case .unfitAlgorithm: "`alg` does not fit `kty`"
        case .weakKey(let bits): "an RSA key needs at least 2048 bits; this one has \(bits)"
        case .badKey: "the numbers are no key of this type"
        }
    }
}
