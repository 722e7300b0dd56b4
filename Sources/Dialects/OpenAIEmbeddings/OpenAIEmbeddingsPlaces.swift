extension OpenAIEmbeddingsReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .usage: OpenAIChatReply.usageMember(key)
        case .inputDetails: OpenAIChatReply.detailsMember(key)
        case .error: errorMember(key)
        case .detail: detailMember(key)
        default: .skip
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: .root
        case .detail: .detail
        default: .skip
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
