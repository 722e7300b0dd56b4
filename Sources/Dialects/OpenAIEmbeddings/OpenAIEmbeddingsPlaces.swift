extension OpenAIEmbeddingsReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .usage: OpenAIChatReply.usageMember(key)
        case .inputDetails: OpenAIChatReply.detailsMember(key, of: node)
        case .cost: OpenAIChatReply.costMember(key)
        default: errorPlace(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: .root
        default: errorElement(of: node)
        }
    }

    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "id": .id
        case "model": .model
        case "usage": .usage
        default: rootErrorMember(key)
        }
    }
}
