/// Reads plain messages by stepping over a body once, without building a tree of it.
///
/// What it reads is exactly what `ConversationRequest` and the assemblers read. Wherever a message is more
/// than a role and words, that message is read by way of a tree; wherever a body is not what most are (a
/// name escaped or repeated, no list of messages, broken JSON), all of it is: the scan gives up with nil.
struct ConversationScan {
    /// A body below this size cannot hold more values than `JSONValue` reads: each takes two bytes at least.
    private static let mostBytes = 2 * JSONValue.maximumValues

    let body: [UInt8]
    // Set where the body turns out to be for the tree after all.
    var isOdd = false
    private let earlier: ReadRequest.Beginning?
    private var places = ReadRequest.Places()

    private init(_ body: [UInt8], after earlier: ReadRequest.Beginning? = nil) {
        self.body = body
        self.earlier = earlier
    }

    /// The messages of a chat or Anthropic request; nil when the body is for the tree.
    static func request(_ body: [UInt8], hasSystem: Bool, after earlier: ReadRequest.Beginning?) -> ReadRequest? {
        var scan = ConversationScan(body, after: earlier)
        var said: Conversation?
        var system: [StoredMessage] = []
        let isWhole = scan.object { scan, cursor, name, nesting throws(ScanFailure) in
            if name.equals("messages") {
                if said != nil { scan.isOdd = true }
                said = try scan.messages(&cursor, nesting)
            } else if hasSystem, name.equals("system") {
                // Instructions in parts with marks for the cache are the rule: small, and read by way of a tree.
                if !system.isEmpty { scan.isOdd = true }
                system = try scan.system(&cursor, nesting)
            } else {
                try cursor.value(inside: nesting)
            }
        }
        guard isWhole, var said else { return nil }
        said.system = system + said.system
        return ReadRequest(said, body, scan.places, after: earlier?.request)
    }

    /// The message of a chat answer with a single, plain choice; nil when the body is for the tree.
    static func chatAnswer(_ body: [UInt8]) -> StoredMessage? {
        var scan = ConversationScan(body)
        var message: StoredMessage?
        let isWhole = scan.object { scan, cursor, name, nesting throws(ScanFailure) in
            guard name.equals("choices") else { return try cursor.value(inside: nesting) }
            if message != nil { scan.isOdd = true }
            var count = 0
            try scan.array(&cursor, nesting) { scan, cursor, nesting throws(ScanFailure) in
                count += 1
                message = try scan.choice(&cursor, nesting)
            }
            if count != 1 { scan.isOdd = true }
        }
        return isWhole ? message : nil
    }

    /// The message of an Anthropic answer that is one piece of text; nil when the body is for the tree.
    static func anthropicAnswer(_ body: [UInt8]) -> StoredMessage? {
        var scan = ConversationScan(body)
        var message = Message()
        let isWhole = scan.object { scan, cursor, name, nesting throws(ScanFailure) in
            switch true {
            case name.equals("content"): try scan.content(&cursor, nesting, &message)
            case name.equals("role"): try scan.role(&cursor, nesting, &message)
            default: try cursor.value(inside: nesting)
            }
        }
        guard isWhole, message.isPlain, let words = message.words else { return nil }
        return StoredMessage(role: message.role ?? "assistant", words: words)
    }

    /// What is known of a message while its members are stepped over.
    struct Message {
        var role: String?
        var words: ConversationWords?
        var isPlain = true
    }

    private typealias Member = (inout ConversationScan, inout JSONCursor, UnsafeRawBufferPointer, JSONNesting)
        throws(ScanFailure) -> Void
    typealias Element = (inout ConversationScan, inout JSONCursor, JSONNesting) throws(ScanFailure) -> Void

    /// Steps over the whole body; false when it is for the tree.
    private mutating func object(_ member: Member) -> Bool {
        guard body.count < Self.mostBytes else { return false }
        return body.withUnsafeBytes { raw in
            var cursor = JSONCursor(raw)
            cursor.skipBlanks()
            guard (try? members(&cursor, JSONNesting(), member)) != nil else { return false }
            cursor.skipBlanks()
            return cursor.at == raw.count && !isOdd
        }
    }

