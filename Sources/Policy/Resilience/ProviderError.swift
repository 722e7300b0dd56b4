/// An error as a provider words it, made comparable: lower case, the name of an AWS exception without its surroundings.
///
/// Filled from what the reading of an answer calls its error. What may harm others than the caller, a credential held
/// for bad or used up, is told only by words that no caller can have echoed: whole types and codes, or the beginning of
/// a message.
package struct ProviderError: Sendable, Hashable {
    /// The most bytes of a message that are looked at.
    static let messageBytes = 512

    /// Its `type`; Google's `status`, the name of an AWS exception.
    package let type: String
    /// Its `code`.
    package let code: String
    /// Its message.
    package let message: String
    /// The HTTP status that an error inside a stream names.
    package let status: Int?

    /// Makes an error of its words, each as it came or nil.
    package init(type: String? = nil, code: String? = nil, message: String = "", status: Int? = nil) {
        self.type = Self.name(type)
        self.code = Self.name(code)
        self.message = String(decoding: message.utf8.prefix(Self.messageBytes), as: UTF8.self).lowercased()
        self.status = status
    }

    /// `com.amazon.coral.service#ThrottlingException:http://internal/` is `throttlingexception`.
    private static func name(_ text: String?) -> String {
        guard let text else { return "" }
        let head = text.utf8.prefix(128).prefix { $0 != UInt8(ascii: ":") }
        let bare = head.lastIndex(of: UInt8(ascii: "#")).map { head[head.index(after: $0)...] } ?? head
        return String(decoding: bare, as: UTF8.self).lowercased()
    }

    /// What an answer of 4xx with these words is; nil where the status alone says it.
    func refusal(status: Int) -> AttemptEnd? {
        if isQuota { return .quotaExhausted }
        if status == 400, isBadKey { return .refusedCredential }
        if isUnknownModel(status) { return .unknownModel }
        if status != 429, isContextWindow { return .contextWindow }
        if isContentPolicy { return .contentPolicy }
        return exception
    }

    /// What a stream is that begins with these words.
    var event: AttemptEnd {
        if isQuota { return .quotaExhausted }
        if isContextWindow { return .contextWindow }
        if isContentPolicy { return .contentPolicy }
        if isRateLimit || status == 429 { return .errorEvent(.rateLimit) }
        if let status { return .errorEvent((400..<500).contains(status) && status != 408 ? .other : .server) }
        return .errorEvent(isCallers ? .other : .server)
    }

    private var words: [String] { [code, type] }

    private var isQuota: Bool {
        let isNamed = words.contains { word in
            switch word {
            case "insufficient_quota", "billing_error", "billing_hard_limit_reached", "billing_not_active",
                "insufficient_balance", "insufficient_credits", "exceeded_current_quota_error",
                "enforced_spend_limit_reached", "servicequotaexceededexception":
                true
            default: false
            }
        }
        return isNamed || message.hasPrefix("your credit balance is too low")
    }

    /// Gemini and xAI say 400 where others say 401.
    private var isBadKey: Bool {
        message.hasPrefix("api key not valid") || message.hasPrefix("incorrect api key")
            || message.hasPrefix("api key expired")
    }

    private func isUnknownModel(_ status: Int) -> Bool {
        if words.contains(where: { $0 == "model_not_found" || $0 == "deploymentnotfound" }) { return true }
        return status == 404 && message.contains("model")
    }

    private var isContextWindow: Bool {
        if words.contains(where: { $0 == "context_length_exceeded" || $0 == "too_many_tokens" }) { return true }
        return Self.windowPhrases.contains { message.contains($0) }
    }

    // OpenAI and all who copied it, Anthropic (two), Gemini, Bedrock, xAI.
    private static let windowPhrases = [
        "maximum context length", "prompt is too long", "exceed context limit", "exceeds the maximum number of tokens",
        "input is too long for requested model", "maximum prompt length",
    ]

    private var isContentPolicy: Bool {
        let isNamed = words.contains { word in
            switch word {
            case "content_policy_violation", "content_filter", "responsibleaipolicyviolation", "moderation_blocked",
                "data_inspection_failed":
                true
            default: false
            }
        }
        return isNamed || Self.policyPhrases.contains { message.contains($0) }
    }

    // Anthropic, OpenAI, OpenRouter, DeepSeek.
    private static let policyPhrases = [
        "blocked by content filtering policy", "violating our usage policy", "your input was flagged",
        "content exists risk",
    ]

    private var isRateLimit: Bool {
        words.contains { word in
            switch word {
            case "rate_limit_error", "rate_limit_exceeded", "rate_limited", "too_many_requests", "resource_exhausted",
                "throttlingexception", "429":
                true
            default: false
            }
        }
    }

    /// AWS tells the kind by name, whose status is not the same everywhere.
    private var exception: AttemptEnd? {
        switch type {
        case "throttlingexception", "modelnotreadyexception": .rateLimited
        case "serviceunavailableexception": .serverError(status: 503)
        case "modeltimeoutexception": .serverError(status: 408)
        case "internalserverexception": .serverError(status: 500)
        case "modelerrorexception", "modelstreamerrorexception": .serverError(status: 424)
        case "overloaded_error": .serverError(status: 529)
        default: nil
        }
    }

    /// True for the words by which an event refuses the request itself.
    private var isCallers: Bool {
        words.contains { word in
            switch word {
            case "invalid_request_error", "authentication_error", "permission_error", "not_found_error",
                "request_too_large", "validationexception", "invalid_argument", "failed_precondition",
                "permission_denied", "not_found", "unauthenticated", "invalid_prompt", "accessdeniedexception",
                "resourcenotfoundexception":
                true
            default: word.count == 3 && word.hasPrefix("4") && word != "408" && Int(word) != nil
            }
        }
    }
}
