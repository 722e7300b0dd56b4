import Exchange

/// `/v1/messages` and `/v1/messages/count_tokens`: reads the request, writes the message and its events.
struct Messages: Sendable {
    /// What is understood of the request.
    let prompt: Prompt

    /// Reads the request's body; `needsLimit` for all but token counting.
    init(_ body: JSON, needsLimit: Bool) throws(Refusal) {
        guard case .array(let messages) = body["messages"], !messages.isEmpty else {
            throw .invalid("messages: Field required")
        }
        let maxTokens = body["max_tokens"].whole
        if needsLimit {
            guard let maxTokens else { throw .invalid("max_tokens: Field required") }
            guard maxTokens > 0 else { throw .invalid("max_tokens: Input should be greater than 0") }
        }
        var prompt = Prompt(body)
        prompt.addInstructions(body["system"])
        for message in messages { prompt.addMessage(role: message["role"].text, content: message["content"]) }
        // A server tool has a type of its own and no schema; only the caller's tools can be called.
        let tools = body["tools"].elements.filter { $0["input_schema"] != .null }
        prompt.offer(
            tools.map { Prompt.Tool(name: $0["name"].text ?? "", schema: $0["input_schema"]) },
            choice: body["tool_choice"]
        )
        let format = body["output_config"]["format"].or(body["output_format"])
        if format["type"] == "json_schema" { prompt.format = .schema(format["schema"]) }
        prompt.maxTokens = maxTokens
        self.prompt = prompt
    }

    /// The answer to token counting.
    var count: DemoAnswer { DemoAnswer(["input_tokens": .count(prompt.tokens)]) }

    /// The answer in the words of `reply`.
    func answer(_ reply: Reply, _ choice: ModelChoice, id: String) -> DemoAnswer {
        let stop: JSON = reply.isCut ? "max_tokens" : reply.calls.isEmpty ? "end_turn" : "tool_use"
        let usage = usage(choice)
        let stream = prompt.isStream ? script(reply, choice, id: id, stop: stop) : nil
        return DemoAnswer(reply, stream: stream) {
            var message = Self.message(choice, id: id)
            message["content"] =
                reply.calls.isEmpty
                ? [["type": "text", "text": .string(reply.text)]]
                : .array(reply.calls.enumerated().map { Self.call($1, at: $0, id: id, hasInput: true) })
            message["stop_reason"] = stop
            message["usage"] = .object(usage.members + [.init("output_tokens", .count(reply.tokens))])
            return message
        }
    }

    private static func message(_ choice: ModelChoice, id: String) -> JSON {
        [
            "model": .string(choice.model.name), "id": .string("msg_" + id), "type": "message",
            "role": "assistant", "content": [], "stop_reason": nil, "stop_sequence": nil, "usage": nil,
        ]
    }

    private static func call(_ call: Reply.Call, at index: Int, id: String, hasInput: Bool) -> JSON {
        let input = (try? JSONReader.read(Array(call.arguments.utf8))) ?? [:]
        return [
            "type": "tool_use", "id": .string("toolu_\(id)_\(index)"), "name": .string(call.name),
            "input": hasInput ? input : [:],
        ]
    }

    /// What goes before `output_tokens`; the cached tokens are not among `input_tokens`.
    private func usage(_ choice: ModelChoice) -> JSON {
        let cached = min(choice.count(.cached) ?? 0, prompt.tokens)
        return [
            "input_tokens": .count(prompt.tokens - cached), "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": .count(cached),
            "cache_creation": ["ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0],
            "service_tier": "standard",
        ]
    }
}

extension Messages {
    private func script(_ reply: Reply, _ choice: ModelChoice, id: String, stop: JSON) -> Script {
        var script = Script(
            broken: Script.Event(
                "content_block_delta",
                text: #"{"type":"content_block_delta","index":0,"delta":{"type":"text_d"#
            ),
            failure: { fault, _ in
                [Self.event("error", ["error": Refusal.inStream(fault, .anthropic).anthropicError])]
            }
        )
        let usage = usage(choice).members
        var message = Self.message(choice, id: id)
        // As the provider does it: a placeholder first, the count in message_delta.
        message["usage"] = .object(usage + [.init("output_tokens", 1)])
        script.add(Self.event("message_start", ["message": message]))
        Self.addBlocks(reply, id: id, to: &script)
        let counts = usage.filter { $0.name.hasSuffix("_tokens") } + [.init("output_tokens", .count(reply.tokens))]
        let delta: JSON = ["stop_reason": stop, "stop_sequence": nil]
        script.add(Self.event("message_delta", ["delta": delta, "usage": .object(counts)]))
        script.add(Self.event("message_stop", [:]))
        return script
    }

    private static func addBlocks(_ reply: Reply, id: String, to script: inout Script) {
        if reply.calls.isEmpty {
            let start: JSON = ["type": "text", "text": ""]
            addBlock(start, at: 0, pieces: reply.pieces, to: &script) { ["type": "text_delta", "text": $0] }
        }
        for (index, call) in reply.calls.enumerated() {
            let start = Self.call(call, at: index, id: id, hasInput: false)
            addBlock(start, at: index, pieces: Words.slices(call.arguments, of: 12), to: &script) {
                ["type": "input_json_delta", "partial_json": $0]
            }
        }
    }

    private static func addBlock(
        _ start: JSON,
        at index: Int,
        pieces: [String],
        to script: inout Script,
        _ delta: @escaping @Sendable (JSON) -> JSON
    ) {
        script.add(event("content_block_start", ["index": .count(index), "content_block": start]))
        if index == 0 { script.add(event("ping", [:])) }
        script.add(pieces) { _, piece in
            event("content_block_delta", ["index": .count(index), "delta": delta(.string(piece))])
        }
        script.add(event("content_block_stop", ["index": .count(index)]))
    }

    private static func event(_ type: String, _ members: JSON) -> Script.Event {
        Script.Event(type, .object([.init("type", .string(type))] + members.members))
    }
}
