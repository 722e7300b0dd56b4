package import Exchange

/// Reads an answer as it passes: usage, model, finish, errors and what counts as content, however the bytes are cut.
///
/// It keeps no text of the answer and allocates nothing for events like those before. Bytes after content decoding
/// go in; nothing comes out but `reading`.
package struct ReplyReader: Sendable {
    private let format: WireFormat
    private let isStream: Bool
    private var framing = Framing.undecided
    private var stream = EventStream()
    private var walk = JSONWalk()
    private var draft = ReplyDraft()
    private var done = DoneMark()
    private var malformed = 0
    private var isUnterminated = false

    /// The events dispatched so far.
    package private(set) var events: Int64 = 0

    private enum Framing: Sendable {
        case undecided
        case events
        case document
    }

    /// Makes a reader; `isStream` says that an event stream is expected.
    ///
    /// An answer whose first byte is `{` or `[` is read as one JSON text all the same.
    package init(format: WireFormat, isStream: Bool) {
        self.format = format
        self.isStream = isStream
    }

    /// The events so far that held text, reasoning or a piece of a tool call.
    package var contentEvents: Int64 { draft.facts.contentEvents }

    /// True when the answer has carried an error.
    package var hasError: Bool { draft.facts.error != nil }

    /// True when the end marker has been seen.
    package var isComplete: Bool { draft.facts.isComplete }

    /// True when every choice that was seen has its finish word.
    package var hasEndedEveryChoice: Bool { draft.facts.hasEndedEveryChoice }

    /// Reads the next bytes.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        switch format {
        case .openAIChat: feed(bytes, as: OpenAIChatReply.self)
        case .openAIResponses: feed(bytes, as: OpenAIResponsesReply.self)
        case .openAICompletions: feed(bytes, as: OpenAICompletionsReply.self)
        case .openAIEmbeddings: feed(bytes, as: OpenAIEmbeddingsReply.self)
        case .anthropicMessages, .anthropicCountTokens: feed(bytes, as: AnthropicMessagesReply.self)
        case .opaque: feed(bytes, as: OpaqueReply.self)
        }
    }

    /// Reads the end: what an unterminated last event says is taken when it is whole.
    package mutating func end() {
        switch format {
        case .openAIChat: end(as: OpenAIChatReply.self)
        case .openAIResponses: end(as: OpenAIResponsesReply.self)
        case .openAICompletions: end(as: OpenAICompletionsReply.self)
        case .openAIEmbeddings: end(as: OpenAIEmbeddingsReply.self)
        case .anthropicMessages, .anthropicCountTokens: end(as: AnthropicMessagesReply.self)
        case .opaque: draft.facts.isComplete = true
        }
    }

    /// All that has been read; it makes strings, so it is not for every chunk.
    package var reading: Reading {
        let facts = draft.facts
        return Reading(
            usage: usage,
            usageReports: facts.usageReports,
            tokenCount: facts.tokenCount,
            model: facts.model.isEmpty ? nil : facts.model.string,
            id: facts.id.isEmpty ? nil : facts.id.string,
            finishReasons: facts.finishReasons,
            toolCalls: facts.tools.count,
            events: events,
            contentEvents: facts.contentEvents,
            isComplete: facts.isComplete,
            error: facts.error,
            malformedEvents: malformed,
            isUnterminated: isUnterminated
        )
    }

    private var usage: Usage {
        switch format {
        case .anthropicMessages, .anthropicCountTokens: AnthropicMessagesReply.usage(draft.facts.usage)
        case .opaque: Usage()
        default: OpenAIChatReply.usage(draft.facts.usage)
        }
    }
}

extension ReplyReader {
    private mutating func feed<Format: ReplyFormat>(_ bytes: UnsafeRawBufferPointer, as format: Format.Type) {
        if framing == .undecided { decide(bytes) }
        switch framing {
        case .undecided: break
        case .document: if self.format != .opaque { walk.feed(bytes, as: format, into: &draft) }
        case .events:
            var at = 0
            while let part = stream.next(in: bytes, at: &at) {
                switch part {
                case .data(let range): data(bytes.part(range), format)
                case .lineBreak: withUnsafeBytes(of: JSONByte.lineFeed) { data($0, format) }
                case .event: endEvent(format)
                case .border: break
                }
            }
        }
    }

    private mutating func decide(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first(where: { !JSONByte.isBlank($0) }) else { return }
        let isJSON = first == JSONByte.openBrace || first == JSONByte.openBracket
        framing = isStream && !isJSON ? .events : .document
    }

    @inline(__always)
    private mutating func data<Format: ReplyFormat>(_ bytes: UnsafeRawBufferPointer, _ format: Format.Type) {
        guard self.format != .opaque else { return }
        done.match(bytes)
        walk.feed(bytes, as: format, into: &draft)
    }

    private mutating func endEvent<Format: ReplyFormat>(_ format: Format.Type) {
        events += 1
        if done.isWhole {
            if format.endsWithDone { draft.facts.isComplete = true }
        } else if walk.isComplete {
            if draft.kind.isEmpty { draft.kind = stream.nameText }
            if stream.nameText.equals("error") { draft.saysError = true }
            format.fold(&draft, isDocument: false)
        } else if self.format != .opaque {
            malformed += 1
            if stream.nameText.equals("error") { draft.facts.error = ReplyError(type: nil, code: nil, message: "") }
        }
        walk.reset()
        draft.beginEvent()
        done = DoneMark()
    }

    private mutating func end<Format: ReplyFormat>(as format: Format.Type) {
        switch framing {
        case .undecided: break
        case .events:
            guard stream.isInsideEvent else { return }
            isUnterminated = true
            endEvent(format)
        case .document:
            isUnterminated = !walk.isComplete && !walk.isMalformed
            malformed = walk.isComplete ? 0 : 1
            guard walk.isComplete else { return }
            format.fold(&draft, isDocument: true)
            draft.facts.isComplete = true
        }
    }
}

/// Tells whether an event's data is `[DONE]`, blanks around it aside.
struct DoneMark: Sendable {
    private var matched = 0
    private var isOff = false

    /// True when the data is the mark.
    var isWhole: Bool { matched == 6 && !isOff }

    /// Looks at the next bytes of the data.
    @inline(__always)
    mutating func match(_ bytes: UnsafeRawBufferPointer) {
        guard !isOff else { return }
        let mark: StaticString = "[DONE]"
        for byte in bytes {
            if matched < 6, byte == mark.utf8Start[matched] {
                matched += 1
            } else if !JSONByte.isBlank(byte) || matched % 6 != 0 {
                isOff = true
                return
            }
        }
    }
}
