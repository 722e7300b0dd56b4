import Demo
import Testing

@Suite struct OpenAITests {
    private static let tools: JSON = [
        "tools": [
            [
                "type": "function",
                "function": [
                    "name": "weather",
                    "parameters": ["type": "object", "properties": ["city": ["type": "string"]]],
                ],
            ],
            ["type": "function", "function": ["name": "time"]],
        ]
    ]

    @Test func `a chat answer names model and prompt and counts words`() async throws {
        try await DemoClient.run { client in
            let reply = try await client.chat("demo-chat?cached=2")
            let text = "Hello from demo-chat. I read 3 tokens in 1 message. You said: hi there friend"
            #expect(reply.status == 200)
            #expect(reply.json["model"] == "demo-chat")
            #expect(reply.json["choices"].elements.first?["message"]["content"] == .string(text))
            #expect(reply.json["choices"].elements.first?["finish_reason"] == "stop")
            #expect(reply.json["usage"]["prompt_tokens"] == 3)
            #expect(reply.json["usage"]["completion_tokens"] == .count(Words.count(text)))
            #expect(reply.json["usage"]["total_tokens"] == .count(3 + Words.count(text)))
            #expect(reply.json["usage"]["prompt_tokens_details"]["cached_tokens"] == 2)
        }
    }

    @Test func `the same request gets the same bytes`() async throws {
        try await DemoClient.run { client in
            let first = try await client.chat("demo-chat?tokens=40", ["stream": true])
            let second = try await client.chat("demo-chat?tokens=40", ["stream": true])
            #expect(first.text == second.text)
            #expect(first.headers != second.headers)
        }
    }

    @Test func `a stream adds up to the plain answer`() async throws {
        try await DemoClient.run { client in
            let plain = try await client.chat("demo-chat")
            let more: JSON = ["stream": true, "stream_options": ["include_usage": true]]
            let stream = try await client.chat("demo-chat", more)
            let deltas = stream.events.compactMap { $0["choices"].elements.first?["delta"]["content"].text }
            #expect(.string(deltas.joined()) == plain.json["choices"].elements.first?["message"]["content"])
            #expect(stream.data.last == "[DONE]")
            #expect(stream.events.last?["usage"] == plain.json["usage"])
            #expect(stream.events.last?["choices"] == [])
            #expect(stream.names.isEmpty)
        }
    }

    @Test func `usage is in a stream only where it was asked for`() async throws {
        try await DemoClient.run { client in
            let stream = try await client.chat("demo-chat", ["stream": true])
            #expect(!stream.text.contains("\"usage\""))
        }
    }

    @Test(arguments: [("tokens=7", 7, 7), ("chunks=5", 5, 5), ("tokens=9&chunks=4", 9, 4), ("tokens=2&chunks=9", 2, 2)])
    func `tokens and chunks set length and pieces`(knobs: String, tokens: Int, chunks: Int) async throws {
        try await DemoClient.run { client in
            let more: JSON = ["stream": true, "stream_options": ["include_usage": true]]
            let stream = try await client.chat("demo-chat?\(knobs)", more)
            let deltas = stream.events.compactMap { $0["choices"].elements.first?["delta"]["content"].text }
            #expect(stream.events.last?["usage"]["completion_tokens"] == .count(tokens))
            #expect(deltas.filter { !$0.isEmpty }.count == chunks)
        }
    }

    @Test func `a text longer than allowed is cut`() async throws {
        try await DemoClient.run { client in
            for limit in ["max_tokens", "max_completion_tokens"] {
                let reply = try await client.chat("demo-chat", .object([JSON.Member(limit, 4)]))
                #expect(reply.json["choices"].elements.first?["finish_reason"] == "length")
                #expect(reply.json["choices"].elements.first?["message"]["content"] == "Hello from demo-chat. I")
                #expect(reply.json["usage"]["completion_tokens"] == 4)
            }
        }
    }

    @Test func `several choices are interleaved and counted`() async throws {
        try await DemoClient.run { client in
            let plain = try await client.chat("demo-chat?tokens=3", ["n": 2])
            #expect(plain.json["choices"].elements.map { $0["index"] } == [0, 1])
            #expect(plain.json["usage"]["completion_tokens"] == 6)
            let stream = try await client.chat("demo-chat?tokens=3", ["n": 2, "stream": true])
            let order = stream.events.compactMap { $0["choices"].elements.first?["index"].whole }
            #expect(order == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
            for wrong: JSON in [0, 17, -1] {
                #expect(try await client.chat("demo-chat", ["n": wrong]).status == 400)
            }
        }
    }

