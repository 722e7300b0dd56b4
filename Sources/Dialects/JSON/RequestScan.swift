package import Exchange

/// What one strict pass over a request's body finds; nothing of it is a copy of the caller's words but a few names.
package struct RequestScan: Sendable, Hashable {
    /// The most members a body may have at its top level.
    static let keyLimit = 128
    /// The longest model name, in bytes; no provider's comes near.
    static let modelLimit = 4_096

    /// The format the body was read as.
    package let format: WireFormat
    /// The model, decoded and whole, at most 4,096 bytes; nil where neither path nor body names one.
    package internal(set) var model: String?
    /// Where the model's value stands in the body, quotes included.
    package internal(set) var modelRange: Range<Int>?
    /// True for `"stream":true`, or where the path asks for a stream; Ollama streams unless it is told not to.
    package internal(set) var isStream = false
    /// True when `stream_options` asks for usage; OpenAI chat and completions only.
    package internal(set) var includesUsage = false
    /// False for `"store":false`, which leaves nothing behind at the provider.
    package internal(set) var isStored = true
    /// Where the value of `stream_options` stands, `null` included.
    package internal(set) var streamOptionsRange: Range<Int>?
    /// The offset right behind the opening brace.
    package internal(set) var insertionPoint = 0
    /// True for `{}`.
    package internal(set) var isEmptyObject = true
    /// The most tokens the caller wants: `max_completion_tokens`, else `max_output_tokens`, else `max_tokens`.
    ///
    /// In other dialects `generationConfig.maxOutputTokens`, `inferenceConfig.maxTokens`, `options.num_predict`.
    /// Nil also where the value is below 0 or no number: that is for the provider to judge.
    package internal(set) var maxTokens: Int64?
    /// How many elements the top-level `tools` array has, or that of `toolConfig`.
    ///
    /// For Gemini, how many functions and tools of its own are declared in them.
    package internal(set) var tools = 0
    /// Who the caller says the request is for: `safety_identifier`, else `user`, else `metadata.user_id`.
    ///
    /// At most 768 bytes, to be cut further only when no secret is in it; a text with control characters is left out.
    package internal(set) var user: String?
    /// The conversation the body names; ids over 128 bytes or with control characters are left out.
    ///
    /// In this order: `conversation` (a string, or its `id`), `metadata.conversation_id`, `metadata.session_id`,
    /// `previous_response_id`.
    package internal(set) var conversation: ConversationHint?
    /// What the path says, where it says anything.
    let path: PathFacts?
    /// Where the value of `stream_options.include_usage` stands.
    var includeUsageRange: Range<Int>?
    /// How `stream_options` can be added to.
    var streamOptions = StreamOptions.absent

    /// How `stream_options` can be added to.
    enum StreamOptions: Hashable {
        case absent
        case null
        case empty
        case members
    }

    init(format: WireFormat, path: PathFacts?) {
        self.format = format
        self.path = path
        model = path?.model
        isStream = path?.isStream ?? (format == .ollamaChat)
    }

    /// Reads a request's body in one strict pass, without recursion and without copying it.
    ///
    /// Refuses all that RFC 8259 refuses, and what makes readers disagree: bytes that are not UTF-8, a byte order
    /// mark, duplicate members at the top level (also through escapes), more than 128 levels, lone surrogates in
    /// top-level names and in the model. Lone surrogate escapes elsewhere pass, as providers take them.
    ///
    /// Where `path` names the model, a body that names another is refused, if its dialect lets bodies do so.
    package static func scan(
        _ body: UnsafeRawBufferPointer,
        format: WireFormat,
        path: PathFacts? = nil
    ) throws(ScanFailure) -> RequestScan {
        var scanner = RequestScanner(format: format, path: path)
        return try scanner.run(body)
    }

    /// True for the formats whose streams report usage only when they are asked to.
    var asksForUsage: Bool {
        format == .openAIChat || format == .openAICompletions
    }

    var isGemini: Bool { path?.namePrefix != nil }
}
