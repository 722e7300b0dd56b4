/// One message in the form in which the history keeps and compares it.
///
/// Most messages have nothing but a role and words. Those only point at their words, in the body they came
/// in, and make the rest when it is asked for; they compare equal to the same message in full.
package struct StoredMessage: Sendable, Hashable {
    /// Who speaks: `system`, `developer`, `user`, `assistant`, `tool`, `input` or the caller's own word.
    package let role: String
    let form: Form

    enum Form: Sendable {
        case plain(ConversationWords)
        case whole(content: [UInt8], identity: [UInt8], text: String)
    }

    /// Makes a stored message from parts that are already canonical.
    package init(role: String, content: [UInt8], identity: [UInt8], text: String) {
        self.role = role
        form = .whole(content: content, identity: identity, text: text)
    }

    /// Makes the message that says these words and nothing else.
    init(role: String, words: ConversationWords) {
        self.role = role
        form = .plain(words)
    }

    /// The whole message as canonical JSON: sorted keys, no blanks; see `ConversationCanonical` for the rules.
    package var content: [UInt8] {
        switch form {
        case .plain(let words): plain(words)
        case .whole(let content, _, _): content
        }
    }

    /// What is to be hashed to find the message again: `content` without reasoning and annotations.
    ///
    /// Callers resend the words and the tool calls of an answer, but as often as not leave its reasoning
    /// out. Where there is none, this is the same as `content`.
    package var identity: [UInt8] {
        switch form {
        case .plain(let words): plain(words)
        case .whole(_, let identity, _): identity
        }
    }

    /// The plain words of the text parts, joined, for search; reasoning and tool arguments are not in it.
    package var text: String {
        switch form {
        case .plain(let words): words.text
        case .whole(_, _, let text): text
        }
    }

    /// True when `content` says no more than `role` and `text` do: `{"content":text,"role":role}`.
    package var isPlain: Bool {
        switch form {
        case .plain: true
        case .whole(let content, _, let text): content == Self.plain(role: role, text: text)
        }
    }

    /// The content of a message that has nothing but a role and words.
    package static func plain(role: String, text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(contentsOf: #"{"content":"#.utf8)
        bytes.appendJSONString(text)
        bytes.append(contentsOf: #","role":"#.utf8)
        bytes.appendJSONString(role)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// How many bytes `identity` takes at most, for reserving them.
    package var identityRoom: Int {
        switch form {
        case .plain(let words): words.count + 32 + 6 * role.utf8.count
        case .whole(_, let identity, _): identity.count
        }
    }

    /// Appends `identity`, without making it first.
    package func appendIdentity(to bytes: inout [UInt8]) {
        switch form {
        case .plain(let words): append(words, to: &bytes)
        case .whole(_, let identity, _): bytes.append(contentsOf: identity)
        }
    }

    /// The same message, its words in a body that has the same bytes in their place.
    func moved(to body: [UInt8]) -> StoredMessage {
        switch form {
        case .plain(let words): StoredMessage(role: role, words: words.moved(to: body))
        case .whole: self
        }
    }

    /// How many bytes of memory it takes, about, besides those of the body it came in.
    var ownBytes: Int {
        let own =
            switch form {
            case .plain(let words): words.ownBytes
            case .whole(let content, let identity, let text): content.count + identity.count + text.utf8.count
            }
        return own + MemoryLayout<StoredMessage>.stride
    }

    /// Lends the UTF-8 of `text`, without making it first where it stands as such in the body.
    package func withText<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        switch form {
        case .plain(let words): return try words.withText(body)
        case .whole(_, _, let text):
            return try Array(text.utf8).withUnsafeBufferPointer { (bytes) throws(E) in
                try body(UnsafeRawBufferPointer(bytes))
            }
        }
    }

    /// Tells whether two messages are the same in every part.
    package static func == (left: StoredMessage, right: StoredMessage) -> Bool {
        left.role == right.role && left.text == right.text && left.content == right.content
            && left.identity == right.identity
    }

    /// Feeds role and identity to the hasher.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(role)
        hasher.combine(identity)
    }

    private func plain(_ words: ConversationWords) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(identityRoom)
        append(words, to: &bytes)
        return bytes
    }

    private func append(_ words: ConversationWords, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"content":""#.utf8)
        words.append(to: &bytes)
        bytes.append(contentsOf: #"","role":"#.utf8)
        bytes.appendJSONString(role)
        bytes.append(UInt8(ascii: "}"))
    }
}
