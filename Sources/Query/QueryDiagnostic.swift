/// What is wrong with a query, where, and how it may be put right.
package struct QueryDiagnostic: Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing is wrong; the words are stable.
    package enum Code: String, Sendable, CaseIterable {
        /// There is no field of that name.
        case unknownField = "unknown_field"
        /// A field stands without a value.
        case missingValue = "missing_value"
        /// The value is not one the field can have.
        case badValue = "bad_value"
        /// The field does not take this operator.
        case badOperator = "bad_operator"
        /// The field does not take this pattern.
        case badPattern = "bad_pattern"
        /// The end of a range lies before its start.
        case emptyRange = "empty_range"
        /// A quote or a parenthesis is not closed, or closes nothing.
        case unbalanced
        /// A list is not `(a OR b)`.
        case badList = "bad_list"
        /// The shape is kept for later: `!`, groups, `and`, `or` and `not` between terms.
        case reserved
        /// The field is known but nothing records it yet.
        case notRecorded = "not_recorded"
        /// The question has one answer for all exchanges, or the field cannot be asked for it.
        case notAsked = "not_asked"
        /// The field has too many values to group by.
        case notGroupable = "not_groupable"
        /// The query, or one of its lists, is too long.
        case tooLong = "too_long"
        /// What should be JSON is none.
        case invalidJSON = "invalid_json"
        /// A member of a JSON object is there twice.
        case duplicateMember = "duplicate_member"
        /// A JSON object has no member of that name.
        case unknownMember = "unknown_member"
        /// A JSON value is of another kind than belongs there, or members do not go together.
        case badShape = "bad_shape"
        /// The page was cut by another query, or its cursor was changed.
        case cursorMismatch = "cursor_mismatch"
    }

    /// What kind of thing is wrong.
    package let code: Code
    /// The place in the query: Unicode scalars, counted from 0.
    package let position: Range<Int>
    /// What is wrong, in words; holds what was written only where that is short.
    package let message: String
    /// What may stand at that place instead; nil where nothing is known.
    package let suggestion: String?

    /// Makes a diagnostic.
    package init(_ code: Code, _ position: Range<Int>, _ message: String, suggestion: String? = nil) {
        self.code = code
        self.position = position
        self.message = message
        self.suggestion = suggestion
    }

    /// `position 9: unknown field `provder`; did you mean `provider`?`, the position counted from 1.
    package var description: String {
        let hint = suggestion.map { $0.isEmpty ? "; leave it out" : "; did you mean `\($0)`?" } ?? ""
        return "position \(position.lowerBound + 1): \(message)\(hint)"
    }
}

/// Why a query is not run: everything that is wrong with it, in the order of the places.
package struct QueryRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong; never empty.
    package let diagnostics: [QueryDiagnostic]

    /// Makes a refusal.
    package init(_ diagnostics: [QueryDiagnostic]) {
        self.diagnostics = diagnostics
    }

    /// A line for each diagnostic.
    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
