/// The reasoning of one choice, put together from the pieces of a stream.
struct ConversationReasoning {
    /// Details beyond this many are left out.
    private static let maximum = 1_024

    private var texts: [(name: String, text: String)] = []
    private var details: [JSONValue] = []

    /// Takes a piece of text that came under this name.
    mutating func take(_ text: String, as name: String) {
        if let place = texts.firstIndex(where: { $0.name == name }) {
            texts[place].text += text
        } else {
            texts.append((name, text))
        }
    }

    /// Takes a piece of `reasoning_details`, as OpenRouter streams them.
    ///
    /// Pieces of one type and index that follow each other belong together: their texts are joined, of
    /// everything else, signatures included, the last counts.
    mutating func take(detail piece: JSONValue) {
        guard let last = details.last, last["type"] == piece["type"], last["index"] == piece["index"],
            case .object(var members) = last, let more = piece.members
        else {
            if details.count < Self.maximum { details.append(piece) }
            return
        }
        for member in more where !member.value.isNull {
            var value = member.value
            if member.name == "text" || member.name == "summary", let seen = last[member.name]?.text,
                let text = value.text
            {
                value = .string(seen + text)
            }
            members.removeAll { $0.name == member.name }
            members.append(JSONValue.Member(member.name, value))
        }
        details[details.count - 1] = .object(members)
    }

    /// The members the plain form would have had.
    var members: [JSONValue.Member] {
        texts.map { JSONValue.Member($0.name, .string($0.text)) }
            + (details.isEmpty ? [] : [JSONValue.Member("reasoning_details", .array(details))])
    }
}
