import Dialects

/// A message at its place in a chain, named by a keyed hash of everything that leads to it.
struct ChainLink: Sendable {
    /// The first 16 bytes of HMAC-SHA256(owner key, parent || identity).
    let hash: MessageHash
    /// The message before it, or nil for the first.
    let parent: MessageHash?
    /// What it says.
    let message: StoredMessage
}

/// What one exchange said: the messages sent, in a chain, and the answers that hang off its end.
struct Turn: Sendable {
    /// The standing instructions as one, outside the chain.
    let system: ChainLink?
    /// The request's messages, first to last.
    let chain: [ChainLink]
    /// The answers: alternatives to each other.
    let answers: [ChainLink]

    /// Chains the messages under the owner's key.
    ///
    /// Hashes are keyed by owner, so that no caller can learn whether another has sent the same words.
    /// `known` are hashes that were made before, for the same messages of the same owner.
    init(_ conversation: Conversation, answers: [StoredMessage], owner: OwnerKey, known: KnownHashes = KnownHashes()) {
        var chain: [ChainLink] = []
        chain.reserveCapacity(conversation.messages.count)
        var tip: MessageHash?
        for (place, message) in conversation.messages.enumerated() {
            let hash = place < known.chain.count ? known.chain[place] : owner.hash(message, after: tip)
            let link = ChainLink(hash: hash, parent: tip, message: message)
            tip = hash
            chain.append(link)
        }
        self.chain = chain
        self.answers = answers.map { Self.link($0, after: tip, owner) }
        system = Self.joined(conversation.system).map { message in
            let hash = known.system ?? owner.hash(message, after: nil)
            return ChainLink(hash: hash, parent: nil, message: message)
        }
    }

    /// The same messages sent again, with other answers.
    init(again turn: Turn, answers: [StoredMessage], owner: OwnerKey) {
        system = turn.system
        chain = turn.chain
        let tip = turn.parentTip
        self.answers = answers.map { Self.link($0, after: tip, owner) }
    }

    /// The messages sent, without the answers.
    init(again turn: Turn) {
        system = turn.system
        chain = turn.chain
        answers = []
    }

    /// The end of what was sent.
    var parentTip: MessageHash? { chain.last?.hash }

    /// The previous reply: the last assistant message that others follow; nil at a conversation's start.
    ///
    /// Where a tool answers, its message follows the reply that called it, so this is the end of the
    /// previous turn there too. Words put into the assistant's mouth at the end do not count.
    var previousTip: MessageHash? {
        let asked = chain.lastIndex { $0.message.role != "assistant" } ?? 0
        return chain[..<asked].last { $0.message.role == "assistant" }?.hash
    }

    private static func link(_ message: StoredMessage, after parent: MessageHash?, _ owner: OwnerKey) -> ChainLink {
        let hash = owner.hash(message, after: parent)
        return ChainLink(hash: hash, parent: parent, message: message)
    }

    private static func joined(_ system: [StoredMessage]) -> StoredMessage? {
        guard system.count > 1 else { return system.first }
        let parts = system.map(\.content).joined(separator: [0x2C])
        let content = [0x5B] + Array(parts) + [0x5D]
        let text = system.map(\.text).joined(separator: "\n")
        return StoredMessage(role: "system", content: content, identity: content, text: text)
    }
}

/// Hashes that need not be made again.
struct KnownHashes {
    /// Those of the first messages.
    var chain: ArraySlice<MessageHash> = []
    /// That of the standing instructions.
    var system: MessageHash?
}

/// The stored form of a message whose content only repeats its words: NULL, made again when read.
enum PlainContent {
    /// The content of a message that has nothing but a role and words.
    static func of(role: String, text: String) -> [UInt8] { StoredMessage.plain(role: role, text: text) }
}
