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
        case .inputDetails, .outputDetails: detailsMember(key, of: node)
        case .serverTools: serverToolMember(key)
        case .cost: costMember(key)
        default: errorPlace(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: .root
        case .choices: .choice
        case .toolCalls: .toolCall
        case .content: .content
        default: errorElement(of: node)
        }
    }

    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "id": .id
        case "choices": .choices
        case "model": .model
        case "usage": .usage
        case "service_tier": .serviceTier
        case "x_groq": .groq
        default: rootErrorMember(key)
        }
    }

    private static func choiceMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "index": .choiceIndex
        case "delta", "message": .delta
        case "finish_reason": .finish
        case "error": .error
        default: .skip
        }
    }

    private static func deltaMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "content", "reasoning_content", "reasoning", "refusal", "transcript": .content
        case "data": .media
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
        case "name": .toolName
        case "arguments", "input": .content
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
        default: priceMember(key)
        }
    }

    /// The members of `usage` that tell what it cost, or what costs beside the tokens.
    ///
    /// `cost` is a number with OpenRouter and an object with Perplexity; ticks are ten to a nano-dollar (xAI).
    static func priceMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "cost": .cost
        case "cost_in_usd_ticks": .costTicks
        case "num_search_queries": .webSearches
        case "server_tool_use": .serverTools
        default: .skip
        }
    }

    /// The members of the details of `usage`.
    static func detailsMember(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch key {
        case "cached_tokens": .cachedTokens
        case "cache_write_tokens": .cacheWriteTokens
        case "reasoning_tokens": .reasoningTokens
        case "audio_tokens": node == .inputDetails ? .audioInputTokens : .audioOutputTokens
        default: .skip
        }
    }

    /// The members of `server_tool_use`.
    static func serverToolMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "web_search_requests": .webSearches
        default: .skip
        }
    }

    /// The members of a `cost` that is an object.
    static func costMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "total_cost": .cost
        default: .skip
        }
    }
}
