package import Exchange

/// How the bytes of an answer are divided into the JSON texts in which it says its things.
enum Framing: Sendable {
    /// No byte has come that tells.
    case undecided
    /// Server-sent events.
    case events
    /// One JSON text.
    case document
    /// One JSON text behind another, usually one a line (`application/x-ndjson`).
    case texts
    /// The elements of one JSON array, which grows while the model writes.
    case array
    /// The messages of an AWS event stream.
    case frames

    /// Tells the framing by the answer's first byte that is no blank.
    ///
    /// Content types are not trusted: errors come as plain JSON where a stream was asked for, and Ollama may send
    /// none. The first byte of an AWS message is the highest of its length, so it is never a bracket.
    init(first byte: UInt8, format: WireFormat, isStream: Bool) {
        switch (format, byte) {
        case (.ollamaChat, JSONByte.openBrace): self = .texts
        case (.geminiContent, JSONByte.openBracket): self = .array
        case (_, JSONByte.openBrace), (_, JSONByte.openBracket): self = .document
        case (.bedrockConverse, _), (.bedrockInvoke, _): self = isStream ? .frames : .document
        default: self = isStream ? .events : .document
        }
    }
}

extension ReplyReader {
    /// Tells whether an answer comes in parts while the model writes, as `isStream` of a reader wants it.
    ///
    /// `contentType` is in lower case. `asked` says that the caller asked for a stream: Gemini's growing array and
    /// some of Ollama's streams are only told by that, for they call themselves `application/json`, or nothing.
    package static func isStream(contentType: String, format: WireFormat, asked: Bool) -> Bool {
        if contentType.hasPrefix("text/event-stream") { return true }
        switch format {
        case .bedrockConverse, .bedrockInvoke: return contentType.hasPrefix("application/vnd.amazon.eventstream")
        case .ollamaChat: return contentType.hasPrefix("application/x-ndjson") || asked
        case .geminiContent: return asked && contentType.hasPrefix("application/json")
        default: return false
        }
    }
}
