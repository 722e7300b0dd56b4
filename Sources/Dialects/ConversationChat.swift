/// Puts together the answers of OpenAI chat and of legacy completions.
struct ConversationChat: ConversationAssembler {
    /// Choices beyond this many are left out; providers allow 128.
    private static let maximum = 256

    fileprivate struct Choice {
        let index: Int64
        var content = ""
        var reasoning = ConversationReasoning()
        var annotations: [JSONValue] = []
        var refusal = ""
        var audioID: String?
        var transcript = ""
        var calls = ConversationToolCalls()
        var function: (name: String, arguments: String)?
    }

    private var choices: [Choice] = []

    mutating func take(_ event: JSONValue) {
        for (ordinal, choice) in (event["choices"]?.elements ?? []).enumerated() {
            guard let slot = slot(choice["index"]?.integer ?? Int64(ordinal)) else { continue }
            if let text = choice["text"]?.text { choices[slot].content += text }
            if let delta = choice["delta"] ?? choice["message"] { choices[slot].take(delta) }
        }
    }

    mutating func take(plain event: UnsafeRawBufferPointer) -> Bool {
        guard let delta = ConversationDelta(event) else { return false }
        if let index = delta.index, let slot = slot(index), let text = delta.text { choices[slot].content += text }
        return true
    }

    private mutating func slot(_ index: Int64) -> Int? {
        if let found = choices.firstIndex(where: { $0.index == index }) { return found }
        if choices.count == Self.maximum { return nil }
        choices.append(Choice(index: index))
        return choices.count - 1
    }

    func messages() -> [StoredMessage] {
        choices.sorted { $0.index < $1.index }.compactMap { Self.stored($0.message) }
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        let choices = (body["choices"]?.elements ?? []).prefix(Self.maximum).enumerated()
        let ordered = choices.map { (index: $1["index"]?.integer ?? Int64($0), choice: $1) }
            .sorted { $0.index < $1.index }
        return ordered.compactMap { _, choice in
            if let message = choice["message"] { return Self.stored(message) }
            return choice["text"].flatMap { Self.stored(["content": $0]) }
        }
    }

    /// The stored form, or nil when nothing is said.
    private static func stored(_ message: JSONValue) -> StoredMessage? {
        guard let members = message.members, members.contains(where: { $0.name != "role" && !$0.value.isEmpty }) else {
            return nil
        }
        return ConversationCanonical.stored(message, role: message["role"]?.text ?? "assistant")
    }
}

extension ConversationChat.Choice {
    fileprivate mutating func take(_ delta: JSONValue) {
        take(content: delta["content"])
        for name in ["reasoning_content", "reasoning", "thinking"] {
            if let text = delta[name]?.text { reasoning.take(text, as: name) }
        }
        for piece in delta["reasoning_details"]?.elements ?? [] { reasoning.take(detail: piece) }
        annotations += delta["annotations"]?.elements ?? []
        if let text = delta["refusal"]?.text { refusal += text }
        for piece in delta["tool_calls"]?.elements ?? [] { calls.take(piece) }
        if let piece = delta["function_call"] {
            let name = piece["name"]?.text ?? ""
            let arguments = piece["arguments"]?.text ?? ""
            function = ((function?.name ?? "") + name, (function?.arguments ?? "") + arguments)
        }
        if let id = delta["audio"]?["id"]?.text { audioID = id }
        if let text = delta["audio"]?["transcript"]?.text { transcript += text }
    }

    /// Takes words: a string, or a list of parts of text and thinking (protocols.md, section 3.10).
    private mutating func take(content piece: JSONValue?) {
        if let text = piece?.text { content += text }
        for part in piece?.elements ?? [] {
            if let text = part["text"]?.text { content += text }
            if let text = part["thinking"]?.text { reasoning.take(text, as: "reasoning_content") }
            for inner in part["thinking"]?.elements ?? [] {
                if let text = inner["text"]?.text { reasoning.take(text, as: "reasoning_content") }
            }
        }
    }

    /// The message as the plain form would have sent it.
    fileprivate var message: JSONValue {
        var members = [
            JSONValue.Member("content", .string(content)),
            JSONValue.Member("refusal", .string(refusal)),
            JSONValue.Member("tool_calls", calls.value),
            JSONValue.Member("annotations", .array(annotations)),
        ]
        members += reasoning.members
        if let function {
            let value: JSONValue = ["name": .string(function.name), "arguments": .string(function.arguments)]
            members.append(JSONValue.Member("function_call", value))
        }
        if audioID != nil || !transcript.isEmpty {
            let id = audioID.map { JSONValue.string($0) } ?? .null
            members.append(JSONValue.Member("audio", ["id": id, "transcript": .string(transcript)]))
        }
        return .object(members)
    }
}
