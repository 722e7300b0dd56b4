/// Puts together the answers of OpenAI responses: items by their place in the output, since ids may change.
///
/// The output of the terminal event is authoritative; without one, finished items count as they were
/// finished, and the last, unfinished one as far as its pieces came.
struct ConversationResponses: ConversationAssembler {
    /// Items, and parts of one item, beyond this many are left out.
    private static let maximum = 4_096

    fileprivate struct Part {
        let list: String
        let place: Int64
        let type: String
        var text: String
    }

    fileprivate struct Item {
        let index: Int64
        var value: JSONValue
        var isDone = false
        var parts: [Part] = []
        var arguments = ""
        var input = ""
    }

    private var items: [Item] = []
    private var output: [JSONValue]?

    mutating func take(_ event: JSONValue) {
        let type = event["type"]?.text ?? ""
        switch type {
        case "response.completed", "response.incomplete", "response.failed":
            if let output = event["response"]?["output"]?.elements, !output.isEmpty { self.output = output }
        case "response.output_item.added", "response.output_item.done":
            guard let item = event["item"], let slot = slot(event) else { return }
            items[slot].value = item
            items[slot].isDone = type.hasSuffix(".done")
        default:
            guard type.hasSuffix(".delta"), let delta = event["delta"]?.text, let slot = slot(event) else { return }
            items[slot].take(delta, type: type, event: event, maximum: Self.maximum)
        }
    }

    private mutating func slot(_ event: JSONValue) -> Int? {
        let index = event["output_index"]?.integer ?? items.last?.index ?? 0
        if let found = items.lastIndex(where: { $0.index == index }) { return found }
        if items.count == Self.maximum { return nil }
        items.append(Item(index: index, value: .null))
        return items.count - 1
    }

    func messages() -> [StoredMessage] {
        ConversationItems.answer(output ?? items.sorted { $0.index < $1.index }.map(\.whole))
    }

    func messages(ofPlain body: JSONValue) -> [StoredMessage] {
        ConversationItems.answer(body["output"]?.elements ?? [])
    }
}

extension ConversationResponses.Item {
    fileprivate mutating func take(_ delta: String, type: String, event: JSONValue, maximum: Int) {
        let place = event["content_index"]?.integer ?? event["summary_index"]?.integer ?? 0
        switch type {
        case "response.output_text.delta": append(delta, to: ("content", place, "output_text"), maximum)
        case "response.refusal.delta": append(delta, to: ("content", place, "refusal"), maximum)
        case "response.reasoning_summary_text.delta": append(delta, to: ("summary", place, "summary_text"), maximum)
        case "response.reasoning_text.delta": append(delta, to: ("content", place, "reasoning_text"), maximum)
        case "response.function_call_arguments.delta", "response.mcp_call_arguments.delta": arguments += delta
        case "response.custom_tool_call_input.delta": input += delta
        default: break
        }
    }

    private mutating func append(_ delta: String, to key: (list: String, place: Int64, type: String), _ maximum: Int) {
        if let found = parts.lastIndex(where: { $0.list == key.list && $0.place == key.place && $0.type == key.type }) {
            parts[found].text += delta
        } else if parts.count < maximum {
            parts.append(.init(list: key.list, place: key.place, type: key.type, text: delta))
        }
    }

    /// The item as it was finished, or as far as it came.
    fileprivate var whole: JSONValue {
        if isDone { return value }
        var members = value.members ?? []
        if members.isEmpty { members = guessed }
        for list in ["content", "summary"] {
            let seen = parts.filter { $0.list == list }.sorted { $0.place < $1.place }
            if seen.isEmpty { continue }
            members.removeAll { $0.name == list }
            members.append(JSONValue.Member(list, .array(seen.map(\.value))))
        }
        for (name, text) in [("arguments", arguments), ("input", input)] where !text.isEmpty {
            members.removeAll { $0.name == name }
            members.append(JSONValue.Member(name, .string(text)))
        }
        return .object(members)
    }

    /// What an item is whose beginning was not seen.
    private var guessed: [JSONValue.Member] {
        if !arguments.isEmpty { return [JSONValue.Member("type", "function_call")] }
        if !input.isEmpty { return [JSONValue.Member("type", "custom_tool_call")] }
        if parts.contains(where: { $0.type == "reasoning_text" || $0.type == "summary_text" }) {
            return [JSONValue.Member("type", "reasoning")]
        }
        return [JSONValue.Member("type", "message"), JSONValue.Member("role", "assistant")]
    }
}

extension ConversationResponses.Part {
    fileprivate var value: JSONValue {
        ["type": .string(type), type == "refusal" ? "refusal" : "text": .string(text)]
    }
}
