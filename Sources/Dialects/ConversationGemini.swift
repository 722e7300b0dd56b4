/// Turns Gemini's contents and parts into the parts that messages of other dialects have.
///
/// - `text` becomes a part of type `text`, or `thinking` where it is a thought, its signature beside it;
/// - `functionCall` becomes `tool_use`, `functionResponse` becomes `tool_result`;
/// - every other part keeps its member and gets that member's name as its type;
/// - the role `model` becomes `assistant`; contents of the model that follow each other are one message, and texts
///   and thoughts in it that follow each other are one part, since some callers send a stream's pieces back apart.
enum ConversationGemini {
    /// Reads a request's `contents` and `systemInstruction`; nil when there are none.
    static func request(_ body: JSONValue) -> Conversation? {
        let body = body["generateContentRequest"] ?? body["generate_content_request"] ?? body
        guard let contents = body["contents"].map(list) else { return nil }
        var conversation = Conversation()
        if let system = body["systemInstruction"] ?? body["system_instruction"] {
            let said = ConversationCanonical.content(.array(parts(of: system)))
            if let said, let stored = ConversationRequest.system(said) { conversation.system = [stored] }
        }
        var run: [JSONValue] = []
        for content in contents where content.members != nil {
            let role = role(of: content)
            if role == "assistant" {
                run += parts(of: content)
                continue
            }
            conversation.messages += answer(run)
            run.removeAll()
            conversation.messages += message(parts(of: content), role: role)
        }
        conversation.messages += answer(run)
        return conversation
    }

    /// The one message of the model's parts; none when they say nothing.
    static func answer(_ parts: [JSONValue]) -> [StoredMessage] {
        message(joined(parts), role: "assistant")
    }

    /// The parts of a content, in the form in which they are stored.
    static func parts(of content: JSONValue) -> [JSONValue] {
        content["parts"].map(list)?.compactMap(part) ?? []
    }

    private static func message(_ parts: [JSONValue], role: String) -> [StoredMessage] {
        guard let said = ConversationCanonical.content(.array(parts)),
            let message = ConversationCanonical.stored(["content": said], role: role)
        else { return [] }
        return [message]
    }

    /// The elements; a single object stands for a list of one, as protocol buffers in JSON allow.
    private static func list(_ value: JSONValue) -> [JSONValue] {
        value.elements ?? (value.members == nil ? [] : [value])
    }

    private static func role(of content: JSONValue) -> String {
        switch content["role"]?.text {
        case "model": "assistant"
        case "function": "tool"
        case let role?: role.isEmpty ? "user" : role
        case nil: "user"
        }
    }

    private static func part(_ part: JSONValue) -> JSONValue? {
        guard let members = part.members else { return nil }
        let signature = part["thoughtSignature"] ?? part["thought_signature"]
        var kept: [JSONValue.Member]
        if let text = part["text"]?.text {
            let isThought = part["thought"] == true
            kept = [
                .init("type", isThought ? "thinking" : "text"), .init(isThought ? "thinking" : "text", .string(text)),
            ]
        } else if let call = part["functionCall"] ?? part["function_call"] {
            kept = [.init("type", "tool_use"), .init("input", call["args"] ?? [:])] + named(call, id: "id")
        } else if let response = part["functionResponse"] ?? part["function_response"] {
            kept = [.init("type", "tool_result"), .init("content", response["response"] ?? [:])]
            kept += named(response, id: "tool_use_id")
        } else {
            kept = members.filter { !["thought", "thoughtSignature", "thought_signature"].contains($0.name) }
            guard let first = kept.first else { return nil }
            kept.append(.init("type", .string(first.name)))
        }
        if let signature { kept.append(.init("signature", signature)) }
        return .object(kept)
    }

    private static func named(_ function: JSONValue, id: String) -> [JSONValue.Member] {
        [(id, function["id"]), ("name", function["name"])].compactMap { name, value in
            value.map { JSONValue.Member(name, $0) }
        }
    }

    /// The parts with texts and thoughts that follow each other made one; of their signatures the last counts.
    private static func joined(_ parts: [JSONValue]) -> [JSONValue] {
        var all: [JSONValue] = []
        var run: (type: String, text: String, signature: JSONValue?)?
        func close() {
            guard let ended = run, !ended.text.isEmpty || ended.signature != nil else { return }
            var members: [JSONValue.Member] = [
                .init("type", .string(ended.type)), .init(ended.type, .string(ended.text)),
            ]
            if let signature = ended.signature { members.append(.init("signature", signature)) }
            all.append(.object(members))
        }
        for part in parts {
            let type = part["type"]?.text ?? ""
            if type == "text" || type == "thinking", let text = part[type]?.text {
                if run?.type != type {
                    close()
                    run = (type, "", nil)
                }
                run?.text += text
                if let signature = part["signature"] { run?.signature = signature }
            } else {
                close()
                run = nil
                all.append(part)
            }
        }
        close()
        return all
    }
}

/// Puts together the answers of Gemini: candidates by index, their parts in the order they came.
struct ConversationCandidates: ConversationAssembler {
    /// Candidates beyond this many, and parts of one beyond the second, are left out.
    private static let maximum = 64
    private static let maximumParts = 65_536

    private var candidates: [(index: Int64, parts: [JSONValue])] = []

    mutating func take(_ event: JSONValue) {
        for (ordinal, candidate) in (event["candidates"]?.elements ?? []).enumerated() {
            let index = candidate["index"]?.integer ?? Int64(ordinal)
            if !candidates.contains(where: { $0.index == index }) {
                if candidates.count == Self.maximum { continue }
                candidates.append((index, []))
            }
            guard let content = candidate["content"], let place = candidates.firstIndex(where: { $0.index == index })
            else { continue }
            let room = Self.maximumParts - candidates[place].parts.count
            candidates[place].parts += ConversationGemini.parts(of: content).prefix(room)
        }
    }

    func messages() -> [StoredMessage] {
        candidates.sorted { $0.index < $1.index }.flatMap { ConversationGemini.answer($0.parts) }
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        var all = self
        for element in body.elements ?? [body] { all.take(element) }
        return all.messages()
    }
}
