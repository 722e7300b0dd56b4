/// Puts together the answers of models inside Bedrock's InvokeModel, each of which speaks its maker's own format.
///
/// Claude's is Anthropic's, Nova's is Converse's with the event's name around each payload, gpt-oss's is OpenAI chat;
/// of other families only the words are known.
struct ConversationInvoke: ConversationAssembler {
    private var claude = ConversationMessages()
    private var nova = ConversationBlocks()
    private var chat = ConversationChat()
    private var words = ""

    /// Reads a request's body; nil when it holds neither messages nor a prompt.
    static func request(_ body: JSONValue) -> Conversation? {
        let reader = ConversationRequest(body: body)
        return ConversationConverse.request(body) ?? reader.prompts("prompt", role: "user")
            ?? reader.prompts("inputText", role: "user")
    }

    mutating func take(_ event: JSONValue) {
        if event["type"]?.text != nil {
            claude.take(event)
        } else if event["choices"] != nil {
            chat.take(event)
        } else if let text = Self.words(of: event) {
            words += text
        } else {
            nova.take(event)
        }
    }

    func messages() -> [StoredMessage] {
        let said = [claude.messages(), nova.messages(), chat.messages()].first { !$0.isEmpty }
        return said ?? Self.message(words)
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        if body["output"]?["message"] != nil { return nova.messages(ofPlain: body) }
        if body["choices"] != nil { return chat.messages(ofPlain: body) }
        if body["content"]?.elements != nil { return claude.messages(ofPlain: body) }
        let results = body["results"]?.elements ?? body["outputs"]?.elements ?? body["generations"]?.elements
        return Self.message(Self.words(of: body) ?? (results ?? []).compactMap(Self.words).joined())
    }

    /// The words of Titan, Llama, Mistral, Cohere and of Claude before messages, by the names they have there.
    private static func words(of body: JSONValue) -> String? {
        for name in ["outputText", "generation", "completion", "text"] {
            if let text = body[name]?.text { return text }
        }
        guard let outputs = body["outputs"]?.elements else { return nil }
        return outputs.compactMap { $0["text"]?.text }.joined()
    }

    private static func message(_ words: String) -> [StoredMessage] {
        guard !words.isEmpty else { return [] }
        return ConversationCanonical.stored(["content": .string(words)], role: "assistant").map { [$0] } ?? []
    }
}
