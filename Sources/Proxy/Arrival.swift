import Exchange
import NIOCore

/// What a request's head says, put into the words of the record.
struct Arrival {
    let meaning: PathMeaning
    let ask: Ask
    let client: Client
    private let parent: (traceID: (high: UInt64, low: UInt64), span: UInt64, flags: UInt8)?

    /// Reads a head; one that could not be parsed gives an ask on `unmatched`.
    init(head: HeadBlock, client: Client) {
        let path = head.target.isEmpty ? "" : Self.path(head)
        var meaning = Surfaces.meaning(of: path)
        if meaning.surface == .openAI, meaning.route == .openAIOther || meaning.operation == .models,
            head.first(.anthropicVersion) != nil
        {
            meaning = meaning.forAnthropic
        } else if meaning.surface == .openAI, meaning.operation == .models, head.first(.googAPIKey) != nil {
            meaning = Surfaces.gemini(meaning.rest)
        }
        let method = Self.method(head)
        meaning = meaning.asked(with: method)
        self.meaning = meaning
        var ask = Ask(
            method: method,
            path: Self.recorded(path, meaning),
            route: meaning.route,
            surface: meaning.surface,
            operation: meaning.operation,
            format: meaning.format
        )
        ask.conversation = Self.conversation(head)
        ask.user = Self.visible(head.text(.weirUser, limit: 129)).map(Scrubber.scrub)
        if let tags = head.text(.weirTags, limit: 4_096) { ask.tags = TagList.read(tags) }
        self.ask = ask
        var client = client
        client.requestID = Self.visible(head.text(.requestID, limit: 129)).map(Scrubber.scrub)
        client.userAgent = head.text(.userAgent, limit: .max).map(Scrubber.scrub).map { Self.cut($0, 256) }
        if let language = Self.word(head.text(.stainlessLanguage, limit: 17)) {
            client.sdk = language + "/" + (Self.word(head.text(.stainlessVersion, limit: 17)) ?? "?")
        }
        self.client = client
        parent = head.count(.traceparent) == 1 ? head.text(.traceparent, limit: 256).flatMap(TraceParent.parse) : nil
    }

    /// The caller's trace continued, or one of our own.
    func trace(using generator: inout Xoshiro) -> Trace {
        guard let parent else { return .fresh(using: &generator) }
        return Trace(
            traceID: parent.traceID,
            spanID: generator.next() | 1,
            parentID: parent.span,
            flags: parent.flags & 0b11
        )
    }

    /// The whole path without its query.
    static func path(_ head: HeadBlock) -> String {
        head.withBytes(head.target) { target in
            String(decoding: target.prefix { $0 != 0x3F }, as: UTF8.self)
        }
    }

    /// The path as it is recorded: without what looks like a secret, at most 256 bytes.
    private static func recorded(_ path: String, _ meaning: PathMeaning) -> String {
        if path == meaning.route.rawValue { return path }
        return cut(Scrubber.scrub(path), 256)
    }

    private static func method(_ head: HeadBlock) -> Method {
        head.withBytes(head.method) { bytes in
            for method in Method.allCases where method != .other {
                if bytes.elementsEqual(method.rawValue.utf8) { return method }
            }
            return .other
        }
    }

    private static func conversation(_ head: HeadBlock) -> ConversationHint? {
        if let id = visible(head.text(.weirConversation, limit: 129)).map(Scrubber.scrub) {
            return ConversationHint(id: id, source: .header)
        }
        for field in [FieldID.litellmSession, .heliconeSession, .sessionID, .claudeCodeSession] {
            if let id = visible(head.text(field, limit: 129)).map(Scrubber.scrub) {
                return ConversationHint(id: id, source: .compatibilityHeader)
            }
        }
        return nil
    }

    /// Cut only after it was scrubbed: a secret that is cut may no longer look like one.
    static func cut(_ text: String, _ limit: Int) -> String {
        text.utf8.count <= limit ? text : String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    }

    /// The text when it has 1 to 16 letters, digits, dots, dashes, plus signs or underscores; no secret is so short.
    private static func word(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.count <= 16,
            text.utf8.allSatisfy({ ByteClass.isToken($0) })
        else { return nil }
        return text
    }

    /// The text when it has 1 to 128 visible ASCII characters.
    private static func visible(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.count <= 128, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return text
    }
}

extension PathMeaning {
    /// What the path means with another method than weir knows it for: it passes through unread.
    ///
    /// So `GET /v1/chat/completions` and `DELETE /v1/models/{id}` reach the provider like every other path.
    func asked(with method: Method) -> PathMeaning {
        let isKnown =
            switch operation {
            case .other: true
            case .models: method == .get || method == .head
            default: method == .post
            }
        if isKnown || method == .other { return self }
        let other: Route =
            switch surface {
            case .openAI: .openAIOther
            case .anthropic: .anthropicOther
            case .gemini: .geminiOther
            case .bedrock: .bedrockOther
            }
        var meaning = PathMeaning(
            route: route == .upstream ? .upstream : other,
            surface: surface,
            operation: .other,
            format: .opaque,
            // A signature covers the body, so it must be whole.
            readsBody: surface == .bedrock,
            target: target,
            rest: rest
        )
        meaning.isNative = isNative
        return meaning
    }

    /// The same path as the Anthropic surface understands it.
    var forAnthropic: PathMeaning {
        PathMeaning(
            route: route == .openAIOther ? .anthropicOther : route,
            surface: .anthropic,
            operation: operation,
            format: format,
            readsBody: readsBody,
            target: target,
            rest: "/v1" + rest
        )
    }
}

/// The `traceparent` field (W3C Trace Context, 3.2).
package enum TraceParent {
    /// Reads `00-<32 hex>-<16 hex>-<2 hex>`; nil for everything the rules refuse.
    package static func parse(_ text: String) -> (traceID: (high: UInt64, low: UInt64), span: UInt64, flags: UInt8)? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 55, bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D,
            let version = hex(bytes[0..<2]), version != 0xFF,
            version == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == 0x2D,
            let high = hex(bytes[3..<19]), let low = hex(bytes[19..<35]), high | low != 0,
            let span = hex(bytes[36..<52]), span != 0, let flags = hex(bytes[53..<55])
        else { return nil }
        return ((high, low), span, UInt8(flags))
    }

    /// Lower-case hexadecimal digits only.
    private static func hex(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            guard let half = ByteClass.hexValue(digit), !(0x41...0x46).contains(digit) else { return nil }
            value = value << 4 | UInt64(half)
        }
        return value
    }
}
