extension BedrockInvokeReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .event: BedrockConverseReply.rootMember(key)
        case .metrics: metricsMember(key)
        case .choice: choiceMember(key)
        case .parts: partMember(key)
        case .usage: usageMember(key)
        case .outputDetails: outputDetailsMember(key)
        case .toolCalls, .toolCall, .toolFunction, .inputDetails: OpenAIChatReply.member(key, of: node)
        case .delta: deltaMember(key)
        case .response, .blocks, .reasoning, .call, .cacheDetails, .tier: BedrockConverseReply.member(key, of: node)
        default: AnthropicMessagesReply.member(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .choices, .toolCalls: OpenAIChatReply.element(of: node)
        case .parts, .cacheDetails: node
        default: AnthropicMessagesReply.element(of: node)
        }
    }

    /// Amazon's Nova wraps what Converse has as payloads; Titan, Llama and Mistral have words of their own.
    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "amazon-bedrock-invocationMetrics": .metrics
        case "messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata": .event
        case "output": .response
        case "stopReason", "completionReason": .finish
        case "choices": .choices
        case "outputs", "results": .parts
        case "outputText", "generation", "completion": .content
        case "inputTextTokenCount", "prompt_token_count": .inputTokens
        case "totalOutputTextTokenCount", "generation_token_count": .outputTokens
        case "originalStatusCode": .errorStatus
        default: AnthropicMessagesReply.member(key, of: .root)
        }
    }

    private static func metricsMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "inputTokenCount": .metricInput
        case "outputTokenCount": .metricOutput
        case "cacheReadInputTokenCount": .metricCached
        case "cacheWriteInputTokenCount": .metricCacheWrite
        default: .skip
        }
    }

    private static func choiceMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "stop_reason": .finish
        case "text": .content
        default: OpenAIChatReply.member(key, of: .choice)
        }
    }

    private static func partMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "outputText": .content
        case "stop_reason", "completionReason": .finish
        case "tokenCount": .outputTokens
        default: BedrockConverseReply.member(key, of: .parts)
        }
    }

    /// A piece of a block (Anthropic), or what is in a choice (OpenAI).
    private static func deltaMember(_ key: JSONKey) -> ReplyNode {
        switch AnthropicMessagesReply.member(key, of: .delta) {
        case .skip: OpenAIChatReply.member(key, of: .delta)
        case let node: node
        }
    }

    /// Who counts as OpenAI does has the cached tokens inside of the prompt's.
    private static func usageMember(_ key: JSONKey) -> ReplyNode {
        if case "prompt_tokens" = key { return .inclusiveInputTokens }
        return switch AnthropicMessagesReply.usageMember(key) {
        case .skip:
            switch BedrockConverseReply.usageMember(key) {
            case .skip: OpenAIChatReply.usageMember(key)
            case let node: node
            }
        case let node: node
        }
    }

    private static func outputDetailsMember(_ key: JSONKey) -> ReplyNode {
        switch AnthropicMessagesReply.member(key, of: .outputDetails) {
        case .skip: OpenAIChatReply.detailsMember(key, of: .outputDetails)
        case let node: node
        }
    }
}
