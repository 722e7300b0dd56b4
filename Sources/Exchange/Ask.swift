/// What the caller asks for, as far as weir needs to understand it.
package struct Ask: Sendable {
    /// The request's method.
    package var method: Method
    /// The path as received, without query, cut at 256 bytes.
    package var path: String
    /// The template the path matched.
    package var route: Route
    /// The manners the caller expects.
    package var surface: Surface
    /// What is asked of the model.
    package var operation: Operation
    /// How body and answer are to be read.
    package var format: WireFormat
    /// The model as the caller wrote it, cut at 128 bytes.
    package var model: String?
    /// True when the caller asked for a stream.
    package var isStream: Bool
    /// True when the caller itself asked for usage in the stream.
    package var includesUsage: Bool
    /// The most tokens the caller wants.
    package var maxTokens: Int64?
    /// How many tools the caller offers.
    package var tools: Int
    /// Who the caller says the request is for, cut at 128 bytes.
    ///
    /// From the header `x-weir-user`, else from the body (`user`, `metadata.user_id`, `safety_identifier`).
    package var user: String?
    /// The caller's own labels, from the header `x-weir-tags`; at most 16, by name.
    package var tags: [Tag] = []
    /// The conversation the caller names, and where it named it.
    package var conversation: ConversationHint?

    /// Makes an ask of which only the line is known.
    package init(method: Method, path: String, route: Route, surface: Surface, operation: Operation, format: WireFormat)
    {
        self.method = method
        self.path = path
        self.route = route
        self.surface = surface
        self.operation = operation
        self.format = format
        isStream = false
        includesUsage = false
        tools = 0
    }

    /// True for what a model answers; such exchanges count in the `weir_llm_*` families.
    package var isInference: Bool {
        switch operation {
        case .chat, .responses, .embeddings, .textCompletion, .moderations, .countTokens: true
        case .models, .other: false
        }
    }
}

/// One of the caller's own labels for a request, such as `env` = `prod`.
///
/// For the history only: never a label of a metric.
package struct Tag: Sendable, Hashable {
    /// The name: 1 to 64 of `a-z 0-9 _ - .`.
    package let name: String
    /// The value: 1 to 128 bytes of visible text.
    package let value: String

    /// Makes a tag as it is.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A conversation's id and the place it was found, which is stored as `conversation_source`.
package struct ConversationHint: Sendable, Hashable {
    /// The place a conversation id was found in.
    package enum Source: String, Sendable, CaseIterable {
        /// The header `x-weir-conversation`.
        case header
        /// A session header of another tool, such as `x-session-id`.
        case compatibilityHeader = "compatibility_header"
        /// The body: `conversation`, `previous_response_id` or `metadata`.
        case body
        /// Inferred from messages that were seen before.
        case inferred
        /// Nothing was found; the conversation starts here.
        case new
    }

    /// The id, at most 128 bytes.
    package var id: String
    /// Where it was found.
    package var source: Source

    /// Makes a hint.
    package init(id: String, source: Source) {
        self.id = id
        self.source = source
    }
}
