import Exchange

/// What the demo provider can be asked, by path.
enum Endpoint: Sendable, Equatable {
    /// OpenAI chat completions.
    case chatCompletions
    /// OpenAI legacy completions.
    case completions
    /// OpenAI responses.
    case responses
    /// OpenAI embeddings.
    case embeddings
    /// OpenAI moderations.
    case moderations
    /// An upload of a file.
    case files
    /// An upload of a recording to be written down.
    case transcriptions
    /// Anthropic messages.
    case messages
    /// Anthropic token counting.
    case countTokens
    /// The list of models.
    case models
    /// One model of that list.
    case model(String)

    /// The endpoint at `path`, or nil where there is none.
    init?(path: String) {
        switch path {
        case "/v1/chat/completions": self = .chatCompletions
        case "/v1/completions": self = .completions
        case "/v1/responses": self = .responses
        case "/v1/embeddings": self = .embeddings
        case "/v1/moderations": self = .moderations
        case "/v1/files": self = .files
        case "/v1/audio/transcriptions": self = .transcriptions
        case "/v1/messages": self = .messages
        case "/v1/messages/count_tokens": self = .countTokens
        case "/v1/models": self = .models
        default:
            guard path.hasPrefix("/v1/models/") else { return nil }
            self = .model(String(path.dropFirst("/v1/models/".count)))
        }
    }

    /// True where it is read with GET; all others take POST.
    var isRead: Bool {
        switch self {
        case .models, .model: true
        default: false
        }
    }

    /// The manners of `path`; the list of models is the one path both dialects have.
    static func surface(path: String, hasAnthropicVersion: Bool) -> Surface {
        if path.hasPrefix("/v1/messages") { return .anthropic }
        return path.hasPrefix("/v1/models") && hasAnthropicVersion ? .anthropic : .openAI
    }
}
