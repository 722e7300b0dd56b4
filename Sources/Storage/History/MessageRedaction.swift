import Dialects
import Policy

extension Redaction {
    /// The conversation as it may be hashed and stored.
    func redacted(_ conversation: Conversation, _ counts: inout RedactionCounts) -> Conversation {
        Conversation(
            system: conversation.system.map { redacted($0, &counts) },
            messages: conversation.messages.map { redacted($0, &counts) }
        )
    }

    /// The message as it may be hashed and stored; the same one where there is nothing to take out.
    ///
    /// A message of the caller and the same words of an answer become the same bytes, so that conversations are found.
    func redacted(_ message: StoredMessage, _ counts: inout RedactionCounts) -> StoredMessage {
        let role = redact(message.role, counting: &counts)
        if message.isPlain {
            let words = message.withText { redact(text: $0, counting: &counts) }
            guard words != nil || role != message.role else { return message }
            let text = words.map { String(decoding: $0, as: UTF8.self) } ?? message.text
            let content = StoredMessage.plain(role: role, text: text)
            return StoredMessage(role: role, content: content, identity: content, text: text)
        }
        // What is found in the content is counted; identity and words are other views of it.
        var others = RedactionCounts()
        let content = message.content
        let identity = message.identity
        let safe = content.withUnsafeBytes { redact(json: $0, counting: &counts) }
        let safeIdentity = identity.withUnsafeBytes { redact(json: $0, counting: &others) }
        let words = message.withText { redact(text: $0, counting: &others) }
        guard safe != nil || safeIdentity != nil || words != nil || role != message.role else { return message }
        return StoredMessage(
            role: role,
            content: safe ?? content,
            identity: safeIdentity ?? identity,
            text: words.map { String(decoding: $0, as: UTF8.self) } ?? message.text
        )
    }
}
