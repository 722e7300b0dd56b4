/// Puts together the answers of Anthropic messages: blocks by index, thinking and signatures as they came.
struct ConversationMessages: ConversationAssembler {
    /// Blocks beyond this many are left out.
    private static let maximum = 4_096

    fileprivate struct Block {
        let index: Int64
        var members: [JSONValue.Member]
        var text = ""
        var thinking = ""
        var signature: String?
        var input: String?
        var citations: [JSONValue] = []
    }

    private var role = "assistant"
    private var blocks: [Block] = []

    mutating func take(_ event: JSONValue) {
        switch event["type"]?.text {
        case "message_start":
            if let role = event["message"]?["role"]?.text { self.role = role }
        case "content_block_start":
            guard let block = event["content_block"]?.members else { return }
            start(block, index: event["index"]?.integer ?? Int64(blocks.count))
        case "content_block_delta":
            guard let delta = event["delta"], let place = place(of: event["index"]?.integer) else { return }
            blocks[place].take(delta)
        default: break
        }
    }

    private mutating func start(_ members: [JSONValue.Member], index: Int64) {
        if blocks.count == Self.maximum || blocks.last?.index == index { return }
        blocks.append(Block(index: index, members: members))
    }

    /// The block of this index; nearly always the last one.
    private func place(of index: Int64?) -> Int? {
        guard let index else { return blocks.indices.last }
        return blocks.lastIndex { $0.index == index }
    }

    func messages() -> [StoredMessage] {
        let content = blocks.sorted { $0.index < $1.index }.map(\.value)
        return Self.stored(.array(content), role: role)
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        Self.stored(body["content"] ?? .null, role: body["role"]?.text ?? "assistant")
    }

    private static func stored(_ content: JSONValue, role: String) -> [StoredMessage] {
        guard let said = ConversationCanonical.content(content),
            let message = ConversationCanonical.stored(["content": said], role: role)
        else { return [] }
        return [message]
    }
}

extension ConversationMessages.Block {
    fileprivate mutating func take(_ delta: JSONValue) {
        switch delta["type"]?.text {
        case "text_delta": text += delta["text"]?.text ?? ""
        case "thinking_delta": thinking += delta["thinking"]?.text ?? ""
        case "signature_delta": signature = delta["signature"]?.text ?? signature
        case "input_json_delta": input = (input ?? "") + (delta["partial_json"]?.text ?? "")
        case "citations_delta": if let citation = delta["citation"] { citations.append(citation) }
        case "compaction_delta": if let content = delta["content"] { set("content", content) }
        default: break
        }
    }

    private mutating func set(_ name: String, _ value: JSONValue) {
        members.removeAll { $0.name == name }
        members.append(JSONValue.Member(name, value))
    }

    private mutating func append(_ name: String, _ text: String) {
        let start = JSONValue.object(members)[name]?.text ?? ""
        if !text.isEmpty { set(name, .string(start + text)) }
    }

    /// The block as the plain form would have sent it.
    ///
    /// An input cut within its JSON is kept as the text that was seen.
    fileprivate var value: JSONValue {
        var block = self
        block.append("text", text)
        block.append("thinking", thinking)
        if let signature { block.set("signature", .string(signature)) }
        if let input, !input.isEmpty { block.set("input", (try? JSONValue(parsing: input)) ?? .string(input)) }
        if !citations.isEmpty { block.set("citations", .array(citations)) }
        return .object(block.members)
    }
}
