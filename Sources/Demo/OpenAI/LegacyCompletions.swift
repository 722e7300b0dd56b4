/// `/v1/completions`: reads the request, writes the completion and its chunks.
struct LegacyCompletions: Sendable {
    /// What is understood of the request.
    let prompt: Prompt
    private let includesUsage: Bool

    /// Reads the request's body.
    init(_ body: JSON) throws(Refusal) {
        guard body["prompt"] != .null else {
            throw .invalid("Missing required parameter: 'prompt'.", param: "prompt")
        }
        var prompt = Prompt(body)
        prompt.addMessage(role: "user", content: body["prompt"])
        prompt.maxTokens = body["max_tokens"].whole
        self.prompt = prompt
        includesUsage = body["stream_options"]["include_usage"] == true
    }

    /// The answer in the words of `reply`.
    func answer(_ reply: Reply, _ choice: ModelChoice, id: String) -> DemoAnswer {
        let usage = ChatCompletions.usage(prompt, reply.tokens, choice)
        let finish: JSON = reply.isCut ? "length" : "stop"
        let whole: @Sendable ([JSON], JSON?) -> JSON = { choices, usage in
            let head: JSON = [
                "id": .string("cmpl-" + id), "object": "text_completion", "created": .count(DemoAnswer.created),
                "model": .string(choice.model.name), "choices": .array(choices),
            ]
            return .object(head.members + (usage.map { [.init("usage", $0)] } ?? []))
        }
        let piece: @Sendable (String, JSON) -> JSON = { text, finish in
            ["text": .string(text), "index": 0, "logprobs": nil, "finish_reason": finish]
        }
        var script = Script(
            broken: Script.Event(text: #"{"id":"cmpl-demo","choices":[{"text":"bro"#),
            failure: { fault, _ in ChatCompletions.streamFailure(fault) }
        )
        let noUsage: JSON? = includesUsage ? .some(.null) : .none
        script.add(reply.pieces) { _, text in Script.Event(nil, whole([piece(text, nil)], noUsage)) }
        script.add(Script.Event(nil, whole([piece("", finish)], noUsage)))
        if includesUsage { script.add(Script.Event(nil, whole([], usage))) }
        script.add(Script.Event(text: "[DONE]"))
        return DemoAnswer(reply, stream: prompt.isStream ? script : nil) { whole([piece(reply.text, finish)], usage) }
    }
}
