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
    /// Gemini content, plain.
    case generateContent = "/v1beta/models/{model}:generateContent"
    /// Gemini content, streamed.
    case streamGenerateContent = "/v1beta/models/{model}:streamGenerateContent"
    /// Gemini token counting.
    case geminiCountTokens = "/v1beta/models/{model}:countTokens"
    /// Every other path of the Gemini surface.
    case geminiOther = "/v1beta/{path}"
    /// Bedrock Converse, plain.
    case converse = "/bedrock/model/{model}/converse"
    /// Bedrock Converse, streamed.
    case converseStream = "/bedrock/model/{model}/converse-stream"
    /// A Bedrock model in its maker's own format, plain.
    case invoke = "/bedrock/model/{model}/invoke"
    /// A Bedrock model in its maker's own format, streamed.
    case invokeStream = "/bedrock/model/{model}/invoke-with-response-stream"
    /// Every other path of the Bedrock surface.
    case bedrockOther = "/bedrock/{path}"
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
        case .generateContent: 11
        case .streamGenerateContent: 12
        case .geminiCountTokens: 13
        case .geminiOther: 14
        case .converse: 15
        case .converseStream: 16
        case .invoke: 17
        case .invokeStream: 18
        case .bedrockOther: 19
        case .upstream: 20
        case .unmatched: 21
        }
    }
}

/// Whose manners the caller expects: the shape of errors and of the model list.
package enum Surface: String, Sendable, CaseIterable {
    /// `{"error":{"message","type","param","code"}}`.
    case openAI = "openai"
    /// `{"type":"error","error":{"type","message"},"request_id"}`.
    case anthropic
    /// `{"error":{"code","message","status"}}`.
    case gemini
    /// `{"message"}`, with the kind in the header `x-amzn-ErrorType`.
    case bedrock

    /// The position in `allCases`, for tables.
    package var index: Int {
        switch self {
        case .openAI: 0
        case .anthropic: 1
        case .gemini: 2
        case .bedrock: 3
        }
    }
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
    /// Gemini and Vertex content: JSON, server-sent events, or one growing JSON array.
    case geminiContent = "gemini_content"
    /// Gemini token counting.
    case geminiCountTokens = "gemini_count_tokens"
    /// Bedrock Converse: JSON, or AWS event-stream frames.
    case bedrockConverse = "bedrock_converse"
    /// A model's own format inside Bedrock's envelope: JSON, or AWS event-stream frames that hold it in base64.
    case bedrockInvoke = "bedrock_invoke"
    /// Ollama's own chat and generate: JSON, or one JSON text a line.
    case ollamaChat = "ollama_chat"
    /// Cohere chat, version 2.
    case cohereChat = "cohere_chat"
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
