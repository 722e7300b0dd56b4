/// The words of a message that a search should find.
enum ConversationText {
    /// The words of a canonical message.
    ///
    /// The parts of an answer run on; parts of other messages, and items, are set on lines of their own.
    static func words(of message: JSONValue, role: String) -> String {
        if let items = message["items"]?.elements {
            return items.map { words(of: $0, role: role) }.filter { !$0.isEmpty }.joined(separator: "\n")
        }
        var found: [String] = []
        collect(message, into: &found)
        return found.joined(separator: role == "assistant" ? "" : "\n")
    }

    private static func collect(_ message: JSONValue, into words: inout [String]) {
        if let content = message["content"], message["type"] != "reasoning" { collect(content: content, into: &words) }
        if let output = message["output"] { collect(content: output, into: &words) }
        if let refusal = message["refusal"]?.text { words.append(refusal) }
        if let transcript = message["audio"]?["transcript"]?.text { words.append(transcript) }
    }

    private static func collect(content: JSONValue, into words: inout [String]) {
        if let text = content.text { return words.append(text) }
        for part in content.elements ?? [] {
            switch part["type"]?.text {
            case "text": if let text = part["text"]?.text { words.append(text) }
            case "refusal": if let text = part["refusal"]?.text { words.append(text) }
            case "tool_result": if let inner = part["content"] { collect(content: inner, into: &words) }
            case nil: if let text = part.text { words.append(text) }
            default: break
            }
        }
    }
}
