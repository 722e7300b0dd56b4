import Demo
import FoundationEssentials
import Testing

@Suite struct OpenAIOtherTests {
    @Test func `vectors have length 1 and are the same as numbers and as base64`() async throws {
        try await DemoClient.run { client in
            var body: JSON = ["model": "demo-embed", "input": ["hello world", "b"], "dimensions": 8]
            let floats = try await client.post("/v1/embeddings", body)
            body["encoding_format"] = "base64"
            let base64 = try await client.post("/v1/embeddings", body)
            let numbers = try #require(floats.json["data"].elements.first)["embedding"].elements.compactMap(\.real)
            let length = numbers.reduce(0) { $0 + $1 * $1 }
            #expect(numbers.count == 8)
            #expect(abs(length - 1) < 1e-6)
            let text = try #require(base64.json["data"].elements.first?["embedding"].text)
            let bytes = [UInt8](try #require(Data(base64Encoded: text)))
            let decoded = stride(from: 0, to: bytes.count, by: 4).map { start in
                Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
            }
            #expect(decoded == numbers.map { Float($0) })
            #expect(floats.json["usage"]["prompt_tokens"] == 3)
        }
    }

    @Test(arguments: [
        (#""hi""#, 1, 1), (#"[1,2,3]"#, 1, 3), (#"[[1,2],[3]]"#, 2, 3), (#"["a b","c"]"#, 2, 3),
    ])
    func `every form of input is embedded`(input: String, vectors: Int, tokens: Int) async throws {
        try await DemoClient.run { client in
            let reply = try await client.post("/v1/embeddings", text: #"{"model":"demo-embed","input":\#(input)}"#)
            #expect(reply.json["data"].elements.count == vectors)
            #expect(reply.json["data"].elements.first?["embedding"].elements.count == 1_536)
            #expect(reply.json["usage"]["total_tokens"] == .count(tokens))
        }
    }

    @Test(arguments: [
        ("/v1/embeddings", #"{"model":"demo-embed","input":[]}"#), ("/v1/embeddings", #"{"model":"demo-embed"}"#),
        ("/v1/embeddings", #"{"model":"demo-embed","input":"a","dimensions":0}"#),
        ("/v1/embeddings", #"{"model":"demo-embed","input":"a","dimensions":4097}"#),
        ("/v1/moderations", #"{"model":"demo-chat"}"#), ("/v1/completions", #"{"model":"demo-chat"}"#),
        ("/v1/responses", #"{"model":"demo-chat"}"#), ("/v1/chat/completions", #"{"model":"demo-chat","messages":[]}"#),
        ("/v1/chat/completions", #"{"messages":[]}"#), ("/v1/chat/completions", #"{"model":7}"#),
        ("/v1/chat/completions", "[]"), ("/v1/chat/completions", "{"), ("/v1/chat/completions", ""),
    ])
    func `a request that cannot be understood is answered 400`(path: String, body: String) async throws {
        try await DemoClient.run { client in
            let reply = try await client.post(path, text: body)
            #expect(reply.status == 400)
            #expect(reply.json["error"]["type"] == "invalid_request_error")
        }
    }

    @Test func `moderations judge texts one by one and parts together`() async throws {
        try await DemoClient.run { client in
            let texts = try await client.post("/v1/moderations", ["model": "demo-chat", "input": ["a", "b"]])
            #expect(texts.json["results"].elements.map { $0["flagged"] } == [false, false])
            #expect(texts.json["results"].elements.first?["categories"].members.count == 13)
            let parts: JSON = ["model": "demo-chat", "input": [["type": "text", "text": "a"], ["type": "image_url"]]]
            #expect(try await client.post("/v1/moderations", parts).json["results"].elements.count == 1)
        }
    }

    @Test func `uploads tell their size, file name and purpose`() async throws {
        try await DemoClient.run { client in
            let form = """
                --x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--x\r\nContent-Disposition: \
                form-data; name="file"; filename="a.jsonl"\r\n\r\n\(String(repeating: "z", count: 200_000))\r\n--x--\r\n
                """
            let file = try await client.post("/v1/files", text: form)
            #expect(file.json["bytes"] == .count(form.utf8.count))
            #expect(file.json["filename"] == "a.jsonl")
            #expect(file.json["purpose"] == "batch")
            let heard = try await client.post("/v1/audio/transcriptions", text: form)
            #expect(heard.json["text"] == .string("The demo provider heard \(form.utf8.count) bytes."))
            let model = "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ndemo-429\r\n--x--\r\n"
            #expect(try await client.post("/v1/audio/transcriptions", text: model).status == 429)
        }
    }

    @Test func `the list of models takes the form of its caller`() async throws {
        try await DemoClient.run { client in
            let openAI = try await client.get("/v1/models")
            #expect(openAI.json["data"].elements.map { $0["id"].text ?? "" } == DemoModels.all.map(\.name))
            let anthropic = try await client.get("/v1/models", version: "2023-06-01")
            #expect(anthropic.json["first_id"] == "demo-chat")
            #expect(anthropic.json["data"].elements.allSatisfy { $0["type"] == "model" })
            #expect(try await client.get("/v1/models/demo-429").json["id"] == "demo-429")
            #expect(try await client.get("/v1/models/nope").status == 404)
        }
    }
}
