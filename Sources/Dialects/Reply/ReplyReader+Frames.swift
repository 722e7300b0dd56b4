import Exchange

extension ReplyReader {
    /// Reads the messages of an AWS event stream; what a message says counts once its checksum was right.
    mutating func readFrames<Format: ReplyFormat>(
        _ bytes: UnsafeRawBufferPointer,
        _ at: inout Int,
        _ format: Format.Type
    ) {
        while let part = frames.next(in: bytes, at: &at) {
            switch part {
            case .begin: break
            case .payload(let range): payload(bytes.part(range), format)
            case .end: endFrame(format)
            case .corrupt:
                malformed += 1
                isCorrupt = true
                beginFrame()
            }
        }
    }

    private var isEvent: Bool { frames.messageType.equals("event") }

    /// The payload of an event of Invoke holds the maker's own JSON in base64.
    private mutating func payload<Format: ReplyFormat>(_ bytes: UnsafeRawBufferPointer, _ format: Format.Type) {
        guard self.format == .bedrockInvoke, isEvent else {
            return walk.feed(bytes, as: format, into: &draft)
        }
        envelope.feed(bytes, as: InvokeEnvelope.self, into: &draft)
        var inner: [UInt8] = []
        swap(&inner, &draft.envelope.bytes)
        inner.span.bytes.withUnsafeBytes { walk.feed($0, as: format, into: &draft) }
        inner.removeAll(keepingCapacity: true)
        swap(&inner, &draft.envelope.bytes)
    }

    private mutating func endFrame<Format: ReplyFormat>(_ format: Format.Type) {
        events += 1
        let isRead = walk.isComplete && (envelope.isComplete || envelope.isUntouched)
        if !isEvent {
            draft.facts.error = exception
        } else if isRead {
            if self.format == .bedrockConverse { draft.kind = frames.eventName }
            format.fold(&draft, isDocument: false)
        } else if !walk.isUntouched || !envelope.isUntouched {
            malformed += 1
        }
        beginFrame()
    }

    private mutating func beginFrame() {
        if isCorrupt { draft.content = TextSize() }
        walk.reset()
        envelope.reset()
        draft.envelope.reset()
        draft.beginEvent()
    }

    /// The error that a message of another kind than `event` is.
    private var exception: ReplyError {
        var words = draft.top
        if words.message.isEmpty { frames.errorMessage.withBytes { words.setMessage($0) } }
        var error = words.reply(orElse: draft.error)
        error.type = frames.eventName.isEmpty ? error.type : frames.eventName.string
        error.status = draft.error.status >= 0 ? Int(exactly: draft.error.status) : nil
        return error
    }
}

/// The JSON around the JSON of a model in Bedrock's Invoke streams: `{"bytes": base64, "p": padding}`.
enum InvokeEnvelope: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        guard node == .root else { return .skip }
        return switch key {
        case "bytes": .envelope
        default: .skip
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode { .skip }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {}

    static func usage(_ counts: UsageCounts) -> Usage { Usage() }
}
