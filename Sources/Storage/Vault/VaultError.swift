/// Why a sealed secret does not open.
package enum VaultError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The blob is not of a known form.
    case malformed
    /// The key that wrapped it is not in the ring.
    case unknownKey(String)
    /// It was changed, moved to another row, or belongs to another origin.
    case refused
    /// The plaintext is empty or larger than 64 KiB.
    case size

    /// The reason as a sentence for the operator.
    package var description: String {
        switch self {
        case .malformed: "the sealed secret is damaged"
        case .unknownKey(let kid): "the secret is sealed under key \(kid), which is not at hand"
        case .refused: "the sealed secret was changed or does not belong to this row and origin"
        case .size: "a secret has 1 to \(SealedSecret.maximum) bytes"
        }
    }
}
