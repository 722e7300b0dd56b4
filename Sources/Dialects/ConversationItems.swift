/// The items of the Responses format, as messages.
///
/// Items of the assistant that follow each other (reasoning, words, calls) make one message, so that an
/// answer and its resending meet: `{"items":[…],"role":"assistant"}`, or the item itself where the words
/// are the only one. Outputs of tools and messages of others stand alone. Ids and states of items are
/// dropped, save the id of what cannot be told apart without it.
enum ConversationItems {
    /// The messages of a list of items.
    static func read(_ items: [JSONValue]) -> Conversation {
        var conversation = Conversation()
        var run: [JSONValue] = []
        for item in items where item.members != nil {
            let role = role(of: item)
            switch role {
            case "assistant": run.append(item)
            case "system", "developer": conversation.system += single(item, role: role)
            default:
                conversation.messages += answer(run)
                run.removeAll()
                conversation.messages += single(item, role: role)
            }
        }
        conversation.messages += answer(run)
        return conversation
    }

    /// The one message of an assistant's items; none when there are none.
    static func answer(_ items: [JSONValue]) -> [StoredMessage] {
        let whole = items.compactMap(canonical).filter { ($0.members?.count ?? 0) > 1 }
        if whole.isEmpty { return [] }
        let spoken = whole.filter { $0["type"] != "reasoning" }
            .map { $0["type"] == nil ? ConversationCanonical.identity(of: $0) : $0 }
        return [ConversationCanonical.stored(message(whole), role: "assistant", identity: message(spoken))]
    }

    private static func message(_ items: [JSONValue]) -> JSONValue {
        if items.count == 1, items[0]["role"] == "assistant" { return items[0] }
        return ["items": .array(items), "role": "assistant"]
    }

    private static func single(_ item: JSONValue, role: String) -> [StoredMessage] {
        guard case .object(var members)? = canonical(item) else { return [] }
        members.removeAll { $0.name == "role" }
        members.append(JSONValue.Member("role", .string(role)))
        return [
            ConversationCanonical.stored(
                .object(members),
                role: role,
                identity: ConversationCanonical.identity(of: .object(members))
            )
        ]
    }

    private static func role(of item: JSONValue) -> String {
        let type = item["type"]?.text ?? "message"
        if type == "message" { return item["role"]?.text ?? "user" }
        if type.hasSuffix("_output"), item["call_id"]?.text != nil { return "tool" }
        return type == "mcp_approval_response" ? "user" : "assistant"
    }

    private static func canonical(_ item: JSONValue) -> JSONValue? {
        guard let members = item.members else { return nil }
        let type = item["type"]?.text ?? "message"
        let hasOtherName = type == "message" || item["call_id"]?.text != nil
        var kept = members.compactMap { member -> JSONValue.Member? in
            if member.value.isNull || member.value.elements?.isEmpty ?? false { return nil }
            switch member.name {
            case "id": return hasOtherName ? nil : member
            case "status": return nil
            case "type": return type == "message" ? nil : member
            case "content" where type == "message", "output":
                return ConversationCanonical.content(member.value).map { JSONValue.Member(member.name, $0) }
            default: return member
            }
        }
        if type == "function_call" { kept = ConversationCanonical.function(.object(kept)).members ?? kept }
        return .object(kept)
    }
}
