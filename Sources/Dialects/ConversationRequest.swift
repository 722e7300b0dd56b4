/// Reads the messages out of a request's body, one function for each format.
struct ConversationRequest {
    let body: JSONValue

    /// OpenAI chat: `messages`, those of `system` and `developer` apart.
    func chat() -> Conversation? {
        guard let messages = body["messages"]?.elements else { return nil }
        return Conversation(split: messages.compactMap { ConversationCanonical.stored($0) })
    }

    /// Anthropic: `system` beside `messages`.
    func anthropic() -> Conversation? {
        guard let messages = body["messages"]?.elements else { return nil }
        var conversation = Conversation(split: messages.compactMap { ConversationCanonical.stored($0) })
        if let system = body["system"], let stored = Self.system(system) { conversation.system.insert(stored, at: 0) }
        return conversation
    }

    /// Responses: `instructions` beside `input`, a string or items.
    func responses() -> Conversation? {
        var conversation: Conversation
        switch body["input"] {
        case .string(let text)?:
            conversation = Conversation()
            if let stored = Self.message(.string(text), role: "user") { conversation.messages.append(stored) }
        case .array(let items)?: conversation = ConversationItems.read(items)
        default: return nil
        }
        if let instructions = body["instructions"], let stored = Self.system(instructions) {
            conversation.system.insert(stored, at: 0)
        }
        return conversation
    }

    /// Completions and embeddings: one string, several, or tokens in place of strings; each becomes a message.
    func prompts(_ name: String, role: String) -> Conversation? {
        guard let value = body[name], !value.isNull else { return nil }
        var prompts = [value]
        if let elements = value.elements, elements.contains(where: { $0.integer == nil }) { prompts = elements }
        return Conversation(messages: prompts.compactMap { Self.message($0, role: role) })
    }

    /// Standing instructions that are no message; nil when they say nothing.
    static func system(_ value: JSONValue) -> StoredMessage? { value.isEmpty ? nil : message(value, role: "system") }

    private static func message(_ content: JSONValue, role: String) -> StoredMessage? {
        ConversationCanonical.stored(["content": content], role: role)
    }
}
