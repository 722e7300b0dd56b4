/// `/v1/responses`: reads the request, writes the response object; its events are in ResponsesScript.swift.
struct Responses: Sendable {
    /// What is understood of the request.
    let prompt: Prompt
    private let request: JSON

    /// Reads the request's body.
    init(_ body: JSON) throws(Refusal) {
        guard body["input"].text != nil || !body["input"].elements.isEmpty else {
            throw .invalid("Missing required parameter: 'input'.", param: "input")
        }
        request = body
        var prompt = Prompt(body)
        prompt.addInstructions(body["instructions"])
        if let text = body["input"].text { prompt.addMessage(role: "user", content: .string(text)) }
        for item in body["input"].elements {
            switch item["type"].text {
            case "function_call_output": prompt.addToolResult(item["output"])
            case "function_call", "reasoning", "item_reference": continue
            default: prompt.addMessage(role: item["role"].text, content: item["content"])
            }
        }
        let functions = body["tools"].elements.filter { $0["type"] == "function" }
        prompt.offer(
            functions.map { Prompt.Tool(name: $0["name"].text ?? "", schema: $0["parameters"]) },
            choice: body["tool_choice"]
        )
        switch body["text"]["format"]["type"].text {
        case "json_schema": prompt.format = .schema(body["text"]["format"]["schema"])
        case "json_object": prompt.format = .object
        default: break
        }
        prompt.maxTokens = body["max_output_tokens"].whole
        self.prompt = prompt
    }

    /// The answer in the words of `reply`.
    func answer(_ reply: Reply, _ choice: ModelChoice, id: String) -> DemoAnswer {
        let stream = prompt.isStream ? script(reply, choice, id: id) : nil
        return DemoAnswer(reply, stream: stream) { finished(reply, choice, id: id) }
    }

    /// The response object when all is said.
    func finished(_ reply: Reply, _ choice: ModelChoice, id: String) -> JSON {
        let output =
            reply.calls.isEmpty
            ? [Self.message(reply.text, id: id, isDone: !reply.isCut)]
            : reply.calls.enumerated().map { Self.call($1, at: $0, id: id, isDone: true) }
        var response = object(choice, id: id, status: reply.isCut ? "incomplete" : "completed")
        response["output"] = .array(output)
        response["completed_at"] = reply.isCut ? nil : .count(DemoAnswer.created)
        response["incomplete_details"] = reply.isCut ? ["reason": "max_output_tokens"] : nil
        response["usage"] = [
            "input_tokens": .count(prompt.tokens),
            "input_tokens_details": [
                "cached_tokens": .count(min(choice.count(.cached) ?? 0, prompt.tokens)), "cache_write_tokens": 0,
            ],
            "output_tokens": .count(reply.tokens), "output_tokens_details": ["reasoning_tokens": 0],
            "total_tokens": .count(prompt.tokens + reply.tokens),
        ]
        return response
    }

    /// The response object before anything is said.
    func object(_ choice: ModelChoice, id: String, status: String) -> JSON {
        let format: JSON = ["format": ["type": "text"], "verbosity": "medium"]
        return [
            "id": .string("resp_" + id), "object": "response", "created_at": .count(DemoAnswer.created),
            "status": .string(status), "background": false, "completed_at": nil, "error": nil,
            "incomplete_details": nil, "instructions": request["instructions"],
            "max_output_tokens": request["max_output_tokens"], "model": .string(choice.model.name), "output": [],
            "parallel_tool_calls": request["parallel_tool_calls"].or(true),
            "previous_response_id": request["previous_response_id"],
            "reasoning": ["effort": nil, "summary": nil], "service_tier": "default",
            "store": request["store"].or(true), "temperature": request["temperature"].or(1.0),
            "text": request["text"].or(format), "tool_choice": request["tool_choice"].or("auto"),
            "tools": request["tools"].or([]), "top_logprobs": 0, "top_p": request["top_p"].or(1.0),
            "truncation": "disabled", "usage": nil, "user": request["user"],
            "metadata": request["metadata"].or([:]),
        ]
    }

    /// The output item that holds the text.
    static func message(_ text: String?, id: String, isDone: Bool) -> JSON {
        [
            "id": .string("msg_" + id), "type": "message",
            "status": text == nil ? "in_progress" : isDone ? "completed" : "incomplete",
            "content": text.map { [part($0)] } ?? [], "role": "assistant",
        ]
    }

    /// The part of that item.
    static func part(_ text: String) -> JSON {
        ["type": "output_text", "annotations": [], "logprobs": [], "text": .string(text)]
    }

    /// The output item of a call.
    static func call(_ call: Reply.Call, at index: Int, id: String, isDone: Bool) -> JSON {
        [
            "id": .string("fc_\(id)_\(index)"), "type": "function_call",
            "status": isDone ? "completed" : "in_progress", "arguments": .string(isDone ? call.arguments : ""),
            "call_id": .string("call_\(id)_\(index)"), "name": .string(call.name),
        ]
    }
}
