package import Exchange

/// What a provider says about trying again: how long to wait, and whether to try at all.
///
/// Meant for answers of 429, 503 and 529 alone; Anthropic sends `retry-after` with good answers too, where it asks for
/// nothing.
package struct RetryHint: Sendable, Hashable {
    /// The longest wait that is told; a longer one becomes this one.
    package static let longest = Duration.seconds(7 * 86_400)

    /// How long to wait, or nil when that is not said.
    package var wait: Duration?
    /// The provider's own verdict, or nil when it gives none.
    package var shouldRetry: Bool?

    /// Makes a hint.
    package init(wait: Duration? = nil, shouldRetry: Bool? = nil) {
        self.wait = wait
        self.shouldRetry = shouldRetry
    }

    /// Reads the header of an answer; `header` gives the value of a field named in lower case.
    ///
    /// `body` is the wait that the body says. In this order: `retry-after-ms` and `retry-after`, the longer of the two;
    /// the body; the reset of a limit of which nothing remains. Dates count from the answer's own `date`, and from
    /// `wall` only where it has none. What cannot be read is as good as missing.
    package init(body: Duration? = nil, wall: WallTime, header: (String) -> String?) {
        shouldRetry =
            switch header("x-should-retry").map(HintTime.trimmed) {
            case "true": true
            case "false": false
            default: nil
            }
        let milliseconds = header("retry-after-ms").flatMap(HintTime.milliseconds)
        let seconds = header("retry-after").flatMap { Self.seconds($0, wall, header) }
        let named = [milliseconds, seconds].compactMap(\.self).max()
        let said = body.flatMap { $0 < .zero ? nil : $0 }
        wait = (named ?? said ?? Self.reset(wall, header)).map { min($0, Self.longest) }
    }

    private static func seconds(_ text: String, _ wall: WallTime, _ header: (String) -> String?) -> Duration? {
        if let seconds = HintTime.seconds(text) { return seconds }
        return HintTime.date(text).flatMap { $0.time(after: now(wall, header)) }
    }

    private static func now(_ wall: WallTime, _ header: (String) -> String?) -> HintTime.Instant {
        header("date").flatMap(HintTime.date) ?? HintTime.Instant(wall)
    }

    /// The longest time until a limit of which nothing remains is full again.
    private static func reset(_ wall: WallTime, _ header: (String) -> String?) -> Duration? {
        var longest: Duration?
        for kind in ["requests", "tokens", "input-tokens", "output-tokens"] {
            if isUsedUp(header("x-ratelimit-remaining-\(kind)")),
                let wait = header("x-ratelimit-reset-\(kind)").flatMap(HintTime.duration)
            {
                longest = max(longest ?? .zero, wait)
            }
            if isUsedUp(header("anthropic-ratelimit-\(kind)-remaining")),
                let reset = header("anthropic-ratelimit-\(kind)-reset").flatMap(HintTime.timestamp),
                let wait = reset.time(after: now(wall, header))
            {
                longest = max(longest ?? .zero, wait)
            }
        }
        return longest
    }

    private static func isUsedUp(_ remaining: String?) -> Bool {
        remaining.map(HintTime.trimmed) == "0"
    }
}
