/// A field of an exchange that can be asked for, by its name in a query.
package enum QueryField: String, Sendable, CaseIterable {
    case time, status, outcome, ending, provider, model
    case modelRoute = "model_route"
    case key, organisation, team, user
    case endUser = "end_user"
    case conv, route, stream, cached, attempt
    case attemptReason = "attempt.reason"
    case passedOver = "passed_over"
    case retryStop = "retry_stop"
    case shadowOf = "shadow_of"
    case latency, ttft, tps
    case inputTokens = "tokens.in"
    case outputTokens = "tokens.out"
    case cost, template, tool, error, tag, id, trace, prompt, response

    /// What is known about the field.
    package var facts: FieldFacts { FieldFacts.of(self) }
}

/// A field as it stands in a query; of tags there are as many fields as names.
package struct FieldName: Sendable, Hashable, CustomStringConvertible {
    /// The field.
    package let field: QueryField
    /// The tag's name; nil for every other field.
    package let tag: String?

    /// Names a field.
    package init(_ field: QueryField, tag: String? = nil) {
        self.field = field
        self.tag = field == .tag ? tag : nil
    }

    /// The name as it is written, such as `model` or `tag.env`.
    package var description: String { tag.map { "tag.\($0)" } ?? field.rawValue }
}

/// What kind of values a field has, and so which of them a query may hold.
package enum FieldKind: Sendable, Hashable {
    /// A time, with a window of time as its meaning.
    case time
    /// An HTTP status: a number of three digits or a class such as `5xx`.
    case status
    /// One of a closed set of words.
    case word([String])
    /// A text that is compared whole, or by a pattern.
    case text
    /// A text that is compared whole only.
    case identifier
    /// A whole number.
    case count
    /// A span of time; stored in microseconds.
    case duration
    /// A number per second.
    case rate
    /// An amount of money; stored in nano-dollars.
    case money
    /// Yes or no.
    case flag
    /// Words of a text, found by full-text search.
    case words
    /// Known, but not recorded yet.
    case reserved

    /// The kind's name in the documentation.
    package var name: String {
        switch self {
        case .time: "time"
        case .status: "status"
        case .word: "word"
        case .text: "text"
        case .identifier: "id"
        case .count: "number"
        case .duration: "duration"
        case .rate: "rate"
        case .money: "money"
        case .flag: "yes or no"
        case .words: "full text"
        case .reserved: "reserved"
        }
    }
}

extension FieldName {
    /// What is known about the field.
    package var facts: FieldFacts { field.facts }
}