    /// Steps over the object under the cursor; escaped names are for the tree.
    private mutating func members(_ cursor: inout JSONCursor, _ nesting: JSONNesting, _ member: Member)
        throws(ScanFailure)
    {
        try cursor.object(inside: nesting) { (cursor, name, nesting) throws(ScanFailure) in
            if name.hasEscapes { isOdd = true }
            try member(&self, &cursor, cursor.bytes.part(name.range), nesting)
        }
    }

    /// Steps over the array under the cursor.
    mutating func array(_ cursor: inout JSONCursor, _ nesting: JSONNesting, _ element: Element) throws(ScanFailure) {
        guard cursor.next == JSONByte.openBracket else {
            isOdd = true
            return try cursor.value(inside: nesting)
        }
        var inner = nesting
        guard inner.open(isObject: false) else { throw .tooDeep }
        try cursor.expect(JSONByte.openBracket)
        guard cursor.next != JSONByte.closeBracket else {
            cursor.at += 1
            return
        }
        while true {
            try element(&self, &cursor, inner)
            cursor.skipBlanks()
            if cursor.next == JSONByte.closeBracket { break }
            try cursor.expect(JSONByte.comma)
        }
        cursor.at += 1
    }

    /// The instructions under the cursor, beside the messages; the same bytes as before say the same.
    private mutating func system(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure)
        -> [StoredMessage]
    {
        let start = cursor.at
        try cursor.value(inside: nesting)
        let written = cursor.bytes.part(start..<cursor.at)
        let known = earlier?.system(written: written)
        let said = known ?? (try? JSONValue(parsing: written)).flatMap(ConversationRequest.system).map { [$0] } ?? []
        places.system = (start..<cursor.at, said)
        places.same.isSystem = known != nil
        return said
    }

    private mutating func messages(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure)
        -> Conversation
    {
        var said = Conversation()
        try array(&cursor, nesting) { scan, cursor, nesting throws(ScanFailure) in
            let start = cursor.at
            if scan.places.marks.isEmpty {
                scan.places.start = start
                if let mark = scan.earlier?.lastMark(from: start) { return scan.take(over: mark, &cursor, &said) }
            }
            if let plain = try scan.message(&cursor, nesting, role: "user") {
                said.append(plain)
            } else if let whole = try? JSONValue(parsing: cursor.bytes.part(start..<cursor.at)),
                let stored = ConversationCanonical.stored(whole)
            {
                said.append(stored)
            }
            scan.places.marks.append(
                ReadRequest.Places.Mark(end: cursor.at, messages: said.messages.count, system: said.system.count)
            )
        }
        return said
    }

    /// Takes the elements up to a mark over from the earlier request, and steps behind them.
    private mutating func take(
        over mark: ReadRequest.Places.Mark,
        _ cursor: inout JSONCursor,
        _ said: inout Conversation
    ) {
        guard let earlier else { return }
        said.messages = earlier.messages(mark.messages, in: body)
        said.system = earlier.system(mark.system, in: body)
        places.marks = earlier.marks(through: mark.end)
        places.same.mark = mark
        cursor.at = mark.end
    }

    private mutating func choice(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure)
        -> StoredMessage?
    {
        guard cursor.next == JSONByte.openBrace else {
            isOdd = true
            try cursor.value(inside: nesting)
            return nil
        }
        var message: StoredMessage?
        try members(&cursor, nesting) { scan, cursor, name, nesting throws(ScanFailure) in
            guard name.equals("message") else { return try cursor.value(inside: nesting) }
            if message != nil { scan.isOdd = true }
            message = try scan.message(&cursor, nesting, role: "assistant")
            if message == nil { scan.isOdd = true }
        }
        return message
    }
}
