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
        "count-tokens": .anthropicCountTokens, "gemini": .geminiContent, "bedrock-converse": .bedrockConverse,
        "bedrock-converse-stream": .bedrockConverse, "bedrock-invoke-stream": .bedrockInvoke, "ollama": .ollamaChat,
        "cohere-v2": .cohereChat,
    ]

    private static let streams: Set<String> = ["sse", "ndjson", "json-array", "aws-eventstream"]

    /// All fixtures.
    static func all() throws -> [ReplyFixture] {
        let folder = try #require(SharedFiles.fixtures)
        return try SharedFiles.names(in: folder, suffix: ".expected.json").compactMap { file in
            let name = String(file.dropLast(".expected.json".count))
            let expected = try SharedFiles.object(folder.appending(path: file))
            guard var format = formats[expected["api"] as? String ?? ""] else { return nil }
            if format == .anthropicCountTokens, name.hasPrefix("gemini") { format = .geminiCountTokens }
            let raw = try SharedFiles.bytes(folder.appending(path: name + ".response"))
            let border = try #require(raw.firstRange(of: Array("\r\n\r\n".utf8)))
            return ReplyFixture(
                name: name,
                format: format,
                isStream: streams.contains(expected["framing"] as? String ?? ""),
                body: Array(raw[border.upperBound...]),
                expected: expected
            )
        }
    }

    /// True for what consists of frames, in which no byte is a blank.
    var isBinary: Bool { expected["framing"] as? String == "aws-eventstream" }

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
        #expect(fixtures.count == 82)
        for fixture in fixtures {
            check(fixture, fixture.reading(fixture.body, cut))
        }
    }

    @Test func `a missing last blank line changes nothing`() throws {
        for fixture in try ReplyFixture.all() where fixture.isStream && !fixture.isBinary {
            var body = fixture.body
            while body.last == 10 || body.last == 13 { body.removeLast() }
            check(fixture, fixture.reading(body, .random(seed: 3)))
        }
    }

    @Test func `a cut stream is never complete and keeps what was seen`() throws {
        for fixture in try ReplyFixture.all() where fixture.isStream {
            let whole = fixture.reading(fixture.body, .whole)
            for tenths in 1...9 {
                let bytes = Array(fixture.body.prefix(fixture.body.count * tenths / 10))
                let cut = fixture.reading(bytes, .random(seed: 5))
                #expect(!cut.isComplete, Comment(rawValue: fixture.name))
                #expect(cut.error == nil)
                #expect(cut.events <= whole.events)
                #expect(cut.contentBytes <= whole.contentBytes)
            }
        }
    }

    @Test func `model and id come with the first events`() throws {
        for fixture in try ReplyFixture.all() where fixture.isStream && fixture.format != .geminiContent {
            let whole = fixture.reading(fixture.body, .whole)
            let cut = fixture.reading(Array(fixture.body.prefix(fixture.body.count * 6 / 10)), .random(seed: 5))
            #expect(cut.model == whole.model)
            #expect(cut.id == whole.id)
        }
    }

    @Test(arguments: [Cut.whole, .byte, .random(seed: 21), .random(seed: 22)])
    func `an answer says the same with other line ends`(cut: Cut) throws {
        for fixture in try ReplyFixture.all() where fixture.expected["framing"] as? String == "sse" {
            let lines = fixture.body.filter { $0 != 13 }
            for end in [[13], [13, 10]] as [[UInt8]] {
                let body = Array(lines.split(separator: 10, omittingEmptySubsequences: false).joined(separator: end))
                check(fixture, fixture.reading(body, cut))
            }
        }
    }

    @Test func `a cut right behind each byte that ends or continues something changes nothing`() throws {
        for fixture in try ReplyFixture.all() where fixture.body.count < 12_000 {
            let whole = "\(fixture.reading(fixture.body, .whole))"
            for (place, byte) in fixture.body.enumerated() where byte >= 0x80 || byte == 13 || byte == 10 || byte == 92
            {
                let reading = "\(fixture.reading(fixture.body, .at(place + 1)))"
                if reading != whole { #expect(reading == whole, Comment(rawValue: "\(fixture.name) at \(place)")) }
            }
        }
    }

    @Test func `costs, tiers and searches are those the providers told`() throws {
        let readings = try Dictionary(
            uniqueKeysWithValues: ReplyFixture.all().map { ($0.name, $0.reading($0.body, .byte)) }
        )
        #expect(readings["openrouter-stream"]?.reportedCost == Cost(nanoUSD: 106_000))
        #expect(readings["xai-stream"]?.reportedCost == Cost(nanoUSD: 308_040))
        #expect(readings["openai-chat-plain"]?.reportedCost == nil)
        #expect(readings["openai-responses-stream"]?.serviceTier == "default")
        #expect(readings["gemini-stream-json-array"]?.serviceTier == "standard")
        #expect(readings["vertex-gemini-stream"]?.serviceTier == nil)
        #expect(readings["anthropic-stream-websearch"]?.usage.webSearches == 1)
        #expect(readings["openai-error-429-tpm"]?.retryAfter == .milliseconds(10_384))
    }

    /// The expected files leave out what their reader does not look at: Cohere's ids, Nova's end and count of usage.
    private func check(_ fixture: ReplyFixture, _ reading: Reading) {
        var expected = fixture.expected
        if fixture.format == .cohereChat { expected["response_id"] = reading.id }
        if fixture.name == "bedrock-invoke-stream-nova" {
            (expected["usage_reports"], expected["end_marker_seen"]) = (1, true)
        }
        // Gemini has no end marker; its finish reason and a clean end have to do.
        if fixture.format == .geminiContent { expected["end_marker_seen"] = !reading.finishReasons.isEmpty }
        let name = Comment(rawValue: fixture.name)
        let isError = expected["framing"] as? String == "json-error"
        #expect(reading.model == expected["model"] as? String, name)
        #expect(reading.id == expected["response_id"] as? String, name)
        #expect(reading.finishReasons == expected["finish_raw"] as? [String], name)
        #expect(reading.toolCalls == (expected["tool_calls"] as? [Any])?.count, name)
        checkNames(expected["tool_calls"] as? [[String: Any]] ?? [], reading.toolNames, name)
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
        #expect(!reading.isCorrupt, name)
        checkSize(fixture, reading, name)
    }

    private func checkNames(_ calls: [[String: Any]], _ names: [String], _ name: Comment) {
        var expected: [String] = []
        for call in calls {
            if let tool = call["name"] as? String, !expected.contains(tool) { expected.append(tool) }
        }
        #expect(names == expected, name)
    }

    /// Each character is one to four bytes, and tool calls come on top.
    private func checkSize(_ fixture: ReplyFixture, _ reading: Reading, _ name: Comment) {
        let text = fixture.expected["text"] as? [[String: Any]] ?? []
        let reasoning = fixture.expected["reasoning_text"] as? [String: Any]
        let chars = (text.compactMap { $0["chars"] as? Int64 } + [reasoning?["chars"] as? Int64 ?? 0]).reduce(0, +)
        #expect(reading.contentBytes >= chars, name)
        if reading.toolCalls == 0, fixture.expected["refusal"] == nil, fixture.expected["other_blocks"] == nil {
            #expect(reading.contentBytes <= 2 * chars, name)
        }
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
        #expect(usage.cacheWriteHour ?? 0 == tokens["cache_write_1h"] as? Int64 ?? 0, name)
        #expect(usage.audioInput ?? 0 == tokens["audio_in"] as? Int64 ?? 0, name)
        #expect(usage.audioOutput ?? 0 == tokens["audio_out"] as? Int64 ?? 0, name)
        #expect(usage.toolUsePrompt ?? 0 == tokens["tool_use_prompt"] as? Int64 ?? 0, name)
        #expect(usage.billedInput == tokens["billed_input"] as? Int64, name)
        #expect(usage.billedOutput == tokens["billed_output"] as? Int64, name)
    }

    private func checkError(_ expected: [String: Any]?, isBody: Bool, _ error: ReplyError?, _ name: Comment) {
        #expect((error == nil) == (expected == nil), name)
        guard let expected, let error else { return }
        let object = expected["error"] as? [String: Any] ?? expected["body"] as? [String: Any] ?? expected
        let message = object["message"] as? String ?? object["error"] as? String ?? object["detail"] as? String
        #expect(message?.utf8.count ?? 0 > 512 || error.message == message, name)
        #expect(message?.hasPrefix(error.message) == true, name)
        let isNested = expected["error"] is [String: Any] || !isBody
        let type = object["type"] as? String ?? object["status"] as? String ?? expected["type"] as? String
        if isNested { #expect(error.type == type, name) }
        #expect(error.status == object["originalStatusCode"] as? Int, name)
        let code = object["code"].flatMap { $0 is NSNull ? nil : "\($0)" }
        #expect(error.code == code, name)
    }
}
