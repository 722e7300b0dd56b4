extension OpenAIChatReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .choice: choiceMember(key)
        case .delta, .audio: deltaMember(key)
        case .content: partMember(key)
        case .toolCall: toolCallMember(key)
        case .toolFunction, .functionCall: functionMember(key)
        case .groq: groqMember(key)
        case .usage, .groqUsage: usageMember(key)
        case .inputDetails, .outputDetails: detailsMember(key)
        case .error: errorMember(key)
        case .detail: detailMember(key)
        default: .skip
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: .root
        case .choices: .choice
        case .toolCalls: .toolCall
        case .content: .content
        case .detail: .detail
        default: .skip
        }
    }

    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "id": .id
        case "choices": .choices
        case "model": .model
        case "usage": .usage
        case "x_groq": .groq
        default: rootErrorMember(key)
        }
    }

    private static func choiceMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "index": .choiceIndex
        case "delta", "message": .delta
        case "finish_reason": .finish
        default: .skip
        }
    }

    private static func deltaMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "content", "reasoning_content", "reasoning", "refusal", "transcript", "data": .content
        case "tool_calls": .toolCalls
        case "function_call": .functionCall
        case "audio": .audio
        default: .skip
        }
    }

    /// Content may be a list of parts, and a thinking part has a list of its own.
    private static func partMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "text", "thinking": .content
        default: .skip
        }
    }

    private static func toolCallMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "index": .toolIndex
        case "id": .toolID
        case "function", "custom": .toolFunction
        default: .skip
        }
    }

    private static func functionMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "name", "arguments", "input": .content
        default: .skip
        }
    }

    private static func groqMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "usage": .groqUsage
        default: .skip
        }
    }

    /// The members of `usage`, which the formats that inherit from chat share.
    static func usageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "prompt_tokens": .inputTokens
        case "completion_tokens": .outputTokens
        case "total_tokens": .totalTokens
        case "prompt_tokens_details": .inputDetails
        case "completion_tokens_details": .outputDetails
        case "prompt_cache_hit_tokens": .hitTokens
        case "cached_tokens", "num_cached_tokens": .topCachedTokens
        case "cache_creation_input_tokens": .topCacheWriteTokens
        case "reasoning_tokens": .topReasoningTokens
        default: .skip
        }
    }

    /// The members of the details of `usage`.
    static func detailsMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "cached_tokens": .cachedTokens
        case "cache_write_tokens": .cacheWriteTokens
        case "reasoning_tokens": .reasoningTokens
        default: .skip
        }
    }
}
