import Policy
import Testing

@Suite struct AttemptEndTests {
    @Test(arguments: [
        (100, AttemptEnd.answered), (200, .answered), (204, .answered), (301, .answered), (308, .answered),
        (400, .refused), (401, .refusedCredential), (402, .quotaExhausted), (403, .refusedCredential), (404, .refused),
        (405, .refused), (408, .serverError(status: 408)), (409, .conflict), (413, .refused), (422, .refused),
        (429, .rateLimited), (451, .refused), (500, .serverError(status: 500)), (501, .refused),
        (502, .serverError(status: 502)), (503, .serverError(status: 503)), (504, .serverError(status: 504)),
        (505, .refused), (520, .serverError(status: 520)), (529, .serverError(status: 529)), (600, .refused),
        (999, .refused), (0, .answered), (-1, .answered),
    ])
    func `a status alone is classified`(status: Int, end: AttemptEnd) {
        #expect(AttemptEnd(status: status) == end)
        #expect(AttemptEnd(status: status, error: ProviderError()) == end)
    }

    @Test(
        arguments: [
            // OpenAI and those who speak like it
            (
                429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota",
                AttemptEnd.quotaExhausted
            ),
            (429, "tokens", "rate_limit_exceeded", "Rate limit reached. Please try again in 10.384s.", .rateLimited),
            (429, "requests", nil, "Rate limit reached", .rateLimited),
            (400, "invalid_request_error", "context_length_exceeded", "This model's maximum context", .contextWindow),
            (400, "BadRequestError", "400", "This model's maximum context length is 4096 tokens.", .contextWindow),
            (400, "invalid_request_error", "content_policy_violation", "no", .contentPolicy),
            (400, nil, "content_filter", "The response was filtered", .contentPolicy),
            (
                400, "invalid_request_error", "invalid_prompt", "flagged as potentially violating our usage policy",
                .contentPolicy
            ),
            (404, "invalid_request_error", "model_not_found", "The model `x` does not exist", .unknownModel),
            (403, "invalid_request_error", "model_not_found", "Project has no access to model", .unknownModel),
            (404, "invalid_request_error", nil, "No file with that id", .refused),
            (401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: sk-x", .refusedCredential),
            (402, "unknown_error", "invalid_request_error", "Insufficient Balance", .quotaExhausted),
            // Anthropic
            (400, "invalid_request_error", nil, "prompt is too long: 210000 tokens > 200000 maximum", .contextWindow),
            (400, "invalid_request_error", nil, "input length and `max_tokens` exceed context limit", .contextWindow),
            (400, "invalid_request_error", nil, "Your credit balance is too low to access the API", .quotaExhausted),
            (400, "invalid_request_error", nil, "Output blocked by content filtering policy", .contentPolicy),
            (403, "billing_error", nil, "", .quotaExhausted), (403, "permission_error", nil, "", .refusedCredential),
            (404, "not_found_error", nil, "model: claude-none", .unknownModel),
            (413, "request_too_large", nil, "Request exceeds the maximum size", .refused),
            (429, "rate_limit_error", nil, "", .rateLimited),
            (500, "api_error", nil, "", .serverError(status: 500)),
            (529, "overloaded_error", nil, "Overloaded", .serverError(status: 529)),
            // Gemini, xAI
            (429, "RESOURCE_EXHAUSTED", "429", "You exceeded your current quota. Please retry in 48.9s.", .rateLimited),
            (503, "UNAVAILABLE", "503", "The model is overloaded.", .serverError(status: 503)),
            (400, "INVALID_ARGUMENT", "400", "API key not valid. Please pass a valid API key.", .refusedCredential),
            (
                400, "INVALID_ARGUMENT", "400",
                "The input token count (2000000) exceeds the maximum number of tokens allowed", .contextWindow
            ),
            (400, nil, "invalid-argument", "Incorrect API key provided. You can obtain", .refusedCredential),
            // Azure, Cohere
            (429, nil, "RateLimitReached", "have exceeded rate limit.", .rateLimited),
            (404, nil, "DeploymentNotFound", "The API deployment does not exist.", .unknownModel),
            (400, "TOO_MANY_TOKENS", nil, "too many tokens", .contextWindow),
            // Bedrock
            (429, "ThrottlingException:http://internal.amazon.com/", nil, "Too many tokens", .rateLimited),
            (400, "com.amazon.coral.service#ThrottlingException", nil, "Rate exceeded", .rateLimited),
            (503, "ServiceUnavailableException", nil, "", .serverError(status: 503)),
            (400, "ServiceUnavailableException", nil, "", .serverError(status: 503)),
            (408, "ModelTimeoutException", nil, "", .serverError(status: 408)),
            (424, "ModelErrorException", nil, "", .serverError(status: 424)), (424, nil, nil, "", .refused),
            (429, "ModelNotReadyException", nil, "", .rateLimited),
            (400, "ServiceQuotaExceededException", nil, "", .quotaExhausted),
            (400, "ValidationException", nil, "Input is too long for requested model.", .contextWindow),
            (403, "UnrecognizedClientException", nil, "The security token is invalid.", .refusedCredential),
            (404, "ResourceNotFoundException", nil, "Could not resolve the foundation model", .unknownModel),
        ] as [(Int, String?, String?, String, AttemptEnd)]
    )
    func `a provider's words are classified`(
        status: Int,
        type: String?,
        code: String?,
        message: String,
        end: AttemptEnd
    ) {
        let error = ProviderError(type: type, code: code, message: message)
        #expect(AttemptEnd(status: status, error: error) == end)
    }

    @Test(
        arguments: [
            ("overloaded_error", nil, nil, "Overloaded", AttemptEnd.errorEvent(.server)),
            ("api_error", nil, nil, "", .errorEvent(.server)), ("server_error", nil, nil, "", .errorEvent(.server)),
            (nil, nil, nil, "", .errorEvent(.server)), ("UNAVAILABLE", "503", nil, "", .errorEvent(.server)),
            ("rate_limit_error", nil, nil, "", .errorEvent(.rateLimit)),
            ("throttlingException", nil, nil, "", .errorEvent(.rateLimit)),
            ("tokens", "rate_limit_exceeded", nil, "", .errorEvent(.rateLimit)),
            ("RESOURCE_EXHAUSTED", "429", nil, "", .errorEvent(.rateLimit)),
            (nil, nil, 429, "", .errorEvent(.rateLimit)),
            ("insufficient_quota", "insufficient_quota", nil, "", .quotaExhausted),
            ("invalid_request_error", nil, nil, "bad", .errorEvent(.other)), (nil, nil, 400, "", .errorEvent(.other)),
            (nil, nil, 408, "", .errorEvent(.server)), (nil, nil, 500, "", .errorEvent(.server)),
            ("validationException", nil, nil, "", .errorEvent(.other)), (nil, "422", nil, "", .errorEvent(.other)),
            (nil, "502", nil, "", .errorEvent(.server)), (nil, "408", nil, "", .errorEvent(.server)),
            ("invalid_request_error", nil, nil, "prompt is too long", .contextWindow),
            (nil, "content_filter", nil, "", .contentPolicy),
        ] as [(String?, String?, Int?, String, AttemptEnd)]
    )
    func `an error as first event is classified`(
        type: String?,
        code: String?,
        status: Int?,
        message: String,
        end: AttemptEnd
    ) {
        let error = ProviderError(type: type, code: code, message: message, status: status)
        #expect(AttemptEnd(event: error) == end)
    }

    @Test(arguments: [
        "Invalid value: 'API key not valid'. Supported values are: 'auto'.",
        "Unknown parameter 'your credit balance is too low'", "The name insufficient_quota is not allowed",
        "unexpected \"Incorrect API key\" in messages[0]",
    ])
    func `a caller's words in a message do not harm the credential`(message: String) {
        let error = ProviderError(type: "invalid_request_error", message: message)
        #expect(AttemptEnd(status: 400, error: error) == .refused)
    }

    @Test func `a caller's own credential is the caller's matter`() {
        let quota = ProviderError(type: "insufficient_quota")
        #expect(AttemptEnd(status: 401, sendsCredential: false) == .refused)
        #expect(AttemptEnd(status: 403, sendsCredential: false) == .refused)
        #expect(AttemptEnd(status: 402, sendsCredential: false) == .refused)
        #expect(AttemptEnd(status: 429, error: quota, sendsCredential: false) == .refused)
        #expect(AttemptEnd(status: 429, sendsCredential: false) == .rateLimited)
    }

    @Test func `a message is looked at only so far`() {
        let long = String(repeating: "x", count: 600) + "maximum context length"
        #expect(AttemptEnd(status: 400, error: ProviderError(message: long)) == .refused)
        let cut = String(repeating: "ä", count: 10_000)
        #expect(ProviderError(type: cut, code: cut, message: cut).message.utf8.count <= 520)
        #expect(ProviderError(type: "###", code: ":::").type.isEmpty)
    }
}
