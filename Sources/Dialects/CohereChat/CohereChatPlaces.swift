extension CohereChatReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .response: deltaMember(key)
        case .message: messageMember(key)
        case .parts: partMember(key)
        case .call: callMember(key)
        case .callFunction: functionMember(key)
        case .usage: usageMember(key)
        case .billed: billedMember(key)
        case .tokens: tokensMember(key)
        default: errorPlace(key, of: node)
        }
    }

    /// In streams there is one part, or one call, where a plain answer has a list of them.
    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .parts, .call: node
        default: errorElement(of: node)
        }
    }

    /// The root is an event, or the answer itself where there is no stream.
    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "id": .id
        case "type": .kind
        case "delta": .response
        case "error_type": .topType
        default:
            switch deltaMember(key) {
            case .skip: rootErrorMember(key)
            case let node: node
            }
        }
    }

    /// `message` is what the model wrote, or the text of an error.
    private static func deltaMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "message": .message
        case "finish_reason": .finish
        case "usage": .usage
        case "error": .error
        default: .skip
        }
    }

    private static func messageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "content": .parts
        case "tool_plan": .content
        case "tool_calls": .call
        default: .skip
        }
    }

    private static func partMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "text", "thinking": .content
        default: .skip
        }
    }

    private static func callMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "function": .callFunction
        default: .skip
        }
    }

    private static func functionMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "name": .itemName
        case "arguments": .content
        default: .skip
        }
    }

    private static func usageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "billed_units": .billed
        case "tokens": .tokens
        case "cached_tokens": .cachedTokens
        default: .skip
        }
    }

    private static func billedMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "input_tokens": .billedInput
        case "output_tokens": .billedOutput
        default: .skip
        }
    }

    private static func tokensMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "input_tokens": .inputTokens
        case "output_tokens": .outputTokens
        case "reasoning_tokens": .reasoningTokens
        default: .skip
        }
    }
}
