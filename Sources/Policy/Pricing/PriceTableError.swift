/// Why a text is no price table.
package struct PriceTableError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The provider whose prices are being read, or empty before the first.
    package let provider: String
    /// The line within the text, from 1.
    package let line: Int
    /// What is wrong there.
    package let reason: String

    /// Tells provider, line and reason.
    package var description: String { "price table, \(provider) line \(line): \(reason)" }
}
