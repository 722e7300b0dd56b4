import Demo
import Testing

@Suite struct AnthropicTests {
    @Test func `a message counts what is not from the cache as input`() async throws {
        try await DemoClient.run { client in
            let reply = try await client.message("demo-chat?cached=4", ["system": "be nice"])
            let text = reply.json["content"].elements.first?["text"].text ?? ""
            #expect(text == "Hello from demo-chat. I read 5 tokens in 1 message. You said: hi there friend")
            #expect(reply.json["usage"]["input_tokens"] == 1)
            #expect(reply.json["usage"]["cache_read_input_tokens"] == 4)
            #expect(reply.json["usage"]["output_tokens"] == .count(Words.count(text)))
            #expect(reply.json["stop_reason"] == "end_turn")
        }
    }

    @Test func `a stream has every event in order`() async throws {
        try await DemoClient.run { client in
            let stream = try await client.message("demo-chat?tokens=2", ["stream": true])
            #expect(
                stream.names == [
                    "message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta",
                    "content_block_stop", "message_delta", "message_stop",
                ]
            )
            #expect(stream.events.map { $0["type"].text ?? "" } == stream.names)
            #expect(stream.events.first?["message"]["usage"]["input_tokens"] == 3)
            #expect(stream.events[6]["usage"]["output_tokens"] == 2)
        }
    }

    @Test func `tools are called block by block`() async throws {
        try await DemoClient.run { client in
            let tools: JSON = [
                ["name": "weather", "input_schema": ["type": "object", "properties": ["city": ["type": "string"]]]],
                ["name": "web_search", "type": "web_search_20250305"],
                ["name": "time", "input_schema": ["type": "object"]],
            ]
            let plain = try await client.message("demo-tools?calls=8", ["tools": tools])
            #expect(plain.json["content"].elements.map { $0["name"] } == ["weather", "time"])
            #expect(plain.json["content"].elements.map { $0["input"] } == [["city": "demo"], [:]])
            #expect(plain.json["stop_reason"] == "tool_use")
            let stream = try await client.message("demo-tools?calls=2", ["tools": tools, "stream": true])
            let pieces = stream.events.filter { $0["index"] == 0 }.compactMap { $0["delta"]["partial_json"].text }
            #expect(pieces.joined() == #"{"city":"demo"}"#)
            let only = try await client.message(
                "demo-tools",
                ["tools": tools, "tool_choice": ["type": "tool", "name": "time"]]
            )
            #expect(only.json["content"].elements.map { $0["name"] } == ["time"])
            let none = try await client.message("demo-tools", ["tools": tools, "tool_choice": ["type": "none"]])
            #expect(none.json["stop_reason"] == "end_turn")
        }
    }

    @Test func `tokens are counted by the same rule`() async throws {
        try await DemoClient.run { client in
            let body: JSON = [
                "model": "demo-chat", "system": [["type": "text", "text": "a b"]],
                "messages": [
                    ["role": "user", "content": [["type": "text", "text": "c d"], ["type": "image"]]],
                    ["role": "user", "content": [["type": "tool_result", "content": "e f g"]]],
                ],
            ]
            let counted = try await client.post("/v1/messages/count_tokens", body)
            #expect(counted.json == ["input_tokens": 8])
        }
    }

    @Test func `what is missing is answered 400 in the dialect`() async throws {
        try await DemoClient.run { client in
            let bodies: [JSON] = [
                ["model": "demo-chat", "messages": [["role": "user", "content": "hi"]]],
                ["model": "demo-chat", "max_tokens": 0, "messages": [["role": "user", "content": "hi"]]],
                ["model": "demo-chat", "max_tokens": 9], ["max_tokens": 9],
            ]
            for body in bodies {
                let reply = try await client.post("/v1/messages", body)
                #expect(reply.status == 400)
                #expect(reply.json["type"] == "error")
                #expect(reply.json["error"]["type"] == "invalid_request_error")
            }
        }
    }

    @Test func `a text is cut at max_tokens and JSON fits its schema`() async throws {
        try await DemoClient.run { client in
            let cut = try await client.message("demo-chat", ["max_tokens": 2])
            #expect(cut.json["stop_reason"] == "max_tokens")
            #expect(cut.json["usage"]["output_tokens"] == 2)
            let schema: JSON = ["type": "object", "properties": ["ok": ["type": "boolean"]]]
            let format: JSON = ["output_config": ["format": ["type": "json_schema", "schema": schema]]]
            let fitted = try await client.message("demo-chat", format)
            #expect(fitted.json["content"].elements.first?["text"] == #"{"ok":true}"#)
        }
    }
}
