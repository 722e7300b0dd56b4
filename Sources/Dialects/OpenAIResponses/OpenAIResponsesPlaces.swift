extension OpenAIResponsesReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .response: responseMember(key)
        case .incomplete: incompleteMember(key)
        case .item: itemMember(key)
        case .usage: usageMember(key)
        case .inputDetails, .outputDetails: OpenAIChatReply.detailsMember(key)
        case .error: errorMember(key)
        case .detail: detailMember(key)
        default: .skip
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: .root
        case .output: .item
        case .detail: .detail
        default: .skip
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
        default: .skip
        }
    }
}
