extension AnthropicMessagesReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .message: messageMember(key)
        case .delta: deltaMember(key)
        case .block: blockMember(key)
        case .usage: usageMember(key)
        case .outputDetails: outputDetailsMember(key)
        case .serverTools: OpenAIChatReply.serverToolMember(key)
        case .cacheCreation, .iterationCacheCreation: creationMember(key, of: node)
        case .iteration: iterationMember(key)
        case .content: .content
        default: errorPlace(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .blocks: .block
        case .iterations: .iteration
        case .content: .content
        default: errorElement(of: node)
        }
    }

    /// The root is an event, or the message itself where there is no stream.
    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "type": .kind
        case "delta": .delta
        case "content_block": .block
        case "message": .message
        case "content": .blocks
        case "stop_reason": .finish
        case "input_tokens": .tokenCount
        default:
            switch messageMember(key) {
            case .skip: rootErrorMember(key)
            case let node: node
            }
        }
    }

    private static func messageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "id": .id
        case "model": .model
        case "usage": .usage
        default: .skip
        }
    }

    private static func deltaMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "text", "thinking", "partial_json": .content
        case "stop_reason": .finish
        default: .skip
        }
    }

    private static func blockMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "type": .itemKind
        case "name": .itemName
        case "text", "thinking", "input": .content
        default: .skip
        }
    }

    /// The members of `usage`.
    static func usageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "output_tokens_details": .outputDetails
        case "iterations": .iterations
        case "input_tokens": .inputTokens
        case "output_tokens": .outputTokens
        case "cache_read_input_tokens": .cachedTokens
        case "cache_creation_input_tokens": .cacheWriteTokens
        case "cache_creation": .cacheCreation
        case "server_tool_use": .serverTools
        case "service_tier": .serviceTier
        case "speed": .speed
        default: .skip
        }
    }

    /// What was written to the cache, by how long it stays.
    private static func creationMember(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch key {
        case "ephemeral_1h_input_tokens": node == .cacheCreation ? .cacheHourTokens : .iterationCacheHour
        default: .skip
        }
    }

    private static func outputDetailsMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "thinking_tokens": .reasoningTokens
        default: .skip
        }
    }

    private static func iterationMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "input_tokens": .iterationInput
        case "output_tokens": .iterationOutput
        case "cache_read_input_tokens": .iterationCached
        case "cache_creation_input_tokens": .iterationCacheWrite
        case "cache_creation": .iterationCacheCreation
        default: .skip
        }
    }
}
