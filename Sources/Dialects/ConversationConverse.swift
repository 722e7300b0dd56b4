/// Turns Bedrock's content blocks into the parts that messages of other dialects have.
///
/// Blocks that name a type already, as Claude's own format does inside Bedrock, stay as they are. Marks for the
/// cache are dropped; a block nobody knows keeps its member and gets that member's name as its type.
enum ConversationConverse {
    /// Reads a request's `messages` and `system`; nil when there are no messages.
    static func request(_ body: JSONValue) -> Conversation? {
        guard let messages = body["messages"]?.elements else { return nil }
        var conversation = Conversation(split: messages.compactMap(message))
        if let system = body["system"].map(content), let stored = ConversationRequest.system(system) {
            conversation.system.insert(stored, at: 0)
        }
        return conversation
    }

    /// A message in its stored form; nil when it is no object.
    static func message(_ message: JSONValue) -> StoredMessage? {
        guard let members = message.members else { return nil }
        return ConversationCanonical.stored(
            .object(members.map { $0.name == "content" ? .init($0.name, content($0.value)) : $0 })
        )
    }

    /// Content with its blocks turned; words stay words, and one piece of text becomes words.
    private static func content(_ value: JSONValue) -> JSONValue {
        guard let blocks = value.elements else { return value }
        return ConversationCanonical.content(.array(blocks.compactMap(block))) ?? []
    }

    /// A block in its stored form; nil for marks.
    static func block(_ block: JSONValue) -> JSONValue? {
        guard let members = block.members, block["type"] == nil else { return block }
        if let text = block["text"]?.text { return ["type": "text", "text": .string(text)] }
        if let guarded = block["guardContent"]?["text"]?["text"]?.text {
            return ["type": "text", "text": .string(guarded)]
        }
        if let call = block["toolUse"] {
            return renamed(call, "tool_use", ["toolUseId": "id"])
        }
        if let result = block["toolResult"] {
            let told = result.members?.filter { $0.name != "status" || $0.value != "success" } ?? []
            let turned = told.map { $0.name == "content" ? .init($0.name, content($0.value)) : $0 }
            return renamed(.object(turned), "tool_result", ["toolUseId": "tool_use_id"])
        }
        if let reasoning = block["reasoningContent"] {
            if let data = reasoning["redactedContent"] { return ["type": "redacted_thinking", "data": data] }
            return renamed(reasoning["reasoningText"] ?? [:], "thinking", ["text": "thinking"])
        }
        if let cited = block["citationsContent"] {
            let words = (cited["content"]?.elements ?? []).compactMap { $0["text"]?.text }.joined()
            return ["type": "text", "text": .string(words), "citations": cited["citations"] ?? []]
        }
        let kept = members.filter { $0.name != "cachePoint" }
        return kept.first.map { .object(kept + [.init("type", .string($0.name))]) }
    }

    private static func renamed(_ value: JSONValue, _ type: String, _ names: [String: String]) -> JSONValue {
        let members = (value.members ?? []).filter { $0.name != "type" }
        return .object([.init("type", .string(type))] + members.map { .init(names[$0.name] ?? $0.name, $0.value) })
    }
}

/// Puts together the answers of Bedrock Converse, whose events hold their payload under the event's name.
///
/// The events are told again as Anthropic's, which have the same blocks.
struct ConversationBlocks: ConversationAssembler {
    private var blocks = ConversationMessages()
    private var known: Set<Int64> = []

    mutating func take(_ event: JSONValue) {
        if let role = event["messageStart"]?["role"] {
            blocks.take(["type": "message_start", "message": ["role": role]])
        } else if let start = event["contentBlockStart"] {
            let call = start["start"].flatMap(ConversationConverse.block)
            if let call { begin(call, index: start["contentBlockIndex"]?.integer ?? 0) }
        } else if let piece = event["contentBlockDelta"], let delta = piece["delta"] {
            take(delta, index: piece["contentBlockIndex"]?.integer ?? 0)
        }
    }

    private mutating func begin(_ block: JSONValue, index: Int64) {
        guard known.count < 4_096, known.insert(index).inserted else { return }
        blocks.take(["type": "content_block_start", "index": .integer(index), "content_block": block])
    }

    /// A block of words has no start of its own.
    private mutating func take(_ delta: JSONValue, index: Int64) {
        func tell(_ told: JSONValue) {
            blocks.take(["type": "content_block_delta", "index": .integer(index), "delta": told])
        }
        if let text = delta["text"] {
            begin(["type": "text", "text": ""], index: index)
            tell(["type": "text_delta", "text": text])
        } else if let input = delta["toolUse"]?["input"] {
            tell(["type": "input_json_delta", "partial_json": input])
        } else if let reasoning = delta["reasoningContent"] {
            if let data = reasoning["redactedContent"] {
                return begin(["type": "redacted_thinking", "data": data], index: index)
            }
            begin(["type": "thinking", "thinking": ""], index: index)
            if let text = reasoning["text"] { tell(["type": "thinking_delta", "thinking": text]) }
            if let signature = reasoning["signature"] { tell(["type": "signature_delta", "signature": signature]) }
        } else if let citation = delta["citation"] {
            begin(["type": "text", "text": ""], index: index)
            tell(["type": "citations_delta", "citation": citation])
        }
    }

    func messages() -> [StoredMessage] {
        blocks.messages()
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        guard let message = body["output"]?["message"], !(message["content"]?.isEmpty ?? true) else { return [] }
        return ConversationConverse.message(message).map { [$0] } ?? []
    }
}
