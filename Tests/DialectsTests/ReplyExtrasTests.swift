import Dialects
import Exchange
import Testing

@Suite struct ReplyCostTests {
    private func cost(_ members: String, _ format: WireFormat = .openAIChat) -> Int64? {
        let usage = #""usage":{"prompt_tokens":1,"input_tokens":1,\#(members)}"#
        return read(#"{"id":"c","choices":[],\#(usage)}"#, format, isStream: false).reportedCost?.nanoUSD
    }

    @Test(
        arguments: [
            ("0.000106", 106_000), ("1.06e-4", 106_000), ("1.06E-04", 106_000), ("0", 0), ("0.0", 0),
            ("12", 12_000_000_000), ("1e2", 100_000_000_000), ("\"0.5\"", 500_000_000), ("0.0000000014", 1),
            ("0.0000000015", 2), ("0.00000000049", 0), ("4e-10", 0), ("5e-10", 1), ("1e-400", 0), ("1e99", nil),
            ("99999999999999999999", nil), ("-1", nil), ("true", nil), ("null", nil), ("[1]", nil), ("{\"a\":1}", nil),
            ("0.1234567891", 123_456_789), ("0.9999999999", 1_000_000_000), ("1e1000", nil),
            ("9223372036.854775807", .max),
            ("9223372036.854775808", nil), ("123.0e0", 123_000_000_000), ("0e999", 0),
        ] as [(String, Int64?)]
    )
    func `a cost is read in whole nano-dollars, exactly`(text: String, nanoUSD: Int64?) {
        #expect(cost(#""cost":\#(text)"#) == nanoUSD)
    }

    @Test func `each provider's own form is known`() {
        #expect(cost(#""cost":{"input_tokens_cost":0.1,"request_cost":0.005,"total_cost":0.0052}"#) == 5_200_000)
        #expect(cost(#""cost_in_usd_ticks":3080400"#) == 308_040)
        #expect(cost(#""cost_in_usd_ticks":15"#) == 2)
        #expect(cost(#""cost_in_usd_ticks":37756000"#, .openAIResponses) == 3_775_600)
        #expect(cost(#""cost":0.25"#, .openAIResponses) == 250_000_000)
        #expect(cost(#""total_cost":1"#) == nil)
    }
}

@Suite struct ReplyWaitTests {
    @Test(
        arguments: [
            ("Rate limit. Please try again in 10.384s. Visit x", 10_384), ("please TRY again in 644ms.", 644),
            ("try again in 6m0s", 360_000), ("Please try again in 1h2m3.4s5ms", 3_723_405),
            ("Please retry after 33 seconds.", 33_000), ("Please retry in 48.9s.", 48_900),
            ("retry in 2 minutes", 120_000),
            ("try again in a while", nil), ("try again in 5", nil), ("try again in 5 parsecs", nil),
            ("try again in", nil),
            ("try again in .5.5s", nil), ("retry in soon, or retry in 1s", 1_000), ("", nil),
            ("try again in 99999999999999999999s", nil), ("try again in 9000000000h", 604_800_000),
            ("try again in 1s 1s 1s", 1_000),
        ] as [(String, Int64?)]
    )
    func `the wait stands in the message`(message: String, milliseconds: Int64?) {
        let reading = read(#"{"error":{"message":"\#(message)"}}"#, .openAIChat, isStream: false)
        #expect(reading.retryAfter == milliseconds.map { .milliseconds($0) })
    }

    @Test func `without an error there is no wait`() {
        #expect(read(events(#"{"choices":[{"delta":{"content":"try again in 5s"}}]}"#), .openAIChat).retryAfter == nil)
    }
}

@Suite struct ReplyTierTests {
    @Test(
        arguments: [
            (WireFormat.openAIChat, #"{"service_tier":"auto","choices":[]}"#, #"{"service_tier":"flex"}"#, "flex"),
            (.openAIChat, #"{"service_tier":"flex"}"#, #"{"service_tier":null}"#, "flex"),
            (
                .openAIResponses, #"{"type":"response.created","response":{"service_tier":"auto"}}"#,
                #"{"type":"response.completed","response":{"service_tier":"priority"}}"#, "priority"
            ),
            (
                .anthropicMessages,
                #"{"type":"message_start","message":{"usage":{"input_tokens":1,"service_tier":"batch"}}}"#, "{}",
                "batch"
            ),
            (
                .anthropicMessages,
                #"{"type":"message_start","message":{"usage":{"speed":"fast","service_tier":"standard"}}}"#, "{}",
                "fast"
            ),
            (.anthropicMessages, #"{"type":"message_delta","usage":{"speed":"standard"}}"#, "{}", nil),
            (.geminiContent, #"{"usageMetadata":{"trafficType":"ON_DEMAND"}}"#, "{}", nil),
            (.geminiContent, #"{"usageMetadata":{"trafficType":"X","serviceTier":"flex"}}"#, "{}", "flex"),
        ] as [(WireFormat, String, String, String?)]
    )
    func `the tier is the one the answer was served in`(format: WireFormat, one: String, two: String, tier: String?) {
        #expect(read(events(one, two), format).serviceTier == tier)
    }
}

@Suite struct ReplyUsageTests {
    @Test func `Anthropic tells hours, searches and thoughts, in iterations too`() {
        let usage =
            #"{"input_tokens":1,"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":7},"output_tokens":3,"server_tool_use":{"web_search_requests":2,"web_fetch_requests":5}"#
        var expected = Usage(input: 10, output: 3, cacheWrite: 9)
        (expected.cacheWriteHour, expected.webSearches) = (7, 2)
        #expect(read(#"{"type":"message","usage":\#(usage)}}"#, .anthropicMessages, isStream: false).usage == expected)
        let iterations =
            #","iterations":[{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":4,"cache_creation":{"ephemeral_1h_input_tokens":3}},{"input_tokens":1,"output_tokens":2}]}"#
        var billed = Usage(input: 6, output: 4, cacheRead: 0, cacheWrite: 4)
        (billed.cacheWriteHour, billed.webSearches) = (3, 2)
        #expect(
            read(#"{"type":"message","usage":\#(usage)\#(iterations)}"#, .anthropicMessages, isStream: false).usage
                == billed
        )
    }

    @Test(
        arguments: [
            (
                #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"audio_tokens":4},"completion_tokens_details":{"audio_tokens":2}}"#,
                10, 4, 2
            ),
            // Mistral counts sound beside the prompt.
            (
                #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":19,"prompt_tokens_details":{"audio_tokens":4}}"#,
                14, 4, nil
            ),
        ] as [(String, Int64, Int64, Int64?)]
    )
    func `sound is a part of input and output`(usage: String, input: Int64, audioInput: Int64, audioOutput: Int64?) {
        let read = read(#"{"id":"c","usage":\#(usage)}"#, .openAIChat, isStream: false).usage
        #expect(read.input == input)
        #expect(read.audioInput == audioInput)
        #expect(read.audioOutput == audioOutput)
    }

    @Test func `searches of the web are counted where they are told`() {
        let perplexity = #"{"id":"c","usage":{"prompt_tokens":1,"num_search_queries":3}}"#
        #expect(read(perplexity, .openAIChat, isStream: false).usage.webSearches == 3)
        let response =
            #"{"status":"completed","output":[{"type":"web_search_call","action":{"type":"search"}},{"type":"web_search_call","action":{"type":"open_page"}},{"type":"function_call","name":"f"},{"type":"web_search_call"}],"usage":{"input_tokens":1,"output_tokens":2}"#
        let plain = read("{" + response.dropFirst() + "}", .openAIResponses, isStream: false)
        #expect(plain.usage.webSearches == 2)
        #expect(plain.toolNames == ["f"])
        let stream = read(events(#"{"type":"response.completed","response":\#(response)}}"#), .openAIResponses)
        #expect(stream.usage.webSearches == 2)
    }

    @Test func `sums that no counter can hold stay at the largest`() {
        let huge = #"{"modality":"AUDIO","tokenCount":9007199254740992}"#
        let list = Array(repeating: huge, count: 1_100).joined(separator: ",")
        let gemini =
            #"{"usageMetadata":{"promptTokenCount":9007199254740992,"toolUsePromptTokenCount":9007199254740992,"promptTokensDetails":[\#(list)]}}"#
        #expect(read(gemini, .geminiContent, isStream: false).usage.audioInput == .max)
        let iteration = #"{"input_tokens":9007199254740992,"cache_read_input_tokens":9007199254740992}"#
        let iterations = Array(repeating: iteration, count: 1_100).joined(separator: ",")
        let anthropic = read(#"{"usage":{"iterations":[\#(iterations)]}}"#, .anthropicMessages, isStream: false)
        #expect(anthropic.usage.input == .max)
    }
}

@Suite struct ReplyToolNameTests {
    @Test func `names are kept once each, cut and bounded`() {
        let calls = (0..<100).map {
            #"{"choices":[{"delta":{"tool_calls":[{"index":\#($0),"function":{"name":"tool\#($0 / 2)"}}]}}]}"#
        }
        let reading = read(calls.map { "data: \($0)\n\n" }.joined(), .openAIChat)
        #expect(reading.toolCalls == 100)
        #expect(reading.toolNames == (0..<32).map { "tool\($0)" })
        let long = String(repeating: "ä", count: 60)
        let one =
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"\#(long)","arguments":""}}]}}]}"#
        let two = #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"","arguments":"{}"}}]}}]}"#
        #expect(read(events(one, two), .openAIChat).toolNames == [String(repeating: "ä", count: 32)])
    }

    @Test func `tools the provider runs itself are not the caller's`() {
        let data =
            #"{"type":"content_block_start","content_block":{"name":"web_search","type":"server_tool_use","input":{}}}"#
        let own = #"{"type":"content_block_start","content_block":{"name":"f","type":"tool_use","input":{}}}"#
        let reading = read(events(data, own), .anthropicMessages)
        #expect(reading.toolNames == ["f"])
        #expect(reading.toolCalls == 1)
        #expect(reading.contentEvents == 2)
    }
}

@Suite struct ReplyEstimateTests {
    @Test(
        arguments: [
            ("", 0, 0), ("abcd", 1, 1), ("abcde", 5, 2), ("日本語", 9, 3), ("Привет", 12, 4), (#"a\nb"#, 3, 1),
            (#"\u65e5\u672c"#, 6, 2), (#"\"\\\/"#, 3, 1), ("👋", 4, 2),
        ] as [(String, Int64, Int64)]
    )
    func `text is measured as the bytes it stands for`(text: String, bytes: Int64, tokens: Int64) {
        let reading = read(events(#"{"choices":[{"delta":{"content":"\#(text)"}}]}"#), .openAIChat)
        #expect(text == "abcd" || reading.contentBytes == bytes)
        #expect(UsageEstimate.tokens(reading.content) == tokens)
    }

    @Test func `sounds and repeated text are not measured`() {
        let audio = #"{"choices":[{"delta":{"audio":{"data":"AAAAAAAA","transcript":"hi"}}}]}"#
        #expect(read(events(audio), .openAIChat).contentBytes == 2)
        let delta = #"{"type":"response.output_text.delta","delta":"hi"}"#
        let done =
            #"{"type":"response.completed","response":{"output":[{"type":"message","content":[{"text":"hi"}]}]}}"#
        #expect(read(events(delta, done), .openAIResponses).contentBytes == 2)
        let plain = #"{"output":[{"type":"message","content":[{"type":"output_text","text":"hi"}]}]}"#
        #expect(read(plain, .openAIResponses, isStream: false).contentBytes == 2)
    }

    @Test func `a plain body that breaks off is measured as far as it came`() {
        let reading = read(#"{"choices":[{"message":{"content":"hello wor"#, .openAIChat, isStream: false)
        #expect(reading.contentBytes == 9)
        #expect(!reading.isComplete)
    }

    @Test func `what was seen goes before what is estimated`() {
        let estimate = UsageEstimate(
            request: TextSize(asciiBytes: 40, otherBytes: 3),
            answer: TextSize(asciiBytes: 8, otherBytes: 0)
        )
        #expect(estimate.completing(Usage()) == Usage(input: 11, output: 2))
        #expect(estimate.completing(Usage(input: 5, output: 1)) == Usage(input: 5, output: 2))
        #expect(estimate.completing(Usage(output: 9)) == Usage(input: 11, output: 9))
        #expect(UsageEstimate(request: nil, answer: TextSize()).completing(Usage()) == Usage(output: 0))
    }

    @Test(
        arguments: [
            (
                #"{"model":"gpt","messages":[{"role":"user","content":"hello"},{"role":"user","content":[{"type":"text","text":"yo"},{"type":"image_url","image_url":{"url":"data:xxxx"}}]}]}"#,
                7
            ),
            (
                #"{"system":"abc","messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"AAAA"}}]}]}"#,
                3
            ),
            (
                #"{"contents":[{"role":"user","parts":[{"text":"hi"},{"inlineData":{"mimeType":"x","data":"AAAA"}}]}]}"#,
                2
            ),
            (#"{"input":["a","bc"]}"#, 3), (#"{"input":"abc"#, 0), ("nope", 0), ("", 0), ("[1,2]", 0),
        ] as [(String, Int64)]
    )
    func `the text of a request is measured`(body: String, bytes: Int64) {
        let size = Array(body.utf8).withUnsafeBytes { TextSize(ofRequest: $0) }
        #expect(size.bytes == bytes)
    }
}

@Suite struct ReplyHostileTests {
    @Test(arguments: WireFormat.allCases)
    func `wrong types, repeated keys and bottomless nesting stop nothing`(format: WireFormat) {
        let names = [
            "usage", "choices", "candidates", "usageMetadata", "delta", "message", "content", "error", "output",
            "tool_calls",
            "done", "x_groq", "details", "promptTokensDetails", "iterations", "response", "cost", "metadata", "bytes",
            "parts",
        ]
        let values = [
            "{}", "[]", "[[]]", "null", "true", "-1", "1e999", "\"\"", "\"\\ud800\"", "[{\"usage\":{\"cost\":{}}}]",
            "{\"prompt_tokens\":{},\"input_tokens\":[],\"cost\":[[1]]}",
        ]
        for value in values {
            let object = "{" + (names + names).map { "\"\($0)\":\(value)" }.joined(separator: ",") + "}"
            for text in [object, "data: \(object)\n\n", "[\(object),\(object)]", object + "\n" + object] {
                for isStream in [true, false] {
                    let reading = read(text, format, isStream: isStream)
                    #expect(reading.usage.input == nil)
                    #expect(reading.toolNames.isEmpty)
                }
            }
        }
        let deep = String(repeating: "{\"a\":[", count: 50_000)
        for text in [deep, "data: \(deep)\n\n", "[\(deep)"] {
            #expect(!read(text, format).isComplete || format == .opaque)
        }
    }

    @Test func `a line of 100 KB and a body of 4 MB are read`() {
        let text = String(repeating: "lorem \\n ipsum é ", count: 6_000)
        let line = events(#"{"choices":[{"index":0,"delta":{"content":"\#(text)"},"finish_reason":"stop"}]}"#, "[DONE]")
        let reading = read(line, .openAIChat)
        #expect(reading.contentBytes == 17 * 6_000)
        #expect(reading.isComplete)
        let body = String(repeating: text, count: 42)
        var reader = ReplyReader(format: .geminiContent, isStream: false)
        let whole =
            #"{"candidates":[{"content":{"parts":[{"text":"\#(body)"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}"#
        Cut.random(seed: 4).feed(Array(whole.utf8)) { reader.feed($0) }
        reader.end()
        #expect(whole.utf8.count > 4_000_000)
        #expect(reader.reading.contentBytes == 17 * 6_000 * 42)
        #expect(reader.reading.usage == Usage(input: 1, output: 2))
    }

    @Test func `damaged native streams never stop the reader and say the same however cut`() {
        let frames =
            ReplyFrames.event("messageStop", #"{"stopReason":"x"}"#) + ReplyFrames.chunk(#"{"generation":"x"}"#)
        let texts: [(WireFormat, [UInt8])] = [
            (.bedrockConverse, frames), (.bedrockInvoke, frames),
            (.ollamaChat, Array("{\"message\":{\"content\":\"a\\u00e4\"},\"done\":false}\n{\"done\":true}\n".utf8)),
            (
                .geminiContent,
                Array("[{\"candidates\":[{\"finishReason\":\"STOP\"}]}\n,\n{\"error\":{\"code\":1}}]".utf8)
            ),
            (.geminiContent, Array("data: {\"candidates\":[{\"index\":0}]}\r\n\r\n{\"error\":{}}\r\n".utf8)),
            (.cohereChat, Array("data: {\"type\":\"message-end\",\"delta\":{\"usage\":{\"tokens\":{}}}}\n\n".utf8)),
        ]
        var numbers = SplitMix(state: 7)
        for round in 0..<900 {
            let (format, text) = texts[round % texts.count]
            var damaged = text
            for _ in 0..<3 {
                let place = Int(numbers.next() % UInt64(damaged.count))
                switch numbers.next() % 3 {
                case 0: damaged[place] = UInt8(truncatingIfNeeded: numbers.next())
                case 1: damaged.remove(at: place)
                default: damaged.insert(Array("{}[]\",:\\\n\r".utf8)[Int(numbers.next() % 10)], at: place)
                }
            }
            #expect(read(damaged, format, isStream: round % 5 != 0).toolNames.isEmpty)
        }
    }
}
