/// Puts together the answers of Cohere chat, version 2.
///
/// Its requests are those of OpenAI chat, `tool_plan`, `citations` and thinking beside the words.
struct ConversationCohere: ConversationAssembler {
    private var words = ""
    private var thinking = ""
    private var plan = ""
    private var calls = ConversationToolCalls()
    private var citations: [JSONValue] = []

    mutating func take(_ event: JSONValue) {
        guard let message = event["delta"]?["message"] else { return }
        switch event["type"]?.text {
        case "content-start", "content-delta":
            words += message["content"]?["text"]?.text ?? ""
            thinking += message["content"]?["thinking"]?.text ?? ""
        case "tool-plan-delta": plan += message["tool_plan"]?.text ?? ""
        case "tool-call-start", "tool-call-delta":
            guard case .object(var call)? = message["tool_calls"] else { return }
            if let index = event["index"] { call.append(.init("index", index)) }
            calls.take(.object(call))
        case "citation-start":
            if let citation = message["citations"], citations.count < 4_096 { citations.append(citation) }
        default: break
        }
    }

    func messages() -> [StoredMessage] {
        var parts: [JSONValue] = []
        if !thinking.isEmpty { parts.append(["type": "thinking", "thinking": .string(thinking)]) }
        if !words.isEmpty { parts.append(["type": "text", "text": .string(words)]) }
        return stored([
            "content": .array(parts), "tool_plan": .string(plan), "tool_calls": calls.value,
            "citations": .array(citations),
        ])
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        body["message"].map(stored) ?? []
    }

    private func stored(_ message: JSONValue) -> [StoredMessage] {
        let says = (message.members ?? []).contains { $0.name != "role" && !$0.value.isEmpty }
        return says ? ConversationCanonical.stored(message, role: "assistant").map { [$0] } ?? [] : []
    }
}
