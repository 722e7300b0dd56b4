/// The rules by which messages that mean the same become the same bytes.
///
/// A caller that sends an answer back rarely sends the very bytes it got: SDKs add or drop members that
/// say nothing. So, at the level of messages, parts and tool calls, but never inside a tool's own input:
///
/// - members whose value is `null` or `[]` are dropped; of a message also `""` and `{}`;
/// - `cache_control` and `index` are dropped, and `caller` when it is `{"type":"direct"}`;
/// - `content` of a single plain text part becomes the string; parts of empty text are dropped;
/// - part types `input_text` and `output_text` become `text`;
/// - tool arguments in text form that are JSON are rewritten compactly with sorted keys; none become `{}`;
/// - a tool call without a type that holds a `function` gets the type `function`;
/// - members are sorted by name, of repeated names the last counts.
///
/// Strings keep their characters, so thinking and its signature survive as they came.
/// `identity` has, besides, neither reasoning nor remarks upon the words (the members and part types
/// below), and of `audio` only the id.
enum ConversationCanonical {
    private static let noise: Set<String> = ["cache_control", "index"]
    private static let unspokenMembers: Set<String> = [
        "annotations", "citations", "reasoning", "reasoning_content", "reasoning_details", "thinking",
    ]
    private static let remarks: Set<String> = ["annotations", "logprobs", "signature"]
    private static let unspokenParts: Set<String> = ["reasoning", "redacted_thinking", "thinking"]

    /// A message object in its stored form; nil when it is no object.
    static func stored(_ message: JSONValue, role: String? = nil) -> StoredMessage? {
        guard let members = message.members else { return nil }
        let role = role ?? message["role"]?.text ?? "user"
        var kept = members.filter { $0.name != "role" }.compactMap(canonical(member:))
        kept.append(JSONValue.Member("role", .string(role)))
        return stored(.object(kept), role: role, identity: identity(of: .object(kept)))
    }

    /// A stored message from its two canonical forms.
    static func stored(_ whole: JSONValue, role: String, identity: JSONValue) -> StoredMessage {
        let content = whole.bytes(sortedKeys: true)
        let isSame = whole == identity
        return StoredMessage(
            role: role,
            content: content,
            identity: isSame ? content : identity.bytes(sortedKeys: true),
            text: ConversationText.words(of: whole, role: role)
        )
    }

    private static func canonical(member: JSONValue.Member) -> JSONValue.Member? {
        if noise.contains(member.name) || member.value.isEmpty { return nil }
        switch member.name {
        case "content": return content(member.value).map { JSONValue.Member("content", $0) }
        case "tool_calls":
            guard let calls = member.value.elements else { return member }
            return JSONValue.Member("tool_calls", .array(calls.map(toolCall)))
        case "function_call": return JSONValue.Member(member.name, function(member.value))
        default: return member
        }
    }

    /// The content of a message or tool result; nil when it says nothing.
    static func content(_ value: JSONValue) -> JSONValue? {
        guard let elements = value.elements else { return value.isEmpty ? nil : value }
        return collapsed(elements.map(part).filter { !isEmptyText($0) })
    }

    private static func collapsed(_ parts: [JSONValue]) -> JSONValue? {
        if parts.count == 1, parts[0].members?.count == 2, parts[0]["type"] == "text", let text = parts[0]["text"] {
            return text
        }
        return parts.isEmpty ? nil : .array(parts)
    }

    private static func isEmptyText(_ part: JSONValue) -> Bool {
        part["type"] == "text" && part["text"]?.isEmpty ?? true
    }

    /// One part of a content array.
    private static func part(_ part: JSONValue) -> JSONValue {
        guard let members = part.members else { return part }
        return .object(
            members.compactMap { member in
                if noise.contains(member.name) || isNothing(member.value) { return nil }
                switch (member.name, member.value) {
                case ("content", _): return content(member.value).map { JSONValue.Member("content", $0) }
                case ("type", "input_text"), ("type", "output_text"): return JSONValue.Member("type", "text")
                case ("caller", ["type": "direct"]): return nil
                default: return member
                }
            }
        )
    }

    private static func isNothing(_ value: JSONValue) -> Bool {
        value.isNull || value.elements?.isEmpty ?? false
    }

    private static func toolCall(_ call: JSONValue) -> JSONValue {
        guard let members = call.members else { return call }
        var kept = members.compactMap { member -> JSONValue.Member? in
            if noise.contains(member.name) || member.value.isEmpty { return nil }
            return member.name == "function" ? JSONValue.Member("function", function(member.value)) : member
        }
        if call["function"] != nil, !kept.contains(where: { $0.name == "type" }) {
            kept.append(JSONValue.Member("type", "function"))
        }
        return .object(kept)
    }

    /// A function's name and arguments, the arguments always there.
    static func function(_ function: JSONValue) -> JSONValue {
        guard let members = function.members else { return function }
        var kept = members.filter { $0.name != "arguments" && !noise.contains($0.name) && !isNothing($0.value) }
        kept.append(JSONValue.Member("arguments", arguments(function["arguments"])))
        return .object(kept)
    }

    /// Arguments as canonical JSON text; text that is not JSON stays as it is.
    private static func arguments(_ value: JSONValue?) -> JSONValue {
        switch value {
        case nil, .null, "": return "{}"
        case .string(let text):
            guard let inner = try? JSONValue(parsing: text) else { return .string(text) }
            return .string(String(decoding: inner.bytes(sortedKeys: true), as: UTF8.self))
        case .some(let other): return .string(String(decoding: other.bytes(sortedKeys: true), as: UTF8.self))
        }
    }

    /// The identity of a canonical message.
    static func identity(of message: JSONValue) -> JSONValue {
        .object((message.members ?? []).compactMap(identity(member:)))
    }

    private static func identity(member: JSONValue.Member) -> JSONValue.Member? {
        if unspokenMembers.contains(member.name) { return nil }
        if member.name == "audio", let id = member.value["id"] {
            return JSONValue.Member("audio", .object([JSONValue.Member("id", id)]))
        }
        guard member.name == "content", let parts = member.value.elements else { return member }
        let spoken = parts.filter { !unspokenParts.contains($0["type"]?.text ?? "") }.map(identity(part:))
        return collapsed(spoken).map { JSONValue.Member("content", $0) }
    }

    private static func identity(part: JSONValue) -> JSONValue {
        guard let members = part.members else { return part }
        // A signature on words or a call is a thought's, which callers leave out as often as not.
        guard part["type"] == "text" || part["signature"] != nil else { return part }
        return .object(members.filter { !remarks.contains($0.name) })
    }
}
