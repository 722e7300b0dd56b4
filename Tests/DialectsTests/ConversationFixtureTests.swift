import Dialects
import Exchange
import Testing

@Suite(.enabled(if: !ConversationFixture.all.isEmpty)) struct ConversationFixtureTests {
    private func read(_ fixture: ConversationFixture) -> [StoredMessage] {
        AnswerMessage.read(answer: fixture.answer, format: fixture.format, isStream: fixture.isStream)
    }

    /// The parts or items of a stored message, strings as text parts.
    private func parts(_ message: JSONValue) -> [JSONValue] {
        if let items = message["items"]?.elements { return items.flatMap { parts($0) + [$0] } }
        if let text = message["content"]?.text { return [["type": "text", "text": .string(text)]] }
        return message["content"]?.elements ?? []
    }

    private func spoken(_ message: JSONValue) -> String {
        parts(message).filter { $0["type"] == "text" }.compactMap { $0["text"]?.text }.joined()
    }

    private func reasoning(_ message: JSONValue) -> String {
        let members = message["reasoning_content"]?.text ?? message["reasoning"]?.text ?? ""
        let blocks = parts(message).compactMap { $0["thinking"]?.text }
        let items = parts(message).flatMap { ($0["summary"]?.elements ?? []).compactMap { $0["text"]?.text } }
        return members + (blocks + items).joined()
    }

    private func calls(_ message: JSONValue) -> [[String?]] {
        let chat = (message["tool_calls"]?.elements ?? []).map { call in
            [call["id"]?.text, call["function"]?["name"]?.text, call["function"]?["arguments"]?.text]
        }
        let others = (message["items"]?.elements ?? parts(message)).compactMap { part -> [String?]? in
            switch part["type"]?.text {
            case "tool_use":
                let input =
                    part["input"]?.text ?? String(decoding: part["input"]?.bytes(sortedKeys: true) ?? [], as: UTF8.self)
                return [part["id"]?.text, part["name"]?.text, input]
            case "function_call": return [part["call_id"]?.text, part["name"]?.text, part["arguments"]?.text]
            default: return nil
            }
        }
        return chat + others
    }

    private func expect(_ text: String, is expected: JSONValue?) {
        #expect(Int64(text.unicodeScalars.count) == expected?["chars"]?.integer ?? 0)
        var head = String.UnicodeScalarView()
        head.append(contentsOf: text.unicodeScalars.prefix(60))
        #expect(String(head) == expected?["head"]?.text ?? "")
    }

    @Test(arguments: ConversationFixture.all)
    func `an answer's words, thoughts and calls are those recorded`(fixture: ConversationFixture) throws {
        let messages = try read(fixture).map { try JSONValue(parsing: $0.content) }
        for text in fixture.expected["text"]?.elements ?? [] {
            let choice = try #require(text["choice"]?.integer.map { Int($0) })
            try #require(messages.indices.contains(choice))
            expect(spoken(messages[choice]), is: text)
        }
        if fixture.expected["text"]?.isEmpty ?? true { #expect(messages.map(spoken).joined().isEmpty) }
        expect(messages.map(reasoning).joined(), is: fixture.expected["reasoning_text"])
        let recorded = (fixture.expected["tool_calls"]?.elements ?? []).map { call in
            [call["id"]?.text, call["name"]?.text, call["arguments"]?.text]
        }
        #expect(messages.flatMap(calls) == recorded)
        if let refusal = fixture.expected["refusal"]?.text {
            #expect(read(fixture).map(\.text).joined().hasSuffix(refusal))
        }
    }

    @Test(arguments: ConversationFixture.all)
    func `an answer sent back as it was stored is found again`(fixture: ConversationFixture) throws {
        for message in read(fixture) where fixture.format != .openAICompletions {
            let value = try JSONValue(parsing: message.content)
            let sent = value["items"] ?? [value]
            let body: JSONValue = [fixture.format == .openAIResponses ? "input" : "messages": sent]
            let again = Conversation.read(request: body.bytes(), format: fixture.format)
            #expect(again?.messages == [message])
        }
    }

    @Test(arguments: ConversationFixture.all)
    func `a request is read to its messages`(fixture: ConversationFixture) throws {
        let conversation = try #require(Conversation.read(request: fixture.request, format: fixture.format))
        let sent = try JSONValue(parsing: fixture.request)["messages"]?.elements?.count
        if let sent, fixture.format == .openAIChat {
            #expect(conversation.system.count + conversation.messages.count == sent)
        } else {
            #expect(!conversation.messages.isEmpty)
        }
        #expect(conversation.messages.allSatisfy { $0.role != "system" && $0.role != "developer" })
    }

    @Test(arguments: ConversationFixture.all.filter(\.isStream))
    func `a stream cut anywhere gives a beginning of the words`(fixture: ConversationFixture) throws {
        let whole = read(fixture).first?.text ?? ""
        let step = max(fixture.answer.count / 97, 1)
        for count in stride(from: 0, to: fixture.answer.count, by: step) {
            let cut = Array(fixture.answer[..<count])
            let seen = AnswerMessage.read(answer: cut, format: fixture.format, isStream: true).first?.text ?? ""
            #expect(whole.hasPrefix(seen))
        }
    }
}
