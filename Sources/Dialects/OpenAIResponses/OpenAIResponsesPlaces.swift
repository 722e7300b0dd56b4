extension OpenAIResponsesReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .response: responseMember(key)
        case .incomplete: incompleteMember(key)
        case .item: itemMember(key)
        case .itemAction: actionMember(key)
        case .parts: partMember(key)
        case .usage: usageMember(key)
        case .inputDetails, .outputDetails: OpenAIChatReply.detailsMember(key, of: node)
        case .serverTools: OpenAIChatReply.serverToolMember(key)
        case .cost: OpenAIChatReply.costMember(key)
        default: errorPlace(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: .root
        case .output: .item
        case .parts: .parts
        default: errorElement(of: node)
        }
    }

    /// The root is an event, or the response itself where there is no stream.
    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "type": .kind
        case "delta": .content
        case "response": .response
        case "item": .item
        default:
            switch responseMember(key) {
            case .skip: rootErrorMember(key)
            case let node: node
            }
        }
    }

    private static func responseMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "id": .id
        case "model": .model
        case "status": .status
        case "usage": .usage
        case "service_tier": .serviceTier
        case "output": .output
        case "incomplete_details": .incomplete
        case "error": .error
        default: .skip
        }
    }

    private static func incompleteMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "reason": .reason
        default: .skip
        }
    }

    private static func itemMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "type": .itemKind
        case "name": .itemName
        case "action": .itemAction
        case "content", "summary": .parts
        case "arguments", "input": .content
        default: .skip
        }
    }

    /// What a web search did: searching costs, opening a page does not.
    private static func actionMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "type": .actionKind
        default: .skip
        }
    }

    private static func partMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "text", "refusal": .content
        default: .skip
        }
    }

    private static func usageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "input_tokens": .inputTokens
        case "output_tokens": .outputTokens
        case "total_tokens": .totalTokens
        case "input_tokens_details": .inputDetails
        case "output_tokens_details": .outputDetails
        default: OpenAIChatReply.priceMember(key)
        }
    }
}
