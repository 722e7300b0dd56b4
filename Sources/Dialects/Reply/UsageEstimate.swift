package import Exchange

/// Estimates the tokens of an exchange whose answer carries no usage, or was cut before it came.
///
/// The rule: four bytes of ASCII text are a token, and three bytes of any other text, which is one Chinese character or
/// one and a half Cyrillic letters; what is left over counts as one more. No tokeniser is asked, so an estimate is
/// rough, and rougher for code and numbers than for prose. Pictures and sounds are not counted, nor what a chat format
/// adds around its messages.
package struct UsageEstimate: Sendable, Hashable {
    /// The tokens of the request's text; nil where the request was not looked at.
    package let input: Int64?
    /// The tokens of what the model wrote, as far as it was seen.
    package let output: Int64

    /// Makes an estimate; `request` is nil where its text is not known.
    package init(request: TextSize?, answer: TextSize) {
        input = request.map(Self.tokens)
        output = Self.tokens(answer)
    }

    /// The estimate as counts, those that were seen first.
    ///
    /// A cut Anthropic stream has told its input exactly and a few tokens of its output; of the latter the larger
    /// number counts.
    package func completing(_ seen: Usage) -> Usage {
        var usage = seen
        if usage.input == nil { usage.input = input }
        usage.output = max(usage.output ?? 0, output)
        return usage
    }

    /// The tokens that text of a size is worth.
    package static func tokens(_ size: TextSize) -> Int64 {
        (size.asciiBytes + 3) / 4 + (size.otherBytes + 2) / 3
    }
}

extension TextSize {
    /// The text in a request's body: its strings that are words, whatever the format.
    ///
    /// Left out are names of members, ids, models, roles and types, and what is not text: `data`, `bytes`, URLs,
    /// signatures. Bytes that are no JSON have no text. The body is walked once, without keeping any of it; a body of
    /// 32 MiB takes some milliseconds, so this is for the rare exchange that needs an estimate.
    package init(ofRequest body: UnsafeRawBufferPointer) {
        var walk = JSONWalk()
        var draft = ReplyDraft()
        walk.feed(body, as: RequestText.self, into: &draft)
        self = walk.isComplete ? draft.content.settled : TextSize()
    }
}

/// The places of text in requests of any format.
enum RequestText: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch key {
        case "model", "role", "type", "id", "tool_call_id", "call_id", "tool_use_id", "toolUseId", "object": .skip
        case "data", "bytes", "file_data", "url", "image_url", "uri", "fileUri", "images": .skip
        case "signature", "thoughtSignature", "encrypted_content", "redactedContent", "media_type", "mimeType": .skip
        default: .content
        }
    }

    static func element(of node: ReplyNode) -> ReplyNode { .content }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {}

    static func usage(_ counts: UsageCounts) -> Usage { Usage() }
}
