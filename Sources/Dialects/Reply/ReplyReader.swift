package import Exchange

/// Reads an answer as it passes: usage, model, finish, errors and what counts as content, however the bytes are cut.
///
/// It keeps no text of the answer and allocates nothing for events like those before. Bytes after content decoding
/// go in; nothing comes out but `reading`.
package struct ReplyReader: Sendable {
    let format: WireFormat
    let isStream: Bool
    var framing = Framing.undecided
    var stream = EventStream()
    var frames = AWSEventStream()
    var walk = JSONWalk()
    /// Walks over the JSON around a JSON text in base64.
    var envelope = JSONWalk()
    var draft = ReplyDraft()
    var done = DoneMark()
    var malformed = 0
    var isUnterminated = false
    /// The bracket behind the last element of a growing array has come.
    var isArrayClosed = false

    /// True when the framing is broken, as by a wrong checksum; nothing behind that is read.
    package internal(set) var isCorrupt = false

    /// The events dispatched so far.
    package internal(set) var events: Int64 = 0

    /// Makes a reader; `isStream` says that the answer comes in parts (`isStream(contentType:format:asked:)`).
    ///
    /// An answer whose first byte is `{` or `[` is read as JSON all the same.
    package init(format: WireFormat, isStream: Bool) {
        self.format = format
        self.isStream = isStream
        stream.seesBareText = format != .opaque
    }

    /// The events so far that held text, reasoning or a piece of a tool call.
    package var contentEvents: Int64 { draft.facts.contentEvents }

    /// True when the answer has carried an error.
    package var hasError: Bool { draft.facts.error != nil }

    /// True when the end marker has been seen; for a plain body, when all of it is JSON and the end was read.
    ///
    /// The markers: `[DONE]` (OpenAI chat and completions), a terminal event (Responses), `message_stop` (Anthropic),
    /// `metadata` behind `messageStop` (Bedrock Converse), the marker of the model's maker or the metrics of the last
    /// frame (Bedrock Invoke), `done: true` (Ollama), `message-end` (Cohere). Gemini has none: its streams are
    /// complete when they ended between events, a growing array with its bracket, and each candidate that was seen
    /// has its finish reason, or the prompt was blocked. That is known only behind `end`, and says nothing of how the
    /// connection ended.
    package var isComplete: Bool { draft.facts.isComplete }

    /// True when every choice that was seen has its finish word.
    ///
    /// Some that speak OpenAI's dialect send no `[DONE]`; this and a clean end of the body have to do.
    package var hasEndedEveryChoice: Bool { draft.facts.hasEndedEveryChoice }

    /// Whether the bytes so far end inside a message of an AWS event stream; nil for answers framed otherwise.
    package var isInsideFrame: Bool? { framing == .frames ? frames.isInsideMessage : nil }

    /// Reads the next bytes.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        switch format {
        case .openAIChat: feed(bytes, as: OpenAIChatReply.self)
        case .openAIResponses: feed(bytes, as: OpenAIResponsesReply.self)
        case .openAICompletions: feed(bytes, as: OpenAICompletionsReply.self)
        case .openAIEmbeddings: feed(bytes, as: OpenAIEmbeddingsReply.self)
        case .anthropicMessages, .anthropicCountTokens: feed(bytes, as: AnthropicMessagesReply.self)
        case .geminiContent, .geminiCountTokens: feed(bytes, as: GeminiContentReply.self)
        case .bedrockConverse: feed(bytes, as: BedrockConverseReply.self)
        case .bedrockInvoke: feed(bytes, as: BedrockInvokeReply.self)
        case .ollamaChat: feed(bytes, as: OllamaChatReply.self)
        case .cohereChat: feed(bytes, as: CohereChatReply.self)
        case .opaque: feed(bytes, as: OpaqueReply.self)
        }
    }

    /// Reads the end: what an unterminated last event says is taken when it is whole.
    package mutating func end() {
        switch format {
        case .openAIChat: end(as: OpenAIChatReply.self)
        case .openAIResponses: end(as: OpenAIResponsesReply.self)
        case .openAICompletions: end(as: OpenAICompletionsReply.self)
        case .openAIEmbeddings: end(as: OpenAIEmbeddingsReply.self)
        case .anthropicMessages, .anthropicCountTokens: end(as: AnthropicMessagesReply.self)
        case .geminiContent, .geminiCountTokens: end(as: GeminiContentReply.self)
        case .bedrockConverse: end(as: BedrockConverseReply.self)
        case .bedrockInvoke: end(as: BedrockInvokeReply.self)
        case .ollamaChat: end(as: OllamaChatReply.self)
        case .cohereChat: end(as: CohereChatReply.self)
        case .opaque: draft.facts.isComplete = true
        }
    }

    /// Takes note of a header field of the answer; its name is in lower case.
    ///
    /// Bedrock counts the tokens of an invocation in headers, for models whose own format may not.
    package mutating func note(field name: String, _ value: String) {
        let words = "x-amzn-bedrock-"
        guard name.hasPrefix(words), let count = Int64(value), (0...JSONNumber.largestExact).contains(count) else {
            return
        }
        switch name.dropFirst(words.count) {
        case "input-token-count": draft.facts.fallback.input = count
        case "output-token-count": draft.facts.fallback.output = count
        case "cache-read-input-token-count": draft.facts.fallback.cached = count
        case "cache-write-input-token-count": draft.facts.fallback.cacheWrite = count
        default: break
        }
    }

    /// All that has been read; it makes strings, so it is not for every chunk.
    package var reading: Reading {
        let facts = draft.facts
        let isPlain = !isStream && events < 2
        let usage = usage
        var content = facts.content
        // Of a plain body that broke off counts what came; an event that is not whole says nothing.
        if framing == .document { content.add(draft.content) }
        return Reading(
            usage: usage,
            usageReports: max(facts.usageReports, usage.isEmpty ? 0 : 1),
            tokenCount: facts.tokenCount,
            model: facts.model.isEmpty ? nil : facts.model.string,
            id: facts.id.isEmpty ? nil : facts.id.string,
            serviceTier: facts.serviceTier,
            reportedCost: facts.usage.cost < 0 ? nil : Cost(nanoUSD: facts.usage.cost),
            finishReasons: facts.finishReasons,
            toolCalls: facts.tools.count,
            toolNames: facts.toolNames.strings,
            events: isPlain ? 0 : events,
            contentEvents: isPlain ? 0 : facts.contentEvents,
            content: content.settled,
            isComplete: facts.isComplete,
            error: facts.error,
            retryAfter: facts.retryAfter,
            malformedEvents: malformed,
            isUnterminated: isUnterminated,
            isCorrupt: isCorrupt
        )
    }

    private var usage: Usage {
        let counts = draft.facts.usage.isEmpty ? draft.facts.fallback : draft.facts.usage
        return switch format {
        case .anthropicMessages, .anthropicCountTokens: AnthropicMessagesReply.usage(counts)
        case .geminiContent, .geminiCountTokens: GeminiContentReply.usage(counts)
        case .bedrockConverse: BedrockConverseReply.usage(counts)
        case .bedrockInvoke: BedrockInvokeReply.usage(counts)
        case .opaque: Usage()
        default: OpenAIChatReply.usage(counts)
        }
    }
}
