import Exchange

/// `/v1/chat/completions`: reads the request, writes the completion and its chunks.
struct ChatCompletions: Sendable {
    /// What is understood of the request.
    let prompt: Prompt
    private let choices: Int
    private let includesUsage: Bool

    /// Reads the request's body.
    init(_ body: JSON) throws(Refusal) {
        guard case .array(let messages) = body["messages"], !messages.isEmpty else {
            throw .invalid("Missing required parameter: 'messages'.", param: "messages")
        }
        choices = body["n"].whole ?? 1
        guard (1...16).contains(choices) else { throw .invalid("'n' must be from 1 to 16.", param: "n") }
        includesUsage = body["stream_options"]["include_usage"] == true
        var prompt = Prompt(body)
        for message in messages { prompt.addMessage(role: message["role"].text, content: message["content"]) }
        let tools = body["tools"].elements.map(\.["function"])
        prompt.offer(
            tools.map { Prompt.Tool(name: $0["name"].text ?? "", schema: $0["parameters"]) },
            choice: body["tool_choice"]
        )
        switch body["response_format"]["type"].text {
        case "json_schema": prompt.format = .schema(body["response_format"]["json_schema"]["schema"])
        case "json_object": prompt.format = .object
        default: break
        }
        prompt.maxTokens = body["max_completion_tokens"].whole ?? body["max_tokens"].whole
        self.prompt = prompt
    }

    /// The answer in the words of `reply`.
    func answer(_ reply: Reply, _ choice: ModelChoice, id: String) -> DemoAnswer {
        let usage = Self.usage(prompt, reply.tokens * choices, choice)
        let stream = prompt.isStream ? script(reply, choice, id: id, usage: usage) : nil
        return DemoAnswer(reply, stream: stream) { [choices] in
            let message: JSON = [
                "role": "assistant", "content": reply.calls.isEmpty ? .string(reply.text) : nil, "refusal": nil,
                "annotations": [],
            ]
            let calls: JSON = .array(reply.calls.enumerated().map { Self.call($1, at: $0, id: id) })
            let whole = reply.calls.isEmpty ? message : .object(message.members + [.init("tool_calls", calls)])
            let all: [JSON] = (0..<choices).map {
                [
                    "index": .count($0), "message": whole, "logprobs": nil,
                    "finish_reason": Self.finish(reply),
                ]
            }
            return Self.envelope(
                "chat.completion",
                choice,
                id: id,
                [.init("choices", .array(all)), .init("usage", usage)]
            )
        }
    }

    /// OpenAI's `usage` of chat and legacy completions.
    static func usage(_ prompt: Prompt, _ output: Int, _ choice: ModelChoice) -> JSON {
        [
            "prompt_tokens": .count(prompt.tokens), "completion_tokens": .count(output),
            "total_tokens": .count(prompt.tokens + output),
            "prompt_tokens_details": [
                "cached_tokens": .count(min(choice.count(.cached) ?? 0, prompt.tokens)), "audio_tokens": 0,
            ],
            "completion_tokens_details": [
                "reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            ],
        ]
    }

    /// OpenAI's error inside a stream.
    static func streamFailure(_ fault: StreamFault) -> [Script.Event] {
        [Script.Event(nil, ["error": Refusal.inStream(fault, .openAI).openAIError])]
    }

    private static func envelope(
        _ object: String,
        _ choice: ModelChoice,
        id: String,
        _ rest: [JSON.Member]
    ) -> JSON {
        let head: JSON = [
            "id": .string("chatcmpl-" + id), "object": .string(object), "created": .count(DemoAnswer.created),
            "model": .string(choice.model.name), "service_tier": "default", "system_fingerprint": "fp_demo",
        ]
        return .object(head.members + rest)
    }

    private static func finish(_ reply: Reply) -> JSON {
        reply.isCut ? "length" : reply.calls.isEmpty ? "stop" : "tool_calls"
    }

    private static func call(_ call: Reply.Call, at index: Int, id: String) -> JSON {
        [
            "id": .string("call_\(id)_\(index)"), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
        ]
    }
}

extension ChatCompletions {
    private func script(_ reply: Reply, _ choice: ModelChoice, id: String, usage: JSON) -> Script {
        var script = Script(
            broken: Script.Event(text: #"{"id":"chatcmpl-demo","choices":[{"index":0,"delta":{"content":"bro"#),
            failure: { fault, _ in Self.streamFailure(fault) }
        )
        let ending: [JSON.Member] = includesUsage ? [.init("usage", nil)] : []
        let chunk: @Sendable ([JSON]) -> Script.Event = { choices in
            let rest = [JSON.Member("choices", .array(choices))] + ending
            return Script.Event(nil, Self.envelope("chat.completion.chunk", choice, id: id, rest))
        }
        let delta: @Sendable (Int, JSON) -> JSON = { index, delta in
            ["index": .count(index), "delta": delta, "logprobs": nil, "finish_reason": nil]
        }
        if reply.calls.isEmpty {
            addText(reply, to: &script) { chunk([delta($0, $1)]) }
        } else {
            for index in 0..<choices { addCalls(reply, id: id, to: &script) { chunk([delta(index, $0)]) } }
        }
        for index in 0..<choices {
            let finish: JSON = [
                "index": .count(index), "delta": [:], "logprobs": nil, "finish_reason": Self.finish(reply),
            ]
            script.add(chunk([finish]))
        }
        if includesUsage {
            let rest: [JSON.Member] = [.init("choices", []), .init("usage", usage)]
            script.add(Script.Event(nil, Self.envelope("chat.completion.chunk", choice, id: id, rest)))
        }
        script.add(Script.Event(text: "[DONE]"))
        return script
    }

    private func addText(
        _ reply: Reply,
        to script: inout Script,
        _ chunk: @escaping @Sendable (Int, JSON) -> Script.Event
    ) {
        for index in 0..<choices {
            script.add(chunk(index, ["role": "assistant", "content": "", "refusal": nil]))
        }
        let interleaved = reply.pieces.flatMap { Array(repeating: $0, count: choices) }
        script.add(interleaved) { [choices] index, piece in chunk(index % choices, ["content": .string(piece)]) }
    }

    private func addCalls(
        _ reply: Reply,
        id: String,
        to script: inout Script,
        _ chunk: @escaping @Sendable (JSON) -> Script.Event
    ) {
        for (index, call) in reply.calls.enumerated() {
            var start = Self.call(Reply.Call(name: call.name, arguments: ""), at: index, id: id).members
            start.insert(.init("index", .count(index)), at: 0)
            let calls: JSON = [.object(start)]
            script.add(
                chunk(
                    index > 0
                        ? ["tool_calls": calls]
                        : ["role": "assistant", "content": nil, "tool_calls": calls, "refusal": nil]
                )
            )
            script.add(Words.slices(call.arguments, of: 12)) { _, piece in
                chunk(["tool_calls": [["index": .count(index), "function": ["arguments": .string(piece)]]]])
            }
        }
    }
}
