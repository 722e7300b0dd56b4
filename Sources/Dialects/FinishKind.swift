/// What a provider's own finish word means, over all dialects.
package enum FinishKind: Sendable, Hashable, CaseIterable {
    /// The model ended by itself, at a stop sequence, or to call a tool.
    case natural
    /// A limit of tokens, the caller's or the model's, cut the answer.
    case length
    /// The provider's filter or the model's refusal ended it.
    case filter

    /// Reads a word as a provider wrote it; a word nobody knows is natural.
    ///
    /// Words: OpenAI `finish_reason` and `incomplete:reason`, Anthropic `stop_reason`, Gemini `finishReason` and
    /// `blockReason`, Bedrock `stopReason`, Cohere `finish_reason`, Ollama `done_reason`.
    package init(word: String) {
        // Gemini did not take the prompt at all
        if word.hasPrefix("promptFeedback:") {
            self = .filter
            return
        }
        switch word {
        case "length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "incomplete:max_output_tokens",
            "model_context_window_exceeded", "model_length", "ERROR_LIMIT":
            self = .length
        case "content_filter", "incomplete:content_filter", "refusal", "SAFETY", "RECITATION", "BLOCKLIST",
            "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "LANGUAGE",
            "content_filtered", "guardrail_intervened", "ERROR_TOXIC":
            self = .filter
        default: self = .natural
        }
    }

    /// What the words of all choices mean together: a filter before a length before a natural end.
    package static func of(_ words: [String]) -> FinishKind {
        let kinds = words.map(FinishKind.init(word:))
        return kinds.contains(.filter) ? .filter : kinds.contains(.length) ? .length : .natural
    }
}
