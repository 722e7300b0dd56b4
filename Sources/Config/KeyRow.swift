/// One key of the file, as the reference, the schema and the example's test know it.
package struct KeyRow: Sendable, Hashable {
    /// What a key can hold.
    package enum Shape: Sendable, Hashable {
        /// `true` or `false`.
        case boolean
        /// A whole number of that range.
        case integer(ClosedRange<Int>)
        /// Seconds with at most three decimals; the range counts milliseconds.
        case seconds(ClosedRange<Int>)
        /// Dollars with at most six decimals.
        case price
        /// One of some words.
        case choice([String])
        /// Text of a described form.
        case text(String)
        /// A credential, best as a reference.
        case secret
        /// A list of texts of a described form.
        case list(String)
        /// A list of credentials, each bare or with a name.
        case keys
        /// A list of mappings of known keys; at least one and at most so many.
        case records(Int)
        /// A mapping of header names to values.
        case headers
        /// A mapping of known keys.
        case section
        /// A mapping whose names the operator chooses, of a described form.
        case named(String)
    }

    /// The path from the root; `*` stands for a chosen name.
    package let path: String
    /// What the key can hold.
    package let shape: Shape
    /// The default as it would be written, or empty when there is none.
    package let fallback: String
    /// What it is for: one sentence.
    package let summary: String
    /// A value as it could be written, or empty for mappings of known keys.
    package let example: String

    /// The key's own name.
    package var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    /// The unit, which is the last word of the name, or nil.
    package var unit: String? {
        ["seconds", "bytes", "days", "usd", "percent"].first { name.hasSuffix("_\($0)") }
    }

    func below(_ parent: String) -> KeyRow {
        KeyRow(path: "\(parent).\(path)", shape: shape, fallback: fallback, summary: summary, example: example)
    }
}
