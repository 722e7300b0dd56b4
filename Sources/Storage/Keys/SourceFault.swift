/// Why a file or a command gives no secret, in words that hold no byte of it.
package struct SourceFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The words.
    package let description: String

    /// Says why.
    init(_ description: String) {
        self.description = description
    }
}
