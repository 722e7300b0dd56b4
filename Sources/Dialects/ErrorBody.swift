package import Exchange

/// The body of weir's own error answers, in the manners of the surface the caller uses.
///
/// Errors of a provider are passed on as they came and never go through here.
package enum ErrorBody {
    /// The whole body, JSON on one line.
    ///
    /// - OpenAI: `{"error":{"message","type","param":null,"code","request_id"}}`, the code being the word of
    ///   `x-weir-error`;
    /// - Anthropic: `{"type":"error","error":{"type","message"},"request_id"}`;
    /// - Gemini: `{"error":{"code","message","status"}}`, the code being the HTTP status;
    /// - Bedrock: `{"message"}`, its kind in the field of `field(for:surface:)`.
    ///
    /// SDKs show their user little but the message, so code, blame and request id stand at its end too.
    /// The failure's private cause is never in it.
    package static func bytes(for failure: Failure, surface: Surface, requestID: String) -> [UInt8] {
        let body: JSONValue =
            switch surface {
            case .openAI: ["error": openAI(failure, requestID: requestID)]
            case .anthropic: anthropic(failure, requestID: requestID)
            case .gemini: gemini(failure, requestID: requestID)
            case .bedrock: bedrock(failure, requestID: requestID)
            }
        return body.bytes()
    }

    /// The header field in which a surface tells the kind of an error; nil where the body tells it.
    package static func field(for failure: Failure, surface: Surface) -> (name: String, value: String)? {
        surface == .bedrock ? ("x-amzn-errortype", failure.code.bedrockType) : nil
    }

    /// The OpenAI form's inner object.
    static func openAI(_ failure: Failure, requestID: String) -> JSONValue {
        [
            "message": .string(message(of: failure, requestID: requestID)),
            "type": .string(failure.code.openAIType),
            "param": .null,
            "code": .string(failure.code.rawValue),
            "request_id": .string(requestID),
        ]
    }

    /// The Anthropic form's outer object, which is also the payload of its error event.
    static func anthropic(_ failure: Failure, requestID: String) -> JSONValue {
        [
            "type": "error",
            "error": [
                "type": .string(failure.code.anthropicType),
                "message": .string(message(of: failure, requestID: requestID)),
            ],
            "request_id": .string(requestID),
        ]
    }

    /// The Gemini form, which is also the payload of an error in its streams.
    static func gemini(_ failure: Failure, requestID: String) -> JSONValue {
        [
            "error": [
                "code": .integer(Int64(failure.code.status)),
                "message": .string(message(of: failure, requestID: requestID)),
                "status": .string(failure.code.geminiStatus),
            ]
        ]
    }

    /// The Bedrock form, which is also the payload of an exception in its streams.
    static func bedrock(_ failure: Failure, requestID: String) -> JSONValue {
        ["message": .string(message(of: failure, requestID: requestID))]
    }

    /// What happened, whose doing it was, and the id under which the operator finds it.
    static func message(of failure: Failure, requestID: String) -> String {
        "\(failure.message) (weir: \(failure.code.rawValue), blame: \(failure.blame.rawValue), request: \(requestID))"
    }
}

extension FailureCode {
    /// The `type` an OpenAI client expects beside this failure.
    fileprivate var openAIType: String {
        switch self {
        case .authMissing, .authInvalid: "authentication_error"
        case .forbidden: "permission_error"
        case .concurrencyLimit, .rateLimited, .authThrottled: "rate_limit_error"
        // OpenAI's own word for an account that has no money left
        case .quotaExceeded: "insufficient_quota"
        default: blame == .caller ? "invalid_request_error" : "server_error"
        }
    }

    /// The `type` an Anthropic client expects beside this failure (protocols.md, section 3.4).
    fileprivate var anthropicType: String {
        switch self {
        case .authMissing, .authInvalid: "authentication_error"
        case .forbidden: "permission_error"
        case .noRoute, .unknownModel: "not_found_error"
        case .bodyTooLarge: "request_too_large"
        case .concurrencyLimit, .rateLimited, .authThrottled, .quotaExceeded: "rate_limit_error"
        case .overloaded, .accountingBacklog, .draining: "overloaded_error"
        case .requestTimeout, .connectTimeout, .sendTimeout, .responseTimeout, .idleTimeout, .deadlineExceeded:
            "timeout_error"
        default: blame == .caller ? "invalid_request_error" : "api_error"
        }
    }

    /// The `status` a Gemini client expects beside this failure: a name of google.rpc.Code.
    fileprivate var geminiStatus: String {
        switch self {
        case .authMissing, .authInvalid: "UNAUTHENTICATED"
        case .forbidden: "PERMISSION_DENIED"
        case .noRoute, .unknownModel: "NOT_FOUND"
        case .concurrencyLimit, .rateLimited, .authThrottled, .quotaExceeded: "RESOURCE_EXHAUSTED"
        case .notImplemented: "UNIMPLEMENTED"
        case .clientGone: "CANCELLED"
        case .internal: "INTERNAL"
        case .requestTimeout, .connectTimeout, .sendTimeout, .responseTimeout, .idleTimeout, .deadlineExceeded:
            "DEADLINE_EXCEEDED"
        default: blame == .caller ? "INVALID_ARGUMENT" : "UNAVAILABLE"
        }
    }

    /// The exception a Bedrock client expects for this failure (protocols.md, section 3.7).
    fileprivate var bedrockType: String {
        switch self {
        case .authMissing, .authInvalid, .forbidden: "AccessDeniedException"
        case .noRoute, .unknownModel: "ResourceNotFoundException"
        case .concurrencyLimit, .rateLimited, .authThrottled: "ThrottlingException"
        case .quotaExceeded: "ServiceQuotaExceededException"
        case .internal: "InternalServerException"
        case .requestTimeout, .connectTimeout, .sendTimeout, .responseTimeout, .idleTimeout, .deadlineExceeded:
            "ModelTimeoutException"
        default: blame == .caller ? "ValidationException" : "ServiceUnavailableException"
        }
    }
}
