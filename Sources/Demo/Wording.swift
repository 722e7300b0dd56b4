import HTTPTypes

/// Words the answer to one request whose body is JSON.
struct Wording: Sendable {
    /// What is asked.
    let endpoint: Endpoint
    /// The model.
    let choice: ModelChoice
    /// The request's head, for the echo.
    let head: HTTPRequest
    /// The request's body, for the echo and the answer's id.
    let bytes: [UInt8]

    /// The answer to `body`, which `bytes` hold.
    func answer(to body: JSON) throws(Refusal) -> DemoAnswer {
        let id = Chance.hex(Chance.hash(bytes))
        switch endpoint {
        case .chatCompletions:
            let chat = try ChatCompletions(body)
            return chat.answer(reply(chat.prompt), choice, id: id)
        case .completions:
            let completions = try LegacyCompletions(body)
            return completions.answer(reply(completions.prompt), choice, id: id)
        case .responses:
            let responses = try Responses(body)
            return responses.answer(reply(responses.prompt), choice, id: id)
        case .messages:
            let messages = try Messages(body, needsLimit: true)
            return messages.answer(reply(messages.prompt), choice, id: id)
        case .countTokens: return try Messages(body, needsLimit: false).count
        case .embeddings: return try Embeddings(body).answer(choice)
        case .moderations: return try Moderations(body).answer(choice, id: id)
        case .files, .transcriptions, .models, .model: throw .noPath
        }
    }

    private func reply(_ prompt: Prompt) -> Reply {
        Reply(prompt, choice) { EchoReport(head: head, body: bytes).json }
    }
}
