import Dialects
import Exchange
import Foundation
import Testing

/// One recorded answer of a dialect of its own.
struct NativeFixture: CustomTestStringConvertible, Sendable {
    let name: String
    let format: WireFormat
    let framing: String
    let answer: [UInt8]
    let request: [UInt8]
    let expected: JSONValue

    var testDescription: String { name }
    var isStream: Bool { framing != "json" }

    private static let formats: [String: WireFormat] = [
        "gemini": .geminiContent, "bedrock-converse": .bedrockConverse, "bedrock-converse-stream": .bedrockConverse,
        "bedrock-invoke-stream": .bedrockInvoke, "ollama": .ollamaChat, "cohere-v2": .cohereChat,
    ]

    static let all: [NativeFixture] = {
        guard let folder = SharedFiles.fixtures else { return [] }
        let files = (try? SharedFiles.names(in: folder, suffix: ".expected.json")) ?? []
        return files.compactMap { try? read(String($0.dropLast(".expected.json".count)), folder) }
    }()

    private static func read(_ name: String, _ folder: URL) throws -> NativeFixture? {
        let expected = try JSONValue(parsing: SharedFiles.bytes(folder.appending(path: name + ".expected.json")))
        guard let format = formats[expected["api"]?.text ?? ""], expected["status"] == 200 else { return nil }
        let raw = try SharedFiles.bytes(folder.appending(path: name + ".response"))
        let request = try JSONValue(parsing: SharedFiles.bytes(folder.appending(path: name + ".request.json")))
        guard let border = raw.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        return NativeFixture(
            name: name,
            format: format,
            framing: expected["framing"]?.text ?? "",
            answer: Array(raw[border.upperBound...]),
            request: request["body"]?.bytes() ?? [],
            expected: expected
        )
    }
}

/// The words of recorded answers, for the history.
@Suite(.enabled(if: SharedFiles.hasFixtures))
struct NativeFixtureTests {
    private func read(_ fixture: NativeFixture, _ bytes: [UInt8]) -> [StoredMessage] {
        AnswerMessage.read(answer: bytes, format: fixture.format, isStream: fixture.isStream)
    }

    private func parts(_ message: JSONValue) -> [JSONValue] {
        if let text = message["content"]?.text { return [["type": "text", "text": .string(text)]] }
        return message["content"]?.elements ?? []
    }

    private func text(_ message: JSONValue, _ type: String) -> String {
        parts(message).filter { $0["type"]?.text == type }.compactMap { $0[type]?.text }.joined()
    }

    private func calls(_ message: JSONValue) -> [[String?]] {
        let chat = (message["tool_calls"]?.elements ?? []).map { call in
            [call["id"]?.text, call["function"]?["name"]?.text, call["function"]?["arguments"]?.text]
        }
        return chat
            + parts(message).filter { $0["type"] == "tool_use" }.map { part in
                let input = String(decoding: part["input"]?.bytes(sortedKeys: true) ?? [], as: UTF8.self)
                return [part["id"]?.text, part["name"]?.text, input]
            }
    }

    private func expect(_ text: String, is expected: JSONValue?) {
        guard let expected else { return #expect(text.isEmpty) }
        var hash = SigV4BodyHash()
        Array(text.utf8).withUnsafeBytes { hash.update($0) }
        #expect(String(hash.text.prefix(16)) == expected["sha256_16"]?.text)
    }

    @Test func `all of them are there`() {
        #expect(NativeFixture.all.count == 18)
    }

    @Test(arguments: NativeFixture.all)
    func `an answer's words, thoughts and calls are those recorded`(fixture: NativeFixture) throws {
        let messages = try read(fixture, fixture.answer).map { try JSONValue(parsing: $0.content) }
        expect(messages.map { text($0, "text") }.joined(), is: fixture.expected["text"]?[0])
        let thoughts = messages.map { text($0, "thinking") + ($0["thinking"]?.text ?? "") }.joined()
        expect(thoughts, is: fixture.expected["reasoning_text"])
        let recorded = (fixture.expected["tool_calls"]?.elements ?? []).map { call in
            [call["id"]?.text, call["name"]?.text, call["arguments"]?.text]
        }
        #expect(messages.flatMap(calls) == recorded)
    }

    @Test(arguments: NativeFixture.all)
    func `a request is read to its messages`(fixture: NativeFixture) throws {
        let conversation = try #require(Conversation.read(request: fixture.request, format: fixture.format))
        #expect(!conversation.messages.isEmpty)
        #expect(conversation.messages.allSatisfy { $0.role == "user" && !$0.text.isEmpty })
        let body = try JSONValue(parsing: fixture.request)
        let hasSystem =
            body["system"] != nil || body["systemInstruction"] != nil || body["messages"]?[0]?["role"] == "system"
        #expect(conversation.system.isEmpty != hasSystem)
    }

    @Test(arguments: NativeFixture.all.filter(\.isStream))
    func `a stream cut anywhere gives a beginning of the words`(fixture: NativeFixture) {
        let whole = read(fixture, fixture.answer).first?.text ?? ""
        for count in stride(from: 0, to: fixture.answer.count, by: max(fixture.answer.count / 97, 1)) {
            #expect(whole.hasPrefix(read(fixture, Array(fixture.answer[..<count])).first?.text ?? ""))
        }
    }

    @Test(arguments: NativeFixture.all.filter { $0.format == .geminiContent })
    func `what Gemini said is found again when its pieces come back apart`(fixture: NativeFixture) throws {
        let said = read(fixture, fixture.answer)
        guard fixture.framing == "sse" else { return }
        let contents = String(decoding: fixture.answer, as: UTF8.self).split(separator: "\r\n")
            .filter { $0.hasPrefix("data: ") }
            .compactMap { try? JSONValue(parsing: String($0.dropFirst(6)))["candidates"]?[0]?["content"] }
        let body: JSONValue = ["contents": .array(contents)]
        let sent = try #require(Conversation.read(request: body.bytes(), format: .geminiContent)).messages
        #expect(sent.map(\.identity) == said.map(\.identity))
        #expect(!sent.isEmpty)
    }
}
