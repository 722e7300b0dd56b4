extension BedrockConverseReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .response: responseMember(key)
        case .blocks: messageMember(key)
        case .parts: partMember(key)
        case .reasoning: reasoningMember(key)
        case .call: callMember(key)
        case .content: .content
        case .usage: usageMember(key)
        case .cacheDetails: cacheMember(key)
        case .tier: tierMember(key)
        default: errorPlace(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .parts, .content, .cacheDetails: node
        default: errorElement(of: node)
        }
    }

    /// The root is the payload of an event or exception, or the answer itself where there is no stream.
    static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "delta", "start": .parts
        case "output": .response
        case "stopReason": .finish
        case "usage": .usage
        case "serviceTier": .tier
        case "inputTokens": .tokenCount
        case "message", "Message": .topMessage
        case "__type": .topType
        case "originalStatusCode": .errorStatus
        default: .skip
        }
    }

    private static func responseMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "message": .blocks
        default: .skip
        }
    }

    private static func messageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "content": .parts
        default: .skip
        }
    }

    /// The members of a block of content, and of its beginning and its pieces in streams.
    private static func partMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "text": .content
        case "toolUse": .call
        case "reasoningContent": .reasoning
        default: .skip
        }
    }

    private static func reasoningMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "text": .content
        case "reasoningText": .reasoning
        default: .skip
        }
    }

    private static func callMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "name": .itemName
        case "type": .itemKind
        case "input": .content
        default: .skip
        }
    }

    /// The members of `usage`; those of the cache come under two names with the same value.
    static func usageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "inputTokens": .inputTokens
        case "outputTokens": .outputTokens
        case "totalTokens": .totalTokens
        case "cacheReadInputTokens", "cacheReadInputTokenCount": .cachedTokens
        case "cacheWriteInputTokens", "cacheWriteInputTokenCount": .cacheWriteTokens
        case "cacheDetails": .cacheDetails
        default: .skip
        }
    }

    private static func cacheMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "ttl": .retention
        case "inputTokens": .cacheDetailTokens
        default: .skip
        }
    }

    private static func tierMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "type": .serviceTier
        default: .skip
        }
    }
}
