import Exchange

/// The failures that a model was asked to show.
extension Refusal {
    /// A status, with the time to come back where one is to be told.
    static func shown(_ status: Int, _ wait: Wait?, _ surface: Surface, now: WallTime) -> Refusal {
        if status == 401 { return .unauthorized(surface) }
        let message =
            switch status {
            case 429: "Rate limit reached, as asked of the demo provider."
            case 529: "Overloaded"
            default: "The demo provider was asked to fail with status \(status)."
            }
        let again = wait?.words.map { " Please try again in \($0)." } ?? ""
        var refusal = Refusal(status: status, message: message + again)
        if status == 429 { refusal.code = "rate_limit_exceeded" }
        refusal.headers = wait?.headers(surface, now: now) ?? []
        if surface == .anthropic, status == 529 { refusal.headers.append(("x-should-retry", "true")) }
        return refusal
    }

    /// A refusal with the codes of the providers (protocols.md, section 3).
    static func refused(_ reason: RefusalReason, _ surface: Surface) -> Refusal {
        switch (reason, surface) {
        case (.key, _): .unauthorized(surface)
        case (.quota, .anthropic):
            .invalid("Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.")
        case (.quota, _): .quotaUsedUp
        case (.context, .anthropic): .invalid("prompt is too long: 208310 tokens > 200000 maximum")
        case (.context, _):
            Refusal(
                status: 400,
                message: """
                    This model's maximum context length is 128000 tokens. However, your messages resulted in \
                    131072 tokens. Please reduce the length of the messages.
                    """,
                code: "context_length_exceeded",
                param: "messages"
            )
        case (.policy, .anthropic): .invalid("Output blocked by content filtering policy")
        case (.policy, _):
            Refusal(
                status: 400,
                message: "Your request was rejected as a result of our safety system.",
                code: "content_policy_violation"
            )
        }
    }

    /// The error that a stream brings after its status 200; a plain answer brings it with its status.
    static func inStream(_ fault: StreamFault, _ surface: Surface) -> Refusal {
        switch fault {
        case .server: Refusal(status: 500, message: "The demo provider was asked to fail in the midst of the stream.")
        case .overloaded: Refusal(status: surface == .anthropic ? 529 : 503, message: "Overloaded")
        case .rateLimit:
            Refusal(
                status: 429,
                message: "Rate limit reached, as asked of the demo provider.",
                code: "rate_limit_exceeded"
            )
        case .quota:
            surface == .anthropic ? Refusal(status: 402, message: "Your credit balance is too low.") : .quotaUsedUp
        }
    }

    private static var quotaUsedUp: Refusal {
        Refusal(
            status: 429,
            message: "You exceeded your current quota, please check your plan and billing details.",
            type: "insufficient_quota",
            code: "insufficient_quota"
        )
    }
}
