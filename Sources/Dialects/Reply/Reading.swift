package import Exchange

/// What an answer says about itself: tokens, model, how it ended.
package struct Reading: Sendable {
    /// The tokens, normalised; empty where none were reported.
    package var usage: Usage
    /// How many times usage was reported; the last one counts, they are never added.
    package var usageReports: Int
    /// The answer to a token counting request; such tokens are not used up.
    package var tokenCount: Int64?
    /// The model as the provider names it, cut at 128 bytes.
    package var model: String?
    /// The answer's id as the provider names it, cut at 128 bytes.
    package var id: String?
    /// The tier the provider says it served the answer in, cut at 64 bytes; `fast` for Anthropic's faster speed.
    package var serviceTier: String?
    /// What the provider itself says the answer cost.
    package var reportedCost: Cost?
    /// The provider's own finish words, one per choice that ended, in the order of the choices.
    ///
    /// For OpenAI responses the status, with the reason behind a colon: `incomplete:max_output_tokens`. For a prompt
    /// that Gemini blocked, the reason behind `promptFeedback:`.
    package var finishReasons: [String]
    /// The tool calls that are the caller's to make.
    package var toolCalls: Int
    /// The names of the tools so called, each once; at most 32 of at most 64 bytes.
    package var toolNames: [String]
    /// The events dispatched, an unterminated last one included; 0 for a plain body.
    package var events: Int64
    /// The events with text, reasoning or a piece of a tool call; 0 for a plain body.
    package var contentEvents: Int64
    /// How much text, reasoning and tool calls the model wrote.
    package var content: TextSize
    /// True when the end marker was seen, or the plain body ended well-formed; see `ReplyReader.isComplete`.
    package var isComplete: Bool
    /// The error the answer carries, inside a stream or as its whole body.
    package var error: ReplyError?
    /// How long the error says one should wait before trying again; at most seven days.
    package var retryAfter: Duration?
    /// The events whose data is not JSON; for a plain body 1 when it is not.
    package var malformedEvents: Int
    /// True when the bytes ended inside an event or inside the plain body.
    package var isUnterminated: Bool
    /// True when the framing itself is broken, as by a wrong checksum; nothing behind that was read.
    package var isCorrupt: Bool

    /// The UTF-8 bytes of the text, reasoning and tool calls the model wrote.
    package var contentBytes: Int64 { content.bytes }
}

/// An error as a provider words it.
package struct ReplyError: Sendable, Hashable {
    /// Its `type`, cut at 64 bytes; Google's `status`, the name of an AWS exception.
    package var type: String?
    /// Its `code`, a number as it is written, cut at 64 bytes.
    package var code: String?
    /// Its message, cut at 512 bytes; empty where it has none.
    package var message: String
    /// The HTTP status that a mid-stream error names (`status_code`, `originalStatusCode`).
    package var status: Int?

    /// Makes an error.
    package init(type: String?, code: String?, message: String, status: Int? = nil) {
        self.type = type
        self.code = code
        self.message = message
        self.status = status
    }
}
