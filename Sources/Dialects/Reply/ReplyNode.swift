/// The places of an answer that some wire format's reader looks at.
///
/// The order matters: containers, then content (of which only the presence counts), then words and counts.
enum ReplyNode: UInt8 {
    // Containers.
    case skip
    case root
    case error
    case errorOther
    case choices
    case choice
    case delta
    case audio
    case toolCalls
    case toolCall
    case toolFunction
    case functionCall
    case groq
    case groqUsage
    case usage
    case inputDetails
    case outputDetails
    case iterations
    case iteration
    case response
    case incomplete
    case output
    case item
    case message
    case blocks
    case block

    // Text, reasoning and tool calls that the model wrote.
    case content

    // Words.
    case id
    case model
    case kind
    case itemKind
    case finish
    case status
    case reason
    case toolID
    case errorMessage
    case errorType
    case errorCode
    case object
    case topMessage
    case topType
    case topCode
    case detail

    // Counts.
    case choiceIndex
    case toolIndex
    case errorStatus
    case tokenCount
    case inputTokens
    case outputTokens
    case totalTokens
    case cachedTokens
    case cacheWriteTokens
    case reasoningTokens
    case hitTokens
    case topCachedTokens
    case topCacheWriteTokens
    case topReasoningTokens
    case iterationInput
    case iterationOutput
    case iterationCached
    case iterationCacheWrite

    /// True where the value itself is wanted, not only what is inside of it.
    @inline(__always)
    var isWanted: Bool {
        rawValue > ReplyNode.content.rawValue || self == .error || self == .errorOther
            || self == .message
    }
}

/// The name of a member, to be matched with literals.
struct JSONKey {
    let bytes: UnsafeRawBufferPointer

    @inline(__always)
    static func ~= (literal: StaticString, key: JSONKey) -> Bool {
        key.bytes.equals(literal)
    }
}