    @Test func `tools are called, and answered in words once their result is there`() async throws {
        try await DemoClient.run { client in
            let plain = try await client.chat("demo-tools?calls=2", Self.tools)
            let calls = plain.json["choices"].elements.first?["message"]["tool_calls"].elements ?? []
            #expect(calls.map { $0["function"]["name"] } == ["weather", "time"])
            #expect(calls.map { $0["function"]["arguments"] } == [#"{"city":"demo"}"#, "{}"])
            #expect(plain.json["choices"].elements.first?["finish_reason"] == "tool_calls")
            let stream = try await client.chat(
                "demo-tools",
                .object(Self.tools.members + [JSON.Member("stream", true)])
            )
            let arguments = stream.events.compactMap {
                $0["choices"].elements.first?["delta"]["tool_calls"].elements.first?["function"]["arguments"].text
            }
            #expect(arguments.joined() == #"{"city":"demo"}"#)
            let body: JSON = [
                "model": "demo-tools", "tools": Self.tools["tools"],
                "messages": [
                    ["role": "user", "content": "hi"], ["role": "assistant", "content": nil],
                    ["role": "tool", "content": "sunny"],
                ],
            ]
            let after = try await client.post("/v1/chat/completions", body)
            #expect(after.json["choices"].elements.first?["finish_reason"] == "stop")
            #expect(after.json["usage"]["prompt_tokens"] == 2)
        }
    }

    @Test func `JSON that was asked for is JSON that fits`() async throws {
        try await DemoClient.run { client in
            let schema: JSON = ["type": "object", "properties": ["age": ["type": "integer", "minimum": 18]]]
            let format: JSON = [
                "response_format": ["type": "json_schema", "json_schema": ["name": "p", "schema": schema]]
            ]
            let fitted = try await client.chat("demo-chat", format)
            #expect(fitted.json["choices"].elements.first?["message"]["content"] == #"{"age":18}"#)
            let loose = try await client.chat("demo-chat", ["response_format": ["type": "json_object"]])
            let text = loose.json["choices"].elements.first?["message"]["content"].text ?? ""
            #expect(try JSONReader.read(Array(text.utf8))["prompt_tokens"] == 3)
        }
    }

    @Test func `responses stream every typed event in order`() async throws {
        try await DemoClient.run { client in
            let body: JSON = ["model": "demo-chat?tokens=2", "input": "hi", "stream": true]
            let stream = try await client.post("/v1/responses", body)
            #expect(
                stream.names == [
                    "response.created", "response.in_progress", "response.output_item.added",
                    "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                    "response.output_text.done", "response.content_part.done", "response.output_item.done",
                    "response.completed",
                ]
            )
            #expect(stream.events.map { $0["type"].text ?? "" } == stream.names)
            #expect(stream.events.map { $0["sequence_number"].whole ?? -1 } == Array(0..<10))
            #expect(stream.events.last?["response"]["usage"]["output_tokens"] == 2)
        }
    }

    @Test func `responses call functions and take their output`() async throws {
        try await DemoClient.run { client in
            let tools: JSON = [["type": "function", "name": "f", "parameters": [:]], ["type": "web_search"]]
            let call = try await client.post(
                "/v1/responses",
                ["model": "demo-tools?calls=8", "input": "hi", "tools": tools]
            )
            #expect(call.json["output"].elements.map { $0["type"] } == ["function_call"])
            let input: JSON = [
                ["role": "user", "content": [["type": "input_text", "text": "hi"]]],
                ["type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"],
                ["type": "function_call_output", "call_id": "c", "output": "fine day"],
            ]
            let words = try await client.post(
                "/v1/responses",
                ["model": "demo-tools", "input": input, "tools": tools, "instructions": "be kind"]
            )
            #expect(words.json["output"].elements.map { $0["type"] } == ["message"])
            #expect(words.json["usage"]["input_tokens"] == 5)
            let cut = try await client.post(
                "/v1/responses",
                ["model": "demo-chat", "input": "hi", "max_output_tokens": 1]
            )
            #expect(cut.json["status"] == "incomplete")
        }
    }

    @Test func `legacy completions stream what they answer`() async throws {
        try await DemoClient.run { client in
            let plain = try await client.post("/v1/completions", ["model": "demo-chat", "prompt": "say hi"])
            let more: JSON = [
                "model": "demo-chat", "prompt": "say hi", "stream": true, "stream_options": ["include_usage": true],
            ]
            let stream = try await client.post("/v1/completions", more)
            let pieces = stream.events.compactMap { $0["choices"].elements.first?["text"].text }
            #expect(.string(pieces.joined()) == plain.json["choices"].elements.first?["text"])
            #expect(stream.events.last?["usage"] == plain.json["usage"])
            #expect(plain.json["usage"]["prompt_tokens"] == 2)
        }
    }
}
