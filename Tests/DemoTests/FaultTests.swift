import Demo
import HTTPTypes
import Testing

@Suite struct FaultTests {
    @Test(arguments: ["", "Bearer", "Bearer wrong", "Bearer sk-demo-0123456780", "Basic sk-demo-0123456789"])
    func `without the credential the answer is 401 in either dialect`(value: String) async throws {
        try await DemoClient.run { client in
            let openAI = try await client.post(
                "/v1/chat/completions",
                ["model": "demo-chat"],
                headers: [.authorization: value]
            )
            #expect(openAI.status == 401)
            #expect(openAI.json["error"]["code"] == "invalid_api_key")
            let anthropic = try await client.post(
                "/v1/messages",
                ["model": "demo-chat"],
                headers: [.authorization: value]
            )
            #expect(anthropic.status == 401)
            #expect(anthropic.json["error"]["type"] == "authentication_error")
        }
    }

    @Test(arguments: ["x-api-key", "api-key"])
    func `the credential may come in a header of its own`(name: String) async throws {
        try await DemoClient.run { client in
            var headers = HTTPFields()
            headers[try #require(HTTPField.Name(name))] = DemoClient.key
            let body: JSON = ["model": "demo-chat", "input": "a", "dimensions": 1]
            #expect(try await client.post("/v1/embeddings", body, headers: headers).status == 200)
        }
    }

    @Test(arguments: [
        "", "demo", "demo-cha", "gpt-4o", "?tokens=1", "demo-chat ", String(repeating: "demo-chat", count: 99),
    ])
    func `an unknown model is answered 404`(model: String) async throws {
        try await DemoClient.run { client in
            let openAI = try await client.chat(model)
            #expect(openAI.status == 404)
            #expect(openAI.json["error"]["code"] == "model_not_found")
            let anthropic = try await client.message(model)
            #expect(anthropic.json["error"]["type"] == "not_found_error")
        }
    }

    @Test(arguments: [
        "demo-chat?x=1", "demo-chat?tokens", "demo-chat?tokens=", "demo-chat?tokens=0", "demo-chat?tokens=1.5",
        "demo-chat?tokens=-1", "demo-chat?tokens=1e3", "demo-chat?tokens=100001", "demo-chat?after=1",
        "demo-slow?ttft=601s", "demo-slow?ttft=2h", "demo-slow?ttft=nan", "demo-slow?tps=0", "demo-slow?tps=inf",
        "demo-status?code=399", "demo-status?code=600", "demo-flaky?p=1.1", "demo-big?bytes=16777217",
        "demo-chat?tokens=0x10", "demo-chat?tokens=1s", "demo-429?form=2", "demo-429?form=", "demo-429?form=Seconds",
        "demo-chat?times=1", "demo-chat?down=1", "demo-outage?down=-1s", "demo-drip?bps=0", "demo-bad-http?wire=body",
        "demo-drop?form=date&form=dates", "demo-429?times=1000001",
    ])
    func `a knob that is unknown or out of bounds is answered 400`(model: String) async throws {
        try await DemoClient.run { client in
            let reply = try await client.chat(model)
            #expect(reply.status == 400)
            #expect(reply.json["error"]["param"] == "model")
        }
    }

    @Test func `a path that does not exist is answered 404 and a wrong method 405`() async throws {
        try await DemoClient.run { client in
            let openAI = try await client.post("/v1/nothing", [:])
            #expect(openAI.status == 404)
            let anthropic = try await client.post("/v1/messages/nothing", [:])
            #expect(anthropic.json["error"]["type"] == "not_found_error")
            #expect(try await client.get("/v1/chat/completions").status == 405)
            #expect(try await client.post("/v1/models", [:]).status == 405)
        }
    }

    @Test(arguments: [400, 402, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504, 529, 599])
    func `a status is answered as asked`(code: Int) async throws {
        try await DemoClient.run { client in
            let openAI = try await client.chat("demo-status?code=\(code)", ["stream": true])
            #expect(openAI.status == code)
            #expect(openAI.json["error"]["message"].text != nil)
            let anthropic = try await client.message("demo-status?code=\(code)")
            #expect(anthropic.status == code)
            #expect(anthropic.json["request_id"].text == anthropic.headers[try #require(HTTPField.Name("request-id"))])
        }
    }

    @Test func `a rate limit says when to come back`() async throws {
        try await DemoClient.run { client in
            let reply = try await client.chat("demo-429?retry_after=7")
            #expect(reply.status == 429)
            #expect(reply.headers[.retryAfter] == "7")
            #expect(reply.json["error"]["code"] == "rate_limit_exceeded")
            #expect(try await client.message("demo-429").headers[.retryAfter] == "2")
        }
    }

    @Test func `a flaky model fails as often as asked and the same way every time`() async throws {
        let runs = Results()
        for _ in 0..<2 {
            try await DemoClient.run { client in
                var statuses: [Int] = []
                for _ in 0..<200 { statuses.append(try await client.chat("demo-flaky?p=0.3&status=502&seed=7").status) }
                runs.add(statuses)
                #expect(try await client.chat("demo-flaky?p=0").status == 200)
                #expect(try await client.chat("demo-flaky?p=1").status == 503)
            }
        }
        #expect(runs.all[0] == runs.all[1])
        #expect(Set(runs.all[0]) == [200, 502])
        #expect((40...80).contains(runs.all[0].count { $0 == 502 }))
    }

    @Test func `a first error is followed by answers, for each text of the model`() async throws {
        try await DemoClient.run { client in
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await client.chat("demo-first-error?times=2&status=500").status) }
            #expect(statuses == [500, 500, 200, 200])
            #expect(try await client.message("demo-first-error").status == 503)
            #expect(try await client.message("demo-first-error").status == 200)
        }
    }

    @Test(arguments: [(0, 0), (2, 2), (1_000, 6)])
    func `an error event ends the stream after so many events`(after: Int, expected: Int) async throws {
        try await DemoClient.run { client in
            let chat = try await client.chat("demo-error-event?after=\(after)&tokens=4", ["stream": true])
            #expect(chat.events.last?["error"]["type"] == "server_error")
            #expect(chat.data.count == expected + 1)
            let message = try await client.message("demo-error-event?after=\(after)", ["stream": true])
            #expect(message.names.last == "error")
            #expect(!message.names.contains("message_stop"))
            let body: JSON = ["model": .string("demo-error-event?after=\(after)"), "input": "hi", "stream": true]
            let responses = try await client.post("/v1/responses", body)
            #expect(responses.names.suffix(2) == ["error", "response.failed"])
            let numbers = responses.events.compactMap { $0["sequence_number"].whole }
            #expect(numbers == Array(0..<numbers.count))
            #expect(try await client.chat("demo-error-event").status == 500)
        }
    }

    @Test func `a malformed event stands among good ones`() async throws {
        try await DemoClient.run { client in
            let stream = try await client.chat("demo-malformed?after=2&tokens=4", ["stream": true])
            #expect(stream.data.count == 8)
            #expect(stream.events.count == 6)
            #expect(throws: JSONReader.Fault.self) { try JSONReader.read(Array(stream.data[2].utf8)) }
            #expect(stream.data.last == "[DONE]")
            let plain = try await client.message("demo-malformed")
            #expect(plain.status == 200)
            #expect(plain.json == nil)
        }
    }

    @Test func `an early end in order has no end marker`() async throws {
        try await DemoClient.run { client in
            let three = try await client.chat("demo-drop?clean=1", ["stream": true])
            #expect(three.data.count == 3)
            let none = try await client.chat("demo-drop?clean=1&after=0", ["stream": true])
            #expect(none.text.isEmpty)
            let most = try await client.chat("demo-drop?clean=1&after=99", ["stream": true])
            #expect(most.data.count > 3 && !most.text.contains("[DONE]"))
            let plain = try await client.chat("demo-drop?clean=1")
            #expect(!plain.text.isEmpty && plain.json == nil)
        }
    }

    @Test func `an echo shows the request without its credentials`() async throws {
        try await DemoClient.run { client in
            var headers: HTTPFields = [.authorization: "Bearer \(DemoClient.key)", .cookie: "a=b", .accept: "*/*"]
            headers[try #require(HTTPField.Name("x-api-key"))] = "other"
            let body: JSON = ["model": "demo-echo", "max_tokens": 1, "messages": [["role": "user", "content": "hé"]]]
            let reply = try await client.post("/v1/messages?beta=true", body, headers: headers)
            #expect(!reply.text.contains(DemoClient.key))
            let text = try #require(reply.json["content"].elements.first?["text"].text)
            let echo = try JSONReader.read(Array(text.utf8))
            #expect(echo["method"] == "POST")
            #expect(echo["path"] == "/v1/messages")
            #expect(echo["query"] == "beta=true")
            #expect(echo["body"] == .string(body.rendered))
            #expect(echo["headers"].elements.contains(["authorization", "Bearer [redacted, 18 bytes]"]))
            #expect(echo["headers"].elements.contains(["x-api-key", "[redacted, 5 bytes]"]))
            #expect(echo["headers"].elements.contains(["cookie", "[redacted, 3 bytes]"]))
            #expect(echo["headers"].elements.contains(["accept", "*/*"]))
        }
    }

    @Test(arguments: [1, 64, 1_000_000])
    func `a big answer has exactly so many bytes`(bytes: Int) async throws {
        try await DemoClient.run { client in
            let plain = try await client.chat("demo-big?bytes=\(bytes)")
            let text = plain.json["choices"].elements.first?["message"]["content"].text ?? ""
            #expect(text.utf8.count == bytes)
            #expect(plain.json["usage"]["completion_tokens"] == .count(Words.count(text)))
            let stream = try await client.chat("demo-big?bytes=\(bytes)&chunks=10", ["stream": true])
            let pieces = stream.events.compactMap { $0["choices"].elements.first?["delta"]["content"].text }
            #expect(pieces.joined() == text)
        }
    }
}
