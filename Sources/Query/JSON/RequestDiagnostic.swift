/// What is wrong with a question in JSON, at which place, and how it may be put right.
package struct RequestDiagnostic: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing is wrong.
    package let code: QueryDiagnostic.Code
    /// The place: a JSON pointer (RFC 6901), such as `/filter/and/2/op`; empty for the whole.
    package let pointer: String
    /// What is wrong, in words; holds what was written only where that is short.
    package let message: String
    /// The string that may stand at that place instead; empty where it is to be left out, nil where nothing is known.
    package let suggestion: String?

    init(
        _ code: QueryDiagnostic.Code,
        _ pointer: JSONPointer,
        _ message: String,
        suggestion: String? = nil
    ) {
        self.code = code
        self.pointer = pointer.text
        self.message = message
        self.suggestion = suggestion
    }

    /// What is wrong and what may stand there instead, without the place.
    package var sentence: String {
        message + (suggestion.map { $0.isEmpty ? "; leave it out" : "; did you mean `\($0)`?" } ?? "")
    }

    /// `/filter/and/0/field: unknown field `provder`; did you mean `provider`?`.
    package var description: String { "\(pointer.isEmpty ? "the question" : pointer): \(sentence)" }
}

/// Why a question in JSON is not asked: everything that is wrong with it, in the order in which it was read.
package struct RequestRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong; never empty.
    package let diagnostics: [RequestDiagnostic]

    init(_ diagnostics: [RequestDiagnostic]) { self.diagnostics = diagnostics }

    /// A line for each diagnostic.
    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
