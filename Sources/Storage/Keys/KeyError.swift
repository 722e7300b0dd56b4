/// Why a key-encryption key cannot be used; the texts name the fix and never a byte of the key.
package enum KeyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No source holds a key.
    case missing
    /// The text is not a key.
    case malformed(String)
    /// The bytes cannot have come from a random source.
    case weak(String)
    /// The key file cannot be trusted or read.
    case file(String)
    /// The key command did not give a key.
    case command(String)

    /// The reason as a sentence for the operator.
    package var description: String {
        switch self {
        case .missing: "no key-encryption key: set WEIR_KEK, kek.file or kek.command"
        case .malformed(let reason): "the key-encryption key is malformed: \(reason)"
        case .weak(let reason): "the key-encryption key is refused: \(reason); make one with `openssl rand -base64 32`"
        case .file(let reason): "the key file is refused: \(reason)"
        case .command(let reason): "the key command failed: \(reason)"
        }
    }
}
