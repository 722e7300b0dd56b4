extension GeminiContentReply {
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: rootMember(key)
        case .choice: candidateMember(key)
        case .delta: contentMember(key)
        case .parts: partMember(key)
        case .call: callMember(key)
        case .content: .content
        case .audio: dataMember(key)
        case .toolFunction: codeMember(key)
        case .usage: usageMember(key)
        case .inputModality, .outputModality, .cachedModality: modalityMember(key)
        case .feedback: feedbackMember(key)
        case .grounding: groundingMember(key)
        default: errorPlace(key, of: node)
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode {
        switch node {
        case .root: .root
        case .choices: .choice
        case .parts, .content, .inputModality, .outputModality, .cachedModality: node
        case .searches: .search
        default: errorElement(of: node)
        }
    }

    private static func rootMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "candidates": .choices
        case "usageMetadata": .usage
        case "modelVersion": .model
        case "responseId": .id
        case "promptFeedback": .feedback
        case "totalTokens": .tokenCount
        default: rootErrorMember(key)
        }
    }

    private static func candidateMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "index": .choiceIndex
        case "content": .delta
        case "finishReason": .finish
        case "groundingMetadata": .grounding
        default: .skip
        }
    }

    private static func contentMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "parts": .parts
        default: .skip
        }
    }

    private static func partMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "text": .content
        case "functionCall": .call
        case "inlineData": .audio
        case "executableCode": .toolFunction
        default: .skip
        }
    }

    /// A call may come in pieces (Vertex); only the first has a name.
    private static func callMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "name": .itemName
        case "args", "partialArgs": .content
        default: .skip
        }
    }

    private static func dataMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "data": .media
        default: .skip
        }
    }

    private static func codeMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "code": .content
        default: .skip
        }
    }

    private static func usageMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "promptTokenCount": .inputTokens
        case "candidatesTokenCount": .outputTokens
        case "totalTokenCount": .totalTokens
        case "thoughtsTokenCount": .reasoningTokens
        case "toolUsePromptTokenCount": .toolUseTokens
        case "cachedContentTokenCount": .cachedTokens
        case "promptTokensDetails": .inputModality
        case "candidatesTokensDetails": .outputModality
        case "cacheTokensDetails": .cachedModality
        case "serviceTier": .serviceTier
        case "trafficType": .trafficType
        default: .skip
        }
    }

    private static func modalityMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "modality": .modality
        case "tokenCount": .modalityTokens
        default: .skip
        }
    }

    private static func feedbackMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "blockReason": .reason
        default: .skip
        }
    }

    private static func groundingMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "webSearchQueries": .searches
        default: .skip
        }
    }
}
