import Exchange

/// An answer that is an error, in the manners of either dialect.
struct Refusal: Error, Sendable {
    /// The status.
    var status: Int
    /// What the caller is told.
    var message: String
    /// OpenAI's `type`, where it does not follow from the status.
    var type: String?
    /// OpenAI's `code`, where it has one.
    var code: String?
    /// OpenAI's `param`, where one is to blame.
    var param: String?
    /// Header lines beside the usual ones.
    var headers: [(name: String, value: String)] = []

    /// The body as `surface` writes it.
    func body(_ surface: Surface, requestID: String) -> JSON {
        switch surface {
        // the demo speaks two surfaces; everything else reads OpenAI's manners
        case .openAI, .gemini, .bedrock: ["error": openAIError]
        case .anthropic: ["type": "error", "error": anthropicError, "request_id": .string(requestID)]
        }
    }

    /// OpenAI's inner error object.
    var openAIError: JSON {
        let usual =
            switch status {
            case 429: "requests"
            case 500...: "server_error"
            default: "invalid_request_error"
            }
        return [
            "message": .string(message), "type": .string(type ?? usual), "param": param.map(JSON.string) ?? nil,
            "code": code.map(JSON.string) ?? nil,
        ]
    }

    /// Anthropic's inner error object.
    var anthropicError: JSON {
        let type =
            switch status {
            case 401: "authentication_error"
            case 402: "billing_error"
            case 403: "permission_error"
            case 404: "not_found_error"
            case 409: "conflict_error"
            case 413: "request_too_large"
            case 429: "rate_limit_error"
            case 504: "timeout_error"
            case 529: "overloaded_error"
            case 500...: "api_error"
            default: "invalid_request_error"
            }
        return ["type": .string(type), "message": .string(message)]
    }
}

extension Refusal {
    /// 401: no key, or not the right one.
    static func unauthorized(_ surface: Surface) -> Refusal {
        var refusal = Refusal(status: 401, message: "invalid x-api-key", headers: [("x-should-retry", "false")])
        if surface == .openAI {
            refusal.message = "Incorrect API key provided."
            refusal.code = "invalid_api_key"
            refusal.headers = [("www-authenticate", "Bearer realm=\"weir demo provider\"")]
        }
        return refusal
    }

    /// 400: the request cannot be understood.
    static func invalid(_ message: String, param: String? = nil) -> Refusal {
        Refusal(status: 400, message: message, param: param)
    }

    /// 404: no such path.
    static let noPath = Refusal(status: 404, message: "The demo provider has no such path.")

    /// What is answered to a model's name that is not understood.
    static func model(_ name: String, _ fault: ModelChoice.Fault, _ surface: Surface) -> Refusal {
        switch fault {
        case .unknownModel:
            let openAI = "The model `\(name.prefix(128))` does not exist or you do not have access to it."
            return Refusal(
                status: 404,
                message: surface == .openAI ? openAI : "model: \(name.prefix(128))",
                code: "model_not_found"
            )
        case .badKnob(let knob):
            return .invalid("The model has no knob '\(knob)', or its value is out of bounds.", param: "model")
        }
    }
}
