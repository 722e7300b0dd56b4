import Exchange

/// The places of a request's body that may name its conversation.
struct RequestHints {
    /// The longest id, in bytes.
    static let idLimit = 128

    /// `conversation`, or `conversation.id`.
    var conversation: String?
    /// `previous_response_id`.
    var previousResponse: String?
    /// `safety_identifier`.
    var safetyIdentifier: String?
    /// `user`.
    var user: String?
    private var metadataUser: String?
    private var metadataConversation: String?
    private var metadataSession: String?

    /// The hint that is nearest to what the caller calls its conversation.
    var best: ConversationHint? {
        (conversation ?? metadataConversation ?? metadataSession ?? previousResponse).map {
            ConversationHint(id: $0, source: .body)
        }
    }

    /// The word that tells best whom the request is for.
    var bestUser: String? { safetyIdentifier ?? user ?? metadataUser }

    /// Reads `conversation` or `metadata`, whose object is under the cursor; their members do not overlap.
    mutating func read(_ cursor: inout JSONCursor, inside nesting: JSONNesting) throws(ScanFailure) {
        try cursor.object(inside: nesting) { (cursor, name, inner) throws(ScanFailure) in
            let kind = try cursor.kind()
            let start = cursor.at
            try cursor.value(inside: inner)
            guard kind == .string else { return }
            let key = cursor.bytes.part(name.range)
            if key.equals("id") {
                conversation = Self.id(cursor.bytes, start..<cursor.at)
            } else if key.equals("conversation_id") {
                metadataConversation = Self.id(cursor.bytes, start..<cursor.at)
            } else if key.equals("session_id") {
                metadataSession = Self.id(cursor.bytes, start..<cursor.at)
            } else if key.equals("user_id") {
                metadataUser = Self.word(cursor.bytes, start..<cursor.at)
            }
        }
    }

    /// The string at `range`, quotes included there, cut at 768 bytes; nil for nothing and for control characters.
    static func word(_ body: UnsafeRawBufferPointer, _ range: Range<Int>) -> String? {
        let raw = body.part(range.lowerBound + 1..<range.upperBound - 1)
        // Not yet cut to what is recorded: a secret that is cut may no longer look like one.
        var text: [UInt8] = []
        JSONText.decode(raw.part(0..<min(raw.count, 6 * idLimit)), into: &text)
        guard !text.isEmpty, !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        return text.withUnsafeBytes { String(decoding: $0.trimmed, as: UTF8.self) }
    }

    /// The string at `range`, quotes included there, when it can be an id.
    static func id(_ body: UnsafeRawBufferPointer, _ range: Range<Int>) -> String? {
        let raw = body.part(range.lowerBound + 1..<range.upperBound - 1)
        guard !raw.isEmpty, raw.count <= 6 * idLimit else { return nil }
        var text: [UInt8] = []
        guard JSONText.decode(raw, into: &text), text.count <= idLimit else { return nil }
        guard !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
