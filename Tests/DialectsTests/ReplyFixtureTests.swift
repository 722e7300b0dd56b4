import Dialects
import Exchange
import Foundation
import Testing

/// One recorded answer with the values a correct reader extracts.
struct ReplyFixture {
    let name: String
    let format: WireFormat
    let isStream: Bool
    let body: [UInt8]
    let expected: [String: Any]

    private static let formats: [String: WireFormat] = [
        "openai-chat": .openAIChat, "openai-responses": .openAIResponses, "openai-completions": .openAICompletions,
        "openai-embeddings": .openAIEmbeddings, "anthropic-messages": .anthropicMessages,
        "count-tokens": .anthropicCountTokens,
    ]

    /// All fixtures of the formats that are read.
    static func all() throws -> [ReplyFixture] {
        let folder = try #require(SharedFiles.fixtures)
        return try SharedFiles.names(in: folder, suffix: ".expected.json").compactMap { file in
            let name = String(file.dropLast(".expected.json".count))
            let expected = try SharedFiles.object(folder.appending(path: file))
            guard let format = formats[expected["api"] as? String ?? ""], !name.hasPrefix("gemini") else { return nil }
            let raw = try SharedFiles.bytes(folder.appending(path: name + ".response"))
            let border = try #require(raw.firstRange(of: Array("\r\n\r\n".utf8)))
            return ReplyFixture(
                name: name,
                format: format,
                isStream: expected["framing"] as? String == "sse",
                body: Array(raw[border.upperBound...]),
                expected: expected
            )
        }
    }

    func reading(_ bytes: [UInt8], _ cut: Cut) -> Reading {
        var reader = ReplyReader(format: format, isStream: isStream)
        cut.feed(bytes) { reader.feed($0) }
        reader.end()
        return reader.reading
    }
}

/// The recorded answers of providers, cut in every way.
@Suite(.enabled(if: SharedFiles.hasFixtures))
struct ReplyFixtureTests {
    @Test(arguments: Cut.several)
    func `every recorded answer is read right, however it is cut`(cut: Cut) throws {
        let fixtures = try ReplyFixture.all()
        #expect(fixtures.count >= 50)
        for fixture in fixtures {
            check(fixture, fixture.reading(fixture.body, cut))
        }
    }

    @Test func `a missing last blank line changes nothing`() throws {
        for fixture in try ReplyFixture.all() where fixture.isStream {
            var body = fixture.body
            while body.last == 10 || body.last == 13 { body.removeLast() }
            check(fixture, fixture.reading(body, .random(seed: 3)))
        }
    }

    @Test func `a cut stream is never complete and keeps what was seen`() throws {
        for fixture in try ReplyFixture.all() where fixture.isStream {
            let whole = fixture.reading(fixture.body, .whole)
            let cut = fixture.reading(Array(fixture.body.prefix(fixture.body.count * 6 / 10)), .random(seed: 5))
            #expect(!cut.isComplete)
            #expect(cut.error == nil)
            #expect(cut.events <= whole.events)
            #expect(cut.model == whole.model)
            #expect(cut.id == whole.id)
        }
    }

    private func check(_ fixture: ReplyFixture, _ reading: Reading) {
        let expected = fixture.expected
        let name = Comment(rawValue: fixture.name)
        let isError = expected["framing"] as? String == "json-error"
        #expect(reading.model == expected["model"] as? String, name)
        #expect(reading.id == expected["response_id"] as? String, name)
        #expect(reading.finishReasons == expected["finish_raw"] as? [String], name)
        #expect(reading.toolCalls == (expected["tool_calls"] as? [Any])?.count, name)
        #expect(reading.usageReports == expected["usage_reports"] as? Int, name)
        #expect(reading.events == (fixture.isStream ? expected["events"] as? Int64 : 0), name)
        #expect(reading.tokenCount == expected["count"] as? Int64, name)
        #expect(reading.malformedEvents == expected["bad_json_events"] as? Int ?? 0, name)
        #expect(reading.isComplete == (fixture.isStream ? expected["end_marker_seen"] as? Bool : true), name)
        checkTokens(expected["tokens"] as? [String: Any], reading.usage, name)
        checkError(expected["error"] as? [String: Any], isBody: isError, reading.error, name)
        let hasText = !((expected["text"] as? [Any]) ?? []).isEmpty || expected["reasoning_text"] != nil
        if fixture.isStream, hasText || reading.toolCalls > 0 { #expect(reading.contentEvents > 0, name) }
        if !fixture.isStream { #expect(reading.contentEvents == 0, name) }
    }

    private func checkTokens(_ tokens: [String: Any]?, _ usage: Usage, _ name: Comment) {
        guard let tokens else {
            #expect(usage.isEmpty, name)
            return
        }
        #expect(usage.input == tokens["input"] as? Int64, name)
        #expect(usage.output == tokens["output"] as? Int64, name)
        #expect(usage.cacheRead ?? 0 == tokens["cache_read"] as? Int64, name)
        #expect(usage.cacheWrite ?? 0 == tokens["cache_write"] as? Int64, name)
        #expect(usage.reasoning ?? 0 == tokens["reasoning"] as? Int64, name)
    }

    private func checkError(_ expected: [String: Any]?, isBody: Bool, _ error: ReplyError?, _ name: Comment) {
        #expect((error == nil) == (expected == nil), name)
        guard let expected, let error else { return }
        let object = expected["error"] as? [String: Any] ?? expected
        let message = object["message"] as? String ?? object["error"] as? String ?? object["detail"] as? String
        #expect(message?.utf8.count ?? 0 > 512 || error.message == message, name)
        #expect(message?.hasPrefix(error.message) == true, name)
        let isNested = expected["error"] is [String: Any] || !isBody
        if isNested { #expect(error.type == object["type"] as? String, name) }
        let code = object["code"].flatMap { $0 is NSNull ? nil : "\($0)" }
        #expect(error.code == code, name)
    }
}
