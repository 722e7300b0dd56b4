import Exchange

/// What the reader of answers has to know about one wire format.
protocol ReplyFormat {
    /// True when `data: [DONE]` is the end marker of its streams.
    static var endsWithDone: Bool { get }
    /// The place of the member `key` of an object at `node`.
    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode
    /// The place of the elements of an array at `node`.
    static func element(of node: ReplyNode) -> ReplyNode
    /// Takes what one event, or a whole body, has said into the facts.
    static func fold(_ draft: inout ReplyDraft, isDocument: Bool)
    /// Draws the conclusions from a stream that ended between events, where the end itself is the end marker.
    static func conclude(_ facts: inout ReplyFacts)
    /// The tokens in weir's terms.
    static func usage(_ counts: UsageCounts) -> Usage
}

extension ReplyFormat {
    static func conclude(_ facts: inout ReplyFacts) {}

    /// The places inside of what makes an error in one format or another.
    static func errorPlace(_ key: JSONKey, of node: ReplyNode) -> ReplyNode {
        switch node {
        case .error: errorMember(key)
        case .errorDetails: errorDetailsMember(key)
        case .detail: detailMember(key)
        default: .skip
        }
    }

    /// The places of the elements of arrays in errors.
    static func errorElement(of node: ReplyNode) -> ReplyNode {
        node == .detail || node == .errorDetails ? node : .skip
    }

    /// The places of an error object's members; Google's has a `status` where others have a `type`.
    private static func errorMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "message": .errorMessage
        case "type": .errorType
        case "status": .errorState
        case "code": .errorCode
        case "status_code": .errorStatus
        case "details": .errorDetails
        default: .errorOther
        }
    }

    /// The members of Google's `google.rpc.RetryInfo`.
    private static func errorDetailsMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "retryDelay": .retryDelay
        default: .skip
        }
    }

    /// The members of `detail` where a server built with FastAPI answers 422.
    private static func detailMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "msg": .detail
        default: .skip
        }
    }

    /// The places of top-level members that make an error in one format or another.
    static func rootErrorMember(_ key: JSONKey) -> ReplyNode {
        switch key {
        case "error": .error
        case "message": .topMessage
        case "type": .topType
        case "code": .topCode
        case "object": .object
        case "detail": .detail
        default: .skip
        }
    }
}

/// Bytes of which only the events are counted.
enum OpaqueReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func member(_ key: JSONKey, of node: ReplyNode) -> ReplyNode { .skip }

    static func element(of node: ReplyNode) -> ReplyNode { .skip }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {}

    static func usage(_ counts: UsageCounts) -> Usage { Usage() }
}
