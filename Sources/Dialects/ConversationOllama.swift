/// Puts together the answers of Ollama's chat and generate, one JSON text a line.
///
/// Its message is that of OpenAI chat, but that a tool call's arguments are an object and that all of it is a delta.
struct ConversationOllama: ConversationAssembler {
    private var chat = ConversationChat()

    /// Reads a request's body: messages, or a prompt beside its instructions; nil when it holds neither.
    static func request(_ body: JSONValue) -> Conversation? {
        let reader = ConversationRequest(body: body)
        if let conversation = reader.chat() { return conversation }
        var conversation = reader.prompts("prompt", role: "user")
        if let system = body["system"], let stored = ConversationRequest.system(system) {
            conversation?.system.append(stored)
        }
        return conversation
    }

    mutating func take(_ event: JSONValue) {
        if let message = event["message"] {
            chat.take(["choices": [["index": 0, "delta": message]]])
        } else if let words = event["response"] {
            let thinking = event["thinking"] ?? .null
            chat.take(["choices": [["index": 0, "delta": ["content": words, "thinking": thinking]]]])
        }
    }

    func messages() -> [StoredMessage] {
        chat.messages()
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        var all = self
        all.take(body)
        return all.messages()
    }
}
