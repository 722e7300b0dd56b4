/// The templates of the data plane's paths: the only form in which a path becomes a label.
package enum Route: String, Sendable, CaseIterable {
    /// OpenAI chat completions.
    case chatCompletions = "/v1/chat/completions"
    /// OpenAI responses.
    case responses = "/v1/responses"
    /// OpenAI embeddings.
    case embeddings = "/v1/embeddings"
    /// OpenAI legacy completions.
    case completions = "/v1/completions"
    /// OpenAI moderations.
    case moderations = "/v1/moderations"
    /// The models the caller may use.
    case models = "/v1/models"
    /// One model of that list.
    case model = "/v1/models/{model}"
    /// Anthropic messages.
    case messages = "/v1/messages"
    /// Anthropic token counting.
    case countTokens = "/v1/messages/count_tokens"
    /// Every other path of the OpenAI surface.
    case openAIOther = "/v1/{path}"
    /// Every other path of the Anthropic surface.
    case anthropicOther = "/anthropic/v1/{path}"
    /// The raw way to one provider.
    case upstream = "/upstream/{target}/{path}"
    /// Everything else.
    case unmatched

    /// The position in `allCases`, for tables.
    package var index: Int {
        switch self {
        case .chatCompletions: 0
        case .responses: 1
        case .embeddings: 2
        case .completions: 3
        case .moderations: 4
        case .models: 5
        case .model: 6
        case .messages: 7
        case .countTokens: 8
        case .openAIOther: 9
        case .anthropicOther: 10
        case .upstream: 11
        case .unmatched: 12
        }
    }
}

/// Whose manners the caller expects: the shape of errors and of the model list.
package enum Surface: String, Sendable, CaseIterable {
    /// `{"error":{"message","type","param","code"}}`.
    case openAI = "openai"
    /// `{"type":"error","error":{"type","message"},"request_id"}`.
    case anthropic
}

/// What is asked of the model; the value of `gen_ai.operation.name`.
package enum Operation: String, Sendable, CaseIterable {
    /// Chat in any dialect.
    case chat
    /// OpenAI responses.
    case responses
    /// Embeddings.
    case embeddings
    /// Legacy completions.
    case textCompletion = "text_completion"
    /// Moderations.
    case moderations
    /// Token counting.
    case countTokens = "count_tokens"
    /// The list of models.
    case models
    /// Anything that passes through without being understood.
    case other

    /// The position in `allCases`, for tables.
    package var index: Int {
        switch self {
        case .chat: 0
        case .responses: 1
        case .embeddings: 2
        case .textCompletion: 3
        case .moderations: 4
        case .countTokens: 5
        case .models: 6
        case .other: 7
        }
    }
}

/// The wire format of a request and its answer.
package enum WireFormat: String, Sendable, CaseIterable {
    /// OpenAI chat completions.
    case openAIChat = "openai_chat"
    /// OpenAI responses.
    case openAIResponses = "openai_responses"
    /// OpenAI legacy completions.
    case openAICompletions = "openai_completions"
    /// OpenAI embeddings.
    case openAIEmbeddings = "openai_embeddings"
    /// Anthropic messages.
    case anthropicMessages = "anthropic_messages"
    /// Anthropic token counting.
    case anthropicCountTokens = "anthropic_count_tokens"
    /// Bytes whose meaning is not read.
    case opaque
}

/// The methods that a label may name; anything else is `_OTHER`.
package enum Method: String, Sendable, CaseIterable {
    /// GET.
    case get = "GET"
    /// POST.
    case post = "POST"
    /// PUT.
    case put = "PUT"
    /// PATCH.
    case patch = "PATCH"
    /// DELETE.
    case delete = "DELETE"
    /// HEAD.
    case head = "HEAD"
    /// OPTIONS.
    case options = "OPTIONS"
    /// Every other method; they are refused.
    case other = "_OTHER"
}
