extension OllamaChatReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .message: messageMember(key)
        case .call: callMember(key)
        case .callFunction: functionMember(key)
        case .content: .content
        default: errorPlace(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .call, .content: node
        default: errorElement(of: node)
        }
    }

    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "model": .model
        case "message": .message
        case "response", "thinking": .content
        case "done": .done
        case "done_reason": .finish
        case "prompt_eval_count": .inputTokens
        case "eval_count": .outputTokens
        default: rootErrorMember(key)
        }
    }

    private static func messageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "content", "thinking": .content
        case "tool_calls": .call
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
}
