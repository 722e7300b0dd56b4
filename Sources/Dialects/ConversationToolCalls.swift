/// The tool calls of one choice, put together from the pieces of a stream (protocols.md, P4 to P7).
///
/// A piece belongs to the call with its index, unless it brings another id; without an index, to the call
/// with its id, or to the last one when it brings neither id nor name. Empty ids and names overwrite nothing.
struct ConversationToolCalls {
    /// Calls beyond this many are left out.
    private static let maximum = 1_024

    private struct Call {
        var index: Int64?
        var id = ""
        var type = ""
        var isCustom = false
        var name = ""
        var arguments = ""
        var others: [JSONValue.Member] = []
    }

    private static let known: Set<String> = ["index", "id", "type", "function", "custom"]

    private var calls: [Call] = []

    mutating func take(_ piece: JSONValue) {
        let function = piece["function"]
        let custom = piece["custom"]
        let name = (function ?? custom)?["name"]?.text ?? ""
        guard let slot = slot(index: piece["index"]?.integer, id: piece["id"]?.text ?? "", name: name) else { return }
        if let id = piece["id"]?.text, !id.isEmpty { calls[slot].id = id }
        if let type = piece["type"]?.text, !type.isEmpty { calls[slot].type = type }
        if custom != nil { calls[slot].isCustom = true }
        if !name.isEmpty, calls[slot].name != name { calls[slot].name += name }
        switch function?["arguments"] ?? custom?["input"] {
        case .string(let text)?: calls[slot].arguments += text
        case .object(let members)?:
            calls[slot].arguments += String(decoding: JSONValue.object(members).bytes(), as: UTF8.self)
        default: break
        }
        keepOthers(of: piece, slot)
    }

    /// Keeps members of other names, such as the `extra_content` in which Gemini sends a call's signature.
    private mutating func keepOthers(of piece: JSONValue, _ slot: Int) {
        for member in piece.members ?? [] where !Self.known.contains(member.name) && !member.value.isNull {
            calls[slot].others.removeAll { $0.name == member.name }
            if calls[slot].others.count < 16 { calls[slot].others.append(member) }
        }
    }

    private mutating func slot(index: Int64?, id: String, name: String) -> Int? {
        if let index, let found = calls.lastIndex(where: { $0.index == index }) {
            if id.isEmpty || calls[found].id.isEmpty || calls[found].id == id { return found }
        } else if index == nil {
            if id.isEmpty, name.isEmpty, !calls.isEmpty { return calls.count - 1 }
            if !id.isEmpty, let found = calls.lastIndex(where: { $0.id == id }) { return found }
        }
        if calls.count == Self.maximum { return nil }
        calls.append(Call(index: index, id: id))
        return calls.count - 1
    }

    /// The calls as they stand in a message, in the order of their indexes; empty when there are none.
    var value: JSONValue {
        let order = calls.indices.sorted { left, right in
            let first = calls[left].index ?? Int64(left)
            let second = calls[right].index ?? Int64(right)
            return first == second ? left < right : first < second
        }
        return .array(order.map { Self.value(of: calls[$0]) })
    }

    private static func value(of call: Call) -> JSONValue {
        var members: [JSONValue.Member] = []
        if !call.id.isEmpty { members.append(JSONValue.Member("id", .string(call.id))) }
        let type = call.type.isEmpty ? (call.isCustom ? "custom" : "function") : call.type
        members.append(JSONValue.Member("type", .string(type)))
        let pieces: JSONValue =
            call.isCustom
            ? ["name": .string(call.name), "input": .string(call.arguments)]
            : ["name": .string(call.name), "arguments": .string(call.arguments)]
        members.append(JSONValue.Member(call.isCustom ? "custom" : "function", pieces))
        return .object(members + call.others)
    }
}
