package import Exchange

/// One message in the form in which the history keeps and compares it.
package struct StoredMessage: Sendable, Hashable {
    /// Who speaks: `system`, `developer`, `user`, `assistant`, `tool`, `input` or the caller's own word.
    package let role: String
    /// The whole message as canonical JSON: sorted keys, no blanks; see `ConversationCanonical` for the rules.
    package let content: [UInt8]
    /// What is to be hashed to find the message again: `content` without reasoning and annotations.
    ///
    /// Callers resend the words and the tool calls of an answer, but as often as not leave its reasoning
    /// out. Where there is none, this is the same storage as `content`.
    package let identity: [UInt8]
    /// The plain words of the text parts, joined, for search; reasoning and tool arguments are not in it.
    package let text: String

    /// Makes a stored message from parts that are already canonical.
    package init(role: String, content: [UInt8], identity: [UInt8], text: String) {
        self.role = role
        self.content = content
        self.identity = identity
        self.text = text
    }
}

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

    /// Reads a request's body; nil when it is not whole JSON or holds no messages of this format.
    ///
    /// A chat request without `messages` but with `input` is read as a Responses request, since some
    /// callers send that (protocols.md, section 4.4).
    package static func read(request: [UInt8], format: WireFormat) -> Conversation? {
        guard let body = try? JSONValue(parsing: request) else { return nil }
        let reader = ConversationRequest(body: body)
        let conversation: Conversation? =
            switch format {
            case .openAIChat: reader.chat() ?? reader.responses()
            case .openAIResponses: reader.responses()
            case .openAICompletions: reader.prompts("prompt", role: "user")
            case .openAIEmbeddings: reader.prompts("input", role: "input")
            case .anthropicMessages, .anthropicCountTokens: reader.anthropic()
            case .opaque: nil
            }
        return conversation?.messages.count ?? 0 > maximumMessages ? nil : conversation
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
            read(answer, isStream, into: ConversationChat())
        case .openAIResponses: read(answer, isStream, into: ConversationResponses())
        case .anthropicMessages: read(answer, isStream, into: ConversationMessages())
        case .openAIEmbeddings, .anthropicCountTokens, .opaque: []
        }
    }

    private static func read(
        _ answer: [UInt8],
        _ isStream: Bool,
        into empty: some ConversationAssembler
    ) -> [StoredMessage] {
        var assembler = empty
        if looksPlain(answer, isStream) {
            guard let body = try? JSONValue(parsing: answer) else { return [] }
            return assembler.messages(ofPlain: body)
        }
        var events = ConversationEvents(answer)
        while let event = events.next() { assembler.take(event) }
        return assembler.messages()
    }

    private static func looksPlain(_ answer: [UInt8], _ isStream: Bool) -> Bool {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        guard let first = answer.first(where: { !blanks.contains($0) }) else { return !isStream }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

/// Puts the pieces of one dialect's answers together.
protocol ConversationAssembler {
    /// Takes the next event of a stream.
    mutating func take(_ event: JSONValue)

    /// What the events taken so far say.
    func messages() -> [StoredMessage]

    /// What a plain body says.
    func messages(ofPlain body: JSONValue) -> [StoredMessage]
}
