/// The top-level members of a request that weir looks at.
enum RequestKey {
    case model
    case stream
    case streamOptions
    case maxTokens
    case maxCompletionTokens
    case maxOutputTokens
    case tools
    case conversation
    case previousResponse
    case metadata
    case user
    case safetyIdentifier
    /// Whether the provider keeps the answer (OpenAI responses).
    case store
    /// Ollama's `options`.
    case options
    /// Bedrock's `toolConfig`.
    case toolConfig
    /// Bedrock's `inferenceConfig`.
    case inferenceConfig
    /// Bedrock's `requestMetadata`.
    case requestMetadata
    /// Gemini's `generationConfig`.
    case generationConfig
    /// What Gemini's token counting wraps a request in.
    case generateContentRequest

    /// The member with the decoded name `name`, or nil.
    @inline(__always)
    init?(_ name: UnsafeRawBufferPointer) {
        let key: RequestKey
        let text: StaticString
        switch name.count {
        case 4: (key, text) = (.user, "user")
        case 5 where name[0] == UInt8(ascii: "s"): (key, text) = (.store, "store")
        case 5: (key, text) = name[0] == UInt8(ascii: "m") ? (.model, "model") : (.tools, "tools")
        case 6: (key, text) = (.stream, "stream")
        case 7: (key, text) = (.options, "options")
        case 8: (key, text) = (.metadata, "metadata")
        case 10 where name[0] == UInt8(ascii: "t"): (key, text) = (.toolConfig, "toolConfig")
        case 10: (key, text) = (.maxTokens, "max_tokens")
        case 12: (key, text) = (.conversation, "conversation")
        case 14: (key, text) = (.streamOptions, "stream_options")
        case 15 where name[0] == UInt8(ascii: "i"): (key, text) = (.inferenceConfig, "inferenceConfig")
        case 15: (key, text) = (.requestMetadata, "requestMetadata")
        case 16: (key, text) = (.generationConfig, "generationConfig")
        case 17 where name[0] == UInt8(ascii: "s"): (key, text) = (.safetyIdentifier, "safety_identifier")
        case 17 where name[0] == UInt8(ascii: "g"): (key, text) = (.generationConfig, "generation_config")
        case 17: (key, text) = (.maxOutputTokens, "max_output_tokens")
        case 20: (key, text) = (.previousResponse, "previous_response_id")
        case 21: (key, text) = (.maxCompletionTokens, "max_completion_tokens")
        case 22: (key, text) = (.generateContentRequest, "generateContentRequest")
        case 24: (key, text) = (.generateContentRequest, "generate_content_request")
        default: return nil
        }
        guard name.equals(text) else { return nil }
        self = key
    }
}

/// The names a body has used at its top level, by hash, at most 128.
///
/// Two names with one hash count as one: that refuses a body with a chance of 2^-50, and nobody else's.
struct SeenKeys {
    private var hashes = InlineArray<128, UInt64>(repeating: 0)
    private var count = 0

    /// Notes `name`; throws when it was there before.
    @inline(__always)
    mutating func insert(_ name: UnsafeRawBufferPointer) throws(ScanFailure) {
        // FNV-1a: names are short, and whoever crafts a collision only gets the own body refused.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for index in 0..<count where hashes[index] == hash {
            throw .duplicateKey(String(decoding: name.prefix(64), as: UTF8.self))
        }
        guard count < RequestScan.keyLimit else { throw .tooManyKeys }
        hashes[count] = hash
        count += 1
    }
}
