import Dialects
import Exchange
import Testing

@Suite struct ErrorBodyTests {
    @Test func `the OpenAI form is exact`() {
        let failure = Failure(.unknownModel, "No provider serves \"x\".", cause: "hidden")
        let expected =
            #"{"error":{"message":"No provider serves \"x\". (weir: unknown_model, blame: caller, request: req_1)","#
            + #""type":"invalid_request_error","param":null,"code":"unknown_model","request_id":"req_1"}}"#
        let bytes = ErrorBody.bytes(for: failure, surface: .openAI, requestID: "req_1")
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func `the Anthropic form is exact`() {
        let failure = Failure(.authInvalid, "The key is not good.", cause: "hidden")
        let expected =
            #"{"type":"error","error":{"type":"authentication_error","message":"#
            + #""The key is not good. (weir: auth_invalid, blame: caller, request: req_1)"},"request_id":"req_1"}"#
        let bytes = ErrorBody.bytes(for: failure, surface: .anthropic, requestID: "req_1")
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: FailureCode.allCases, Surface.allCases)
    func `every failure names itself and keeps its cause`(code: FailureCode, surface: Surface) throws {
        let failure = Failure(code, "It failed.", cause: "sk-secret")
        let bytes = ErrorBody.bytes(for: failure, surface: surface, requestID: "req_9")
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(code.rawValue))
        #expect(text.contains("blame: \(code.blame.rawValue)"))
        #expect(text.contains("req_9"))
        #expect(!text.contains("sk-secret"))
        let body = try JSONValue(parsing: bytes)
        switch surface {
        case .openAI, .anthropic:
            let type = try #require(body["error"]?["type"]?.text)
            if code.blame != .caller { #expect(type != "invalid_request_error") }
        case .gemini:
            let status = try #require(body["error"]?["status"]?.text)
            #expect(body["error"]?["code"] == .integer(Int64(code.status)))
            if code.blame != .caller { #expect(status != "INVALID_ARGUMENT") }
        case .bedrock:
            let type = try #require(ErrorBody.field(for: failure, surface: surface)?.value)
            #expect(body.members?.map(\.name) == ["message"])
            if code.blame != .caller { #expect(type != "ValidationException") }
        }
        #expect((ErrorBody.field(for: failure, surface: surface) == nil) == (surface != .bedrock))
    }

    @Test(arguments: [
        (FailureCode.authInvalid, "UNAUTHENTICATED", "AccessDeniedException"),
        (.unknownModel, "NOT_FOUND", "ResourceNotFoundException"),
        (.concurrencyLimit, "RESOURCE_EXHAUSTED", "ThrottlingException"),
        (.bodyTooLarge, "INVALID_ARGUMENT", "ValidationException"),
        (.responseTimeout, "DEADLINE_EXCEEDED", "ModelTimeoutException"),
        (.draining, "UNAVAILABLE", "ServiceUnavailableException"),
        (.internal, "INTERNAL", "InternalServerException"),
    ])
    func `codes map to the words of Gemini and Bedrock`(code: FailureCode, status: String, type: String) throws {
        let bytes = ErrorBody.bytes(for: Failure(code, ""), surface: .gemini, requestID: "r")
        #expect(try JSONValue(parsing: bytes)["error"]?["status"]?.text == status)
        let field = try #require(ErrorBody.field(for: Failure(code, ""), surface: .bedrock))
        #expect(field == ("x-amzn-errortype", type))
    }

    @Test(arguments: [
        (FailureCode.bodyTooLarge, "request_too_large"), (.concurrencyLimit, "rate_limit_error"),
        (.overloaded, "overloaded_error"), (.noRoute, "not_found_error"), (.forbidden, "permission_error"),
        (.responseTimeout, "timeout_error"), (.upstreamReset, "api_error"), (.internal, "api_error"),
        (.invalidRequest, "invalid_request_error"), (.secretUnavailable, "api_error"),
    ])
    func `codes map to Anthropic's words`(code: FailureCode, type: String) throws {
        let bytes = ErrorBody.bytes(for: Failure(code, ""), surface: .anthropic, requestID: "r")
        #expect(try JSONValue(parsing: bytes)["error"]?["type"]?.text == type)
    }

    @Test(arguments: [
        (FailureCode.authMissing, "authentication_error"), (.concurrencyLimit, "rate_limit_error"),
        (.forbidden, "permission_error"), (.upstreamAuth, "server_error"), (.draining, "server_error"),
        (.noRoute, "invalid_request_error"), (.idleTimeout, "server_error"),
    ])
    func `codes map to OpenAI's words`(code: FailureCode, type: String) throws {
        let bytes = ErrorBody.bytes(for: Failure(code, ""), surface: .openAI, requestID: "r")
        #expect(try JSONValue(parsing: bytes)["error"]?["type"]?.text == type)
    }
}
