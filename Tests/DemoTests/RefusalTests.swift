import Demo
import HTTPTypes
import Testing

/// What providers say when they refuse, and when to come back.
@Suite struct RefusalTests {
    private static func field(_ reply: DemoReply, _ name: String) throws -> String? {
        reply.headers[try #require(HTTPField.Name(name))]
    }

    @Test(arguments: [
        ("quota", 429, "insufficient_quota", 400, "Your credit balance is too low"),
        ("context", 400, "context_length_exceeded", 400, "prompt is too long"),
        ("policy", 400, "content_policy_violation", 400, "content filtering policy"),
        ("key", 401, "invalid_api_key", 401, "invalid x-api-key"),
    ])
    func `a refusal has the provider's code`(row: (String, Int, String, Int, String)) async throws {
        try await DemoClient.run { client in
            let openAI = try await client.chat("demo-refusal?reason=\(row.0)", ["stream": true])
            #expect(openAI.status == row.1)
            #expect(openAI.json["error"]["code"] == .string(row.2))
            let anthropic = try await client.message("demo-refusal?reason=\(row.0)")
            #expect(anthropic.status == row.3)
            #expect(anthropic.json["error"]["message"].text?.contains(row.4) == true)
        }
    }

    @Test func `401 is the refusal of a key`() async throws {
        try await DemoClient.run { client in
            #expect(try await client.chat("demo-status?code=401").json["error"]["code"] == "invalid_api_key")
            let anthropic = try await client.message("demo-status?code=401")
            #expect(anthropic.json["error"]["type"] == "authentication_error")
            #expect(try Self.field(anthropic, "x-should-retry") == "false")
        }
    }

    @Test(
        arguments: [
            ("retry_after=2", "2", nil, "in 2s."), ("retry_after=250ms", "0.25", nil, "in 250ms."),
            ("retry_after=1.5&form=ms", nil, "1500", "in 1.5s."), ("retry_after=0&form=seconds", "0", nil, "in 0ms."),
            ("retry_after=10.384&form=text", nil, nil, "in 10.384s."), ("retry_after=300ms&form=azure", "1", "0", nil),
            ("form=reset", nil, nil, nil),
        ] as [(String, String?, String?, String?)]
    )
    func `a rate limit says when to come back`(row: (String, String?, String?, String?)) async throws {
        try await DemoClient.run { client in
            let reply = try await client.chat("demo-429?\(row.0)")
            #expect(reply.headers[.retryAfter] == row.1)
            #expect(try Self.field(reply, "retry-after-ms") == row.2)
            let message = try #require(reply.json["error"]["message"].text)
            #expect(row.3.map(message.hasSuffix) ?? !message.contains("try again"))
        }
    }

    @Test func `a date lies so many seconds ahead`() async throws {
        try await DemoClient.run { client in
            let date = try #require(try await client.chat("demo-429?retry_after=60&form=date").headers[.retryAfter])
            let form = /(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z][a-z] \d{4} \d\d:\d\d:\d\d GMT/
            #expect(date.wholeMatch(of: form) != nil, "\(date)")
        }
    }

    @Test func `a limit says when it is whole again`() async throws {
        try await DemoClient.run { client in
            let openAI = try await client.chat("demo-429?retry_after=7&form=reset")
            #expect(try Self.field(openAI, "x-ratelimit-remaining-requests") == "0")
            #expect(try Self.field(openAI, "x-ratelimit-reset-requests") == "7s")
            let anthropic = try await client.message("demo-429?retry_after=7&form=reset")
            let whole = try #require(try Self.field(anthropic, "anthropic-ratelimit-requests-reset"))
            #expect(whole.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil, "\(whole)")
        }
    }

    @Test func `every status can say when to come back`() async throws {
        try await DemoClient.run { client in
            for model in ["demo-status?code=503", "demo-outage", "demo-flaky?p=1"] {
                let knob = model.contains("?") ? "&" : "?"
                let told = try await client.message(model + knob + "retry_after=3")
                #expect(told.headers[.retryAfter] == "3")
                let silent = try await client.chat(model)
                #expect(silent.headers[.retryAfter] == nil)
            }
        }
    }

    @Test(
        arguments: [
            ("server", "server_error", nil, "api_error", 500, 500),
            ("overloaded", "server_error", nil, "overloaded_error", 503, 529),
            ("rate_limit", "requests", "rate_limit_exceeded", "rate_limit_error", 429, 429),
            ("quota", "insufficient_quota", "insufficient_quota", "billing_error", 429, 402),
        ] as [(String, String, String?, String, Int, Int)]
    )
    func `an error can be a stream's first event`(row: (String, String, String?, String, Int, Int)) async throws {
        try await DemoClient.run { client in
            let model = "demo-error-event?after=0&error=\(row.0)"
            let chat = try await client.chat(model, ["stream": true])
            #expect(chat.status == 200 && chat.data.count == 1)
            #expect(chat.events.first?["error"]["type"] == .string(row.1))
            #expect(chat.events.first?["error"]["code"] == row.2.map(JSON.string) ?? JSON.null)
            let message = try await client.message(model, ["stream": true])
            #expect(message.names == ["error"])
            #expect(message.events.first?["error"]["type"] == .string(row.3))
            let body: JSON = ["model": .string(model), "input": "hi", "stream": true]
            let responses = try await client.post("/v1/responses", body)
            #expect(responses.names == ["error", "response.failed"])
            #expect(responses.events.last?["response"]["error"]["code"] == .string(row.2 ?? "server_error"))
            #expect(try await client.chat(model).status == row.4)
            #expect(try await client.message(model).status == row.5)
        }
    }

    @Test(arguments: [true, false])
    func `a page or nothing can stand in an answer's place`(stream: Bool) async throws {
        try await DemoClient.run { client in
            let page = try await client.chat("demo-malformed?shape=html", ["stream": .bool(stream)])
            #expect(page.status == 200)
            #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
            #expect(page.text.hasPrefix("<!DOCTYPE html>"))
            let empty = try await client.message("demo-malformed?shape=empty", ["stream": .bool(stream)])
            #expect(empty.status == 200 && empty.text.isEmpty)
        }
    }
}
