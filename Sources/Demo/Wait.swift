import Exchange

/// When a provider says to come back, and in which of the ways providers have.
package struct Wait: Sendable, Hashable {
    /// The ways.
    package enum Form: String, Sendable, CaseIterable {
        /// The header `retry-after` in seconds, and the text.
        case seconds
        /// The header `retry-after-ms`, and the text.
        case ms
        /// The header `retry-after` as a date, rounded up to a second.
        case date
        /// The text alone.
        case text
        /// Azure's way: `retry-after` in whole seconds beside `retry-after-ms: 0`.
        case azure
        /// The headers that say when the limit is whole again.
        case reset
    }

    /// How long to wait, in seconds.
    package var seconds: Double
    /// The way it is told.
    package var form: Form

    /// The wait that the knobs ask for, or nil where they ask for none.
    init?(_ choice: ModelChoice) {
        guard let seconds = choice.value(.retryAfter) else { return nil }
        self.seconds = seconds
        form = choice.word(.form) ?? .seconds
    }

    /// The header lines in the manners of `surface`.
    func headers(_ surface: Surface, now: WallTime) -> [(name: String, value: String)] {
        switch form {
        case .seconds: [("retry-after", Self.number(seconds))]
        case .ms: [("retry-after-ms", Self.number((seconds * 1_000).rounded(.up)))]
        case .date: [("retry-after", HTTPDate(now + .seconds(seconds.rounded(.up))).imf)]
        case .text: []
        case .azure: [("retry-after", Self.number(seconds.rounded(.up))), ("retry-after-ms", "0")]
        case .reset: reset(surface, now)
        }
    }

    /// How the text of the error tells it, or nil where it does not.
    var words: String? {
        switch form {
        case .seconds, .ms, .text:
            seconds < 1 ? "\(Self.number((seconds * 1_000).rounded(.up)))ms" : "\(Self.number(seconds))s"
        case .date, .azure, .reset: nil
        }
    }

    private func reset(_ surface: Surface, _ now: WallTime) -> [(name: String, value: String)] {
        guard surface == .anthropic else {
            return [
                ("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", Self.number(seconds) + "s"),
            ]
        }
        let whole = HTTPDate(now + .seconds(seconds.rounded(.up))).rfc3339
        return [
            ("anthropic-ratelimit-requests-limit", "50"), ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", whole),
        ]
    }

    /// The number without a fraction that is zero.
    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }
}
