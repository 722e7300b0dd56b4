/// The places of an answer that some wire format's reader looks at.
///
/// The order matters: containers, then content (of which only presence and size count), then words and counts.
enum ReplyNode: UInt8 {
    // Containers.
    case skip
    case root
    case error
    case errorOther
    case errorDetails
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
    case serverTools
    case cacheCreation
    case cacheDetails
    case iterations
    case iteration
    case iterationCacheCreation
    case inputModality
    case outputModality
    case cachedModality
    case billed
    case metrics
    case response
    case incomplete
    case output
    case item
    case itemAction
    case message
    case blocks
    case block
    case parts
    case call
    case callFunction
    case feedback
    case grounding
    case searches
    case tier
    case event
    case reasoning
    case tokens

    // Text, reasoning and tool calls that the model wrote.
    case content
    // Sounds and pictures, in base64.
    case media
    // JSON in base64, inside of another.
    case envelope

    // Words.
    case id
    case model
    case kind
    case itemKind
    case actionKind
    case finish
    case status
    case reason
    case toolID
    case toolName
    case itemName
    case serviceTier
    case trafficType
    case speed
    case modality
    case retention
    case search
    case cost
    case errorMessage
    case errorType
    case errorState
    case errorCode
    case retryDelay
    case object
    case topMessage
    case topType
    case topCode
    case detail
    case done

    // Counts.
    case choiceIndex
    case toolIndex
    case errorStatus
    case tokenCount
    case inputTokens
    case inclusiveInputTokens
    case outputTokens
    case totalTokens
    case cachedTokens
    case cacheWriteTokens
    case cacheHourTokens
    case cacheDetailTokens
    case reasoningTokens
    case audioInputTokens
    case audioOutputTokens
    case modalityTokens
    case toolUseTokens
    case billedInput
    case billedOutput
    case webSearches
    case costTicks
    case hitTokens
    case topCachedTokens
    case topCacheWriteTokens
    case topReasoningTokens
    case iterationInput
    case iterationOutput
    case iterationCached
    case iterationCacheWrite
    case iterationCacheHour
    case metricInput
    case metricOutput
    case metricCached
    case metricCacheWrite

    /// True where the value itself is wanted, not only what is inside of it.
    @inline(__always)
    var isWanted: Bool {
        rawValue > ReplyNode.envelope.rawValue || self == .error || self == .errorOther || self == .errorDetails
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
