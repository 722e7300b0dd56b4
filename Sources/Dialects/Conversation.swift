package import Exchange

/// What a request says: the messages of a stateless caller, who sends all of them each time.
package struct Conversation: Sendable, Hashable {
    /// The standing instructions: they often hold a date, so they stay outside the chain of messages.
    package var system: [StoredMessage]
    /// The turns, in their order.
    package var messages: [StoredMessage]

    /// The most messages of one request; a body with more is not read.
    package static let maximumMessages = 16_384

    /// Makes a conversation.
    package init(system: [StoredMessage] = [], messages: [StoredMessage] = []) {
        self.system = system
        self.messages = messages
    }

    /// Makes a conversation of messages in their order, those of `system` and `developer` apart.
    init(split all: [StoredMessage]) {
        self.init()
        messages.reserveCapacity(all.count)
        for message in all { append(message) }
    }

    /// Appends a message, one of `system` or `developer` to the instructions.
    mutating func append(_ message: StoredMessage) {
        if message.role == "system" || message.role == "developer" {
            system.append(message)
        } else {
            messages.append(message)
        }
    }

    /// Reads a request's body; nil when it is not whole JSON or holds no messages of this format.
    ///
    /// A chat request without `messages` but with `input` is read as a Responses request, since some
    /// callers send that (protocols.md, section 4.4).
    package static func read(request: [UInt8], format: WireFormat) -> Conversation? {
        ReadRequest.read(request, format: format)?.conversation
    }

    /// Reads a request's body by way of a tree.
    static func tree(_ request: [UInt8], _ format: WireFormat) -> Conversation? {
        guard let body = try? JSONValue(parsing: request) else { return nil }
        let reader = ConversationRequest(body: body)
        return switch format {
        case .openAIChat: reader.chat() ?? reader.responses()
        case .openAIResponses: reader.responses()
        case .openAICompletions: reader.prompts("prompt", role: "user")
        case .openAIEmbeddings: reader.prompts("input", role: "input")
        case .anthropicMessages, .anthropicCountTokens: reader.anthropic()
        case .geminiContent, .geminiCountTokens: ConversationGemini.request(body)
        case .bedrockConverse: ConversationConverse.request(body)
        case .bedrockInvoke: ConversationInvoke.request(body)
        case .ollamaChat: ConversationOllama.request(body)
        case .cohereChat: reader.chat()
        case .opaque: nil
        }
    }
}

/// What an answer says, in the form in which the caller sends it back with its next turn.
package enum AnswerMessage {
    /// Reads an answer's body, plain or a stream, whole or cut: one message for each choice, in the order of choices.
    ///
    /// Choices are alternatives to each other, never a sequence; all output items of a Responses answer
    /// make one message. A cut stream gives what was seen. Choices that say nothing are left out, as are
    /// error bodies and answers without words, such as embeddings.
    /// `isStream` is what the request asked for; the shape of the bytes decides, since some providers
    /// answer a stream with plain JSON.
    package static func read(answer: [UInt8], format: WireFormat, isStream: Bool) -> [StoredMessage] {
        switch format {
        case .openAIChat, .openAICompletions:
            read(answer, isStream, into: ConversationChat(), plain: ConversationScan.chatAnswer)
        case .openAIResponses: read(answer, isStream, into: ConversationResponses())
        case .anthropicMessages:
            read(answer, isStream, into: ConversationMessages(), plain: ConversationScan.anthropicAnswer)
        case .geminiContent: read(answer, isStream, into: ConversationCandidates(), framing: .elements)
        case .bedrockConverse: read(answer, isStream, into: ConversationBlocks(), framing: .frames(format))
        case .bedrockInvoke: read(answer, isStream, into: ConversationInvoke(), framing: .frames(format))
        case .ollamaChat: read(answer, isStream, into: ConversationOllama(), framing: .lines)
        case .cohereChat: read(answer, isStream, into: ConversationCohere())
        case .openAIEmbeddings, .anthropicCountTokens, .geminiCountTokens, .opaque: []
        }
    }

    /// How the events of a stream are told apart.
    private enum Framing {
        case events
        case elements
        case lines
        case frames(WireFormat)
    }

    private static func read(
        _ answer: [UInt8],
        _ isStream: Bool,
        into empty: some ConversationAssembler,
        framing: Framing = .events,
        plain scan: ([UInt8]) -> StoredMessage? = { _ in nil }
    ) -> [StoredMessage] {
        var assembler = empty
        if looksPlain(answer, isStream) {
            if let message = scan(answer) { return [message] }
            if let body = try? JSONValue(parsing: answer) { return assembler.messages(ofPlain: body) }
        }
        func take(_ bytes: UnsafeRawBufferPointer) {
            if assembler.take(plain: bytes) { return }
            // What is not JSON, such as `[DONE]`, is passed over.
            if let event = try? JSONValue(parsing: bytes) { assembler.take(event) }
        }
        switch framing {
        case .elements where looksPlain(answer, false): ConversationFraming.elements(answer, take)
        case .lines: ConversationFraming.lines(answer, take)
        case .frames(let format): ConversationFraming.frames(answer, format: format) { assembler.take($0) }
        case .events, .elements:
            if looksPlain(answer, isStream) { return [] }
            var events = ConversationEvents(answer)
            events.read(take)
        }
        return assembler.messages()
    }

    private static func looksPlain(_ answer: [UInt8], _ isStream: Bool) -> Bool {
        guard let first = answer.first(where: { !JSONByte.isBlank($0) }) else { return !isStream }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

/// Puts the pieces of one dialect's answers together.
protocol ConversationAssembler {
    /// Takes the next event of a stream.
    mutating func take(_ event: JSONValue)

    /// Takes the next event when that needs no tree of it; false when it does, or is broken.
    mutating func take(plain event: UnsafeRawBufferPointer) -> Bool

    /// What the events taken so far say.
    func messages() -> [StoredMessage]

    /// What a plain body says.
    func messages(ofPlain body: JSONValue) -> [StoredMessage]
}

extension ConversationAssembler {
    /// Leaves every event to the tree.
    mutating func take(plain event: UnsafeRawBufferPointer) -> Bool { false }
}
