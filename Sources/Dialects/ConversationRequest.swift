/// Reads the messages out of a request's body, one function for each format.
struct ConversationRequest {
    let body: JSONValue

    /// OpenAI chat: `messages`, those of `system` and `developer` apart.
    func chat() -> Conversation? {
        guard let messages = body["messages"]?.elements else { return nil }
        return split(messages)
    }

    /// Anthropic: `system` beside `messages`.
    func anthropic() -> Conversation? {
        guard let messages = body["messages"]?.elements else { return nil }
        var conversation = split(messages)
        if let system = body["system"], !system.isEmpty, let stored = Self.message(system, role: "system") {
            conversation.system.insert(stored, at: 0)
        }
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
        if let instructions = body["instructions"], !instructions.isEmpty,
            let stored = Self.message(instructions, role: "system")
        {
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

    private func split(_ messages: [JSONValue]) -> Conversation {
        var conversation = Conversation()
        for message in messages {
            guard let stored = ConversationCanonical.stored(message) else { continue }
            if stored.role == "system" || stored.role == "developer" {
                conversation.system.append(stored)
            } else {
                conversation.messages.append(stored)
            }
        }
        return conversation
    }

    private static func message(_ content: JSONValue, role: String) -> StoredMessage? {
        ConversationCanonical.stored(["content": content], role: role)
    }
}
