/// One of the conditions that must all hold.
struct Term: Sendable, Hashable {
    /// True when everything is meant that the condition does not hold for, what has no value included.
    let isNegated: Bool
    let condition: Condition
}

/// What a term asks, without its sign.
enum Condition: Sendable, Hashable {
    /// The field has a value.
    case has(FieldName)
    /// The field matches one of these; never empty.
    case matches(FieldName, [Match])
    /// One of these stands in the text; never empty.
    case words(TextPart, [Phrase])
}

/// The texts that full-text search looks into.
enum TextPart: Sendable, Hashable {
    case both
    case prompt
    case response
}

/// Words in a row, as they are looked for in a text.
struct Phrase: Sendable, Hashable {
    let text: String
    /// True when the last word may go on.
    let isPrefix: Bool
}

/// What a value is compared with.
enum Match: Sendable, Hashable {
    case equals(Literal)
    case compares(Comparison, Literal)
    case range(Literal, Literal)
    case pattern(Glob)

    /// How a value is compared with a limit.
    enum Comparison: String, Sendable, Hashable {
        case above = ">"
        case atLeast = ">="
        case below = "<"
        case atMost = "<="
    }

    /// A text with `*` at its start, its end or both.
    struct Glob: Sendable, Hashable {
        let text: String
        let isOpenAtStart: Bool
        let isOpenAtEnd: Bool
    }
}

/// A value as it was written, and what it means.
struct Literal: Sendable, Hashable {
    /// What it means.
    enum Meaning: Sendable, Hashable {
        /// One value.
        case value(SQLValue)
        /// Every whole number of a span, such as those of `5xx` or of a day.
        case span(Range<Int64>)
    }

    /// As it is written, without quotes.
    let text: String
    let meaning: Meaning

    /// The smallest whole number that is meant, or nil where it is no whole number.
    var lowest: Int64? {
        switch meaning {
        case .value(.int(let number)): number
        case .span(let span): span.lowerBound
        case .value: nil
        }
    }

    /// The largest whole number that is meant, or nil where it is no whole number.
    var highest: Int64? {
        switch meaning {
        case .value(.int(let number)): number
        case .span(let span): span.upperBound - 1
        case .value: nil
        }
    }
}
