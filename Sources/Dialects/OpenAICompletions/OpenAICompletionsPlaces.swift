extension OpenAICompletionsReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        if node == .choice, "text" ~= key { return .content }
        return OpenAIChatReply.member(key, of: node)
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        OpenAIChatReply.element(of: node)
    }
}
