import Dialects
import Exchange
import Testing

/// Reads a text as an answer, byte by byte and whole, and expects both to say the same.
func read(_ text: String, _ format: WireFormat, isStream: Bool = true) -> Reading {
    var readings: [Reading] = []
    for cut in [Cut.byte, .random(seed: 11), .whole] {
        var reader = ReplyReader(format: format, isStream: isStream)
        cut.feed(Array(text.utf8)) { reader.feed($0) }
        reader.end()
        readings.append(reader.reading)
    }
    #expect(Set(readings.map { "\($0)" }).count == 1)
    return readings[0]
}

/// Events with these data and a blank line behind each.
func events(_ data: String...) -> String {
    data.map { "data: \($0)\n\n" }.joined()
}

@Suite struct ReplyReaderTests {
    @Test func `the last usage counts and null is no usage`() {
        let reading = read(
            events(
                #"{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
                #"{"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#,
                #"{"choices":[],"usage":null}"#,
                "[DONE]"
            ),
            .openAIChat
        )
        #expect(reading.usage == Usage(input: 1, output: 2))
        #expect(reading.usageReports == 2)
        #expect(reading.contentEvents == 2)
        #expect(reading.isComplete)
    }

    @Test(
        arguments: [
            (#"{"usage":{"prompt_tokens":7,"total_tokens":7},"x_groq":{"usage":{"prompt_tokens":9}}}"#, 7),
            (#"{"x_groq":{"usage":{"prompt_tokens":9}},"usage":{"prompt_tokens":7,"total_tokens":7}}"#, 7),
            (#"{"usage":null,"x_groq":{"usage":{"prompt_tokens":9}}}"#, 9),
        ]
    )
    func `the usage beside the choices goes before the one of Groq`(data: String, input: Int64) {
        let reading = read(events(data), .openAIChat)
        #expect(reading.usage.input == input)
        #expect(reading.usageReports == 1)
    }

    @Test(
        arguments: [
            (
                #"{"prompt_tokens":5,"completion_tokens":2,"total_tokens":10,"completion_tokens_details":{"reasoning_tokens":3}}"#,
                Usage(input: 5, output: 5, reasoning: 3)
            ),
            (
                #"{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9,"completion_tokens_details":{"reasoning_tokens":3}}"#,
                Usage(input: 5, output: 4, reasoning: 3)
            ),
            (
                #"{"prompt_tokens":5,"completion_tokens":10,"total_tokens":15,"reasoning_tokens":11}"#,
                Usage(input: 5, output: 10, reasoning: 11)
            ),
            (
                #"{"prompt_tokens":5,"completion_tokens":1,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":1}"#,
                Usage(input: 5, output: 1, cacheRead: 4)
            ),
            (
                #"{"prompt_tokens":5,"completion_tokens":1,"num_cached_tokens":3}"#,
                Usage(input: 5, output: 1, cacheRead: 3)
            ),
            (
                #"{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":2,"cache_write_tokens":1},"cached_tokens":9}"#,
                Usage(input: 5, output: 1, cacheRead: 2, cacheWrite: 1)
            ),
            (#"{"prompt_tokens":-5,"completion_tokens":-1}"#, Usage()),
            (#"{"prompt_tokens":1e300,"completion_tokens":99999999999999999999}"#, Usage()),
            (#"{"prompt_tokens":{"a":1},"completion_tokens":"7"}"#, Usage()),
            (#"{"prompt_tokens":12.0,"completion_tokens":1.2e1}"#, Usage(input: 12, output: 12)),
            (#"{"prompt_tokens":3,"completion_tokens":1.5}"#, Usage(input: 3)),
        ] as [(String, Usage)]
    )
    func `usage is normalised and nonsense in it is not counted`(usage: String, expected: Usage) {
        let reading = read(#"{"id":"c","choices":[],"usage":\#(usage)}"#, .openAIChat, isStream: false)
        #expect(reading.usage == expected)
        #expect(reading.isComplete)
    }

    @Test(
        arguments: [
            (#"[{"index":1,"id":"a"}]"#, #"[{"index":3,"id":"b"}]"#, 2),
            (#"[{"index":0,"id":"a"}]"#, #"[{"index":0}]"#, 1),
            (#"[{"index":0,"id":"a"}]"#, #"[{"index":0,"id":"b"}]"#, 2), (#"[{"id":"a"}]"#, #"[{"id":"b"}]"#, 2),
            (#"[{"index":0,"id":"a"}]"#, #"[{"index":0,"id":""}]"#, 1), (#"[{"id":"a"},{"id":"b"}]"#, "null", 2),
            (#"[{"index":0}]"#, #"[{"index":0,"id":"a"}]"#, 1), ("[]", "[]", 0),
        ]
    )
    func `tool calls are told apart by index and id`(first: String, second: String, count: Int) {
        let text = events(
            #"{"choices":[{"index":0,"delta":{"tool_calls":\#(first)}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":\#(second)}}]}"#
        )
        #expect(read(text, .openAIChat).toolCalls == count)
    }

    @Test(
        arguments: [
            (#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#, false),
            (#"{"choices":[{"delta":{"role":"assistant","content":null,"refusal":null}}]}"#, false),
            (#"{"choices":[{"delta":{"content":" "}}]}"#, true),
            (#"{"choices":[{"delta":{"reasoning_content":"x"}}]}"#, true),
            (#"{"choices":[{"delta":{"reasoning":"x"}}]}"#, true), (#"{"choices":[{"delta":{"refusal":"x"}}]}"#, true),
            (#"{"choices":[{"delta":{"content":"\n"}}]}"#, true),
            (
                #"{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"x"}]}]}}]}"#,
                true
            ),
            (#"{"choices":[{"delta":{"content":[{"type":"text","text":""}]}}]}"#, false),
            (#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":""}}]}}]}"#, true),
            (#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":""}}]}}]}"#, false),
            (#"{"choices":[],"prompt_filter_results":[{"content":"x"}]}"#, false),
            (#"{"choices":[{"delta":{}}],"obfuscation":"xyz"}"#, false),
        ]
    )
    func `an event counts as content when the model wrote something in it`(data: String, isContent: Bool) {
        #expect(read(events(data), .openAIChat).contentEvents == (isContent ? 1 : 0))
    }

    @Test(
        arguments: [
            (#"{"type":"ping"}"#, false),
            (#"{"type":"content_block_start","content_block":{"type":"text","text":""}}"#, false),
            (#"{"type":"content_block_start","content_block":{"type":"tool_use","name":"f","input":{}}}"#, true),
            (#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}"#, true),
            (#"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"x"}}"#, true),
            (#"{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":""}}"#, false),
            (#"{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{"}}"#, true),
            (#"{"type":"content_block_delta","delta":{"type":"signature_delta","signature":"x"}}"#, false),
        ]
    )
    func `content is told from frames in Anthropic streams`(data: String, isContent: Bool) {
        #expect(read(events(data), .anthropicMessages).contentEvents == (isContent ? 1 : 0))
    }

    @Test(
        arguments: [
            (#"{"type":"response.output_text.delta","delta":"x"}"#, true),
            (#"{"type":"response.output_text.delta","delta":""}"#, false),
            (#"{"type":"response.reasoning_summary_text.delta","delta":"x"}"#, true),
            (#"{"type":"response.output_text.done","text":"x"}"#, false),
            (#"{"type":"response.output_item.added","item":{"type":"function_call","name":"f"}}"#, true),
            (#"{"type":"response.output_item.added","item":{"type":"message"}}"#, false),
        ]
    )
    func `content is told from frames in Responses streams`(data: String, isContent: Bool) {
        #expect(read(events(data), .openAIResponses).contentEvents == (isContent ? 1 : 0))
    }

    @Test func `Anthropic deltas win key by key and iterations are what is billed`() {
        let start =
            #"{"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":10,"cache_read_input_tokens":5,"cache_creation_input_tokens":2,"output_tokens":1}}}"#
        let delta =
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":null,"cache_read_input_tokens":0,"output_tokens":8,"output_tokens_details":{"thinking_tokens":3}}}"#
        let merged = read(events(start, delta, #"{"type":"message_stop"}"#), .anthropicMessages)
        #expect(merged.usage == Usage(input: 12, output: 8, cacheRead: 0, cacheWrite: 2, reasoning: 3))
        #expect(merged.finishReasons == ["end_turn"])
        #expect(merged.isComplete)
        let iterations =
            #"{"type":"message_delta","usage":{"input_tokens":181,"output_tokens":8,"iterations":[{"input_tokens":100,"cache_read_input_tokens":55096,"output_tokens":83,"cache_creation":{"input_tokens":7}},{"input_tokens":181,"output_tokens":8,"cache_creation_input_tokens":1}]}}"#
        let billed = read(events(start, iterations), .anthropicMessages)
        #expect(billed.usage == Usage(input: 55_378, output: 91, cacheRead: 55_096, cacheWrite: 1))
        #expect(!billed.isComplete)
    }

    @Test func `a Responses failure is complete, finished and an error`() {
        let reading = read(
            "event: error\n"
                + events(
                    #"{"type":"error","error":{"type":"insufficient_quota","code":"insufficient_quota","message":"no"}}"#
                )
                + "event: response.failed\n"
                + events(
                    #"{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"server_error","message":"x"},"usage":null}}"#
                ),
            .openAIResponses
        )
        #expect(reading.error == ReplyError(type: nil, code: "server_error", message: "x"))
        #expect(reading.finishReasons == ["failed"])
        #expect(reading.isComplete)
    }

    @Test func `an incomplete response says why`() {
        let data =
            #"{"type":"response.incomplete","response":{"status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"function_call","content":[{"type":"x"}]},{"type":"message"}]}}"#
        let reading = read(events(data), .openAIResponses)
        #expect(reading.finishReasons == ["incomplete:max_output_tokens"])
        #expect(reading.toolCalls == 1)
        #expect(reading.error == nil)
    }

    @Test(
        arguments: [
            (#"{"error":"plain","code":"c"}"#, ReplyError(type: nil, code: "c", message: "plain")),
            (
                #"{"error":{"message":"m","type":"t","code":42,"param":null}}"#,
                ReplyError(type: "t", code: "42", message: "m")
            ),
            (
                #"{"object":"error","message":"m","type":"rate_limited","code":"1300"}"#,
                ReplyError(type: "rate_limited", code: "1300", message: "m")
            ),
            (#"{"error":{"reason":"other"}}"#, ReplyError(type: nil, code: nil, message: "")),
            (#"{"detail":"Invalid API Key"}"#, ReplyError(type: nil, code: nil, message: "Invalid API Key")),
            (#"{"detail":[{"loc":["body",1],"msg":"missing"}]}"#, ReplyError(type: nil, code: nil, message: "missing")),
            (#"[{"error":{"code":503,"message":"busy"}}]"#, ReplyError(type: nil, code: "503", message: "busy")),
            (
                #"{"error":{"status_code":400,"message":"tool","code":"tool_use_failed"}}"#,
                ReplyError(type: nil, code: "tool_use_failed", message: "tool", status: 400)
            ),
        ] as [(String, ReplyError)]
    )
    func `error bodies of every shape are read`(body: String, error: ReplyError) {
        #expect(read(body, .openAIChat, isStream: false).error == error)
        // An error often comes as plain JSON where a stream was expected.
        #expect(read(body, .openAIChat, isStream: true).error == error)
    }

    @Test(arguments: [#"{"id":"x","error":null}"#, #"{"id":"x","error":{}}"#, #"{"id":"x","error":"","message":"hi"}"#])
    func `an empty error is none`(body: String) {
        #expect(read(body, .openAIChat, isStream: false).error == nil)
    }

    @Test func `an error event that is no JSON is an error all the same`() {
        let reading = read("event: error\ndata: upstream went away\n\n", .openAIChat)
        #expect(reading.error?.message == "")
        #expect(reading.malformedEvents == 1)
        #expect(!reading.isComplete)
    }

    @Test func `a long message is cut between characters`() {
        let message = String(repeating: "ä", count: 600)
        let reading = read(#"{"error":{"message":"x\#(message)"}}"#, .openAIChat, isStream: false)
        #expect(reading.error?.message == "x" + String(repeating: "ä", count: 255))
    }

    @Test func `escapes are decoded wherever the cut goes`() {
        let reading = read(
            events(#"{"\u0069d":"a\u00e4\ud83d\ude00\"b","choices":[{"finish_reason":"st\u006fp","index":0}]}"#),
            .openAIChat
        )
        #expect(reading.id == "aä😀\"b")
        #expect(reading.finishReasons == ["stop"])
    }

    @Test func `finish words come in the order of the choices`() {
        let reading = read(
            events(
                #"{"choices":[{"index":2,"finish_reason":"length"}]}"#,
                #"{"choices":[{"index":0,"finish_reason":"stop"},{"index":1,"finish_reason":null}]}"#,
                #"{"choices":[{"finish_reason":"tool_calls","index":0}]}"#
            ),
            .openAIChat
        )
        #expect(reading.finishReasons == ["tool_calls", "length"])
    }

    @Test(
        arguments: [
            ("data: {\"a\":1\n\n", 1), ("data: {\"a\":1}}\n\n", 1), ("data: nope\n\n", 1), ("data:\n\n", 1),
            ("data: {\"a\":\ndata: 1}\n\n", 0), ("data: [DONE]\n\n", 0), ("data:  [DONE] \n\n", 0),
            ("data: [DONE]x\n\n", 1),
            ("data: {\"a\":[tru]}\n\n", 1), ("data: {\"a\":true,}\n\n", 1), ("data: {} {}\n\n", 1), (": x\n\n", 0),
        ]
    )
    func `data that is not JSON is counted, never fatal`(text: String, malformed: Int) {
        let reading = read(text + events(#"{"id":"z"}"#), .openAIChat)
        #expect(reading.malformedEvents == malformed)
        #expect(reading.id == "z")
    }

    @Test func `the end marker inside of content is content`() {
        let reading = read(events(#"{"choices":[{"delta":{"content":"[DONE]"}}]}"#), .openAIChat)
        #expect(!reading.isComplete)
        #expect(reading.contentEvents == 1)
    }

    @Test func `a plain body that breaks off is not complete`() {
        let reading = read(
            #"{"id":"c","choices":[{"finish_reason":"stop"}],"usage":{"prompt_tokens":1"#,
            .openAIChat,
            isStream: false
        )
        #expect(!reading.isComplete)
        #expect(reading.isUnterminated)
        #expect(reading.usage.isEmpty)
        let html = read("<html>bad gateway</html>", .openAIChat, isStream: false)
        #expect(!html.isComplete)
        #expect(html.malformedEvents == 1)
    }

    @Test func `opaque bytes are only counted`() {
        let stream = read("event: x\ndata: not json\n\ndata: 2\n\n", .opaque)
        #expect(stream.events == 2)
        #expect(stream.malformedEvents == 0)
        #expect(stream.isComplete)
        #expect(read("\u{1}\u{2}", .opaque, isStream: false).isComplete)
    }

    @Test func `bottomless nesting is broken off`() {
        let reading = read(String(repeating: "[", count: 100_000), .openAIChat, isStream: false)
        #expect(reading.malformedEvents == 1)
        #expect(read(events(#"{"x":"# + String(repeating: "[", count: 200)), .openAIChat).malformedEvents == 1)
    }

    @Test func `damaged streams never stop the reader`() {
        let text = Array(
            events(
                #"{"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"x\u00e4\\","tool_calls":[{"index":0,"id":"t"}]}}]}"#,
                #"{"type":"message_start","message":{"id":"m","usage":{"input_tokens":1,"iterations":[{"input_tokens":1}]}}}"#,
                #"{"type":"response.completed","response":{"output":[{"type":"function_call"}],"usage":{"input_tokens":3}}}"#
            ).utf8
        )
        var numbers = SplitMix(state: 1)
        for round in 0..<600 {
            var damaged = text
            for _ in 0..<4 {
                let place = Int(numbers.next() % UInt64(damaged.count))
                switch numbers.next() % 3 {
                case 0: damaged[place] = UInt8(truncatingIfNeeded: numbers.next())
                case 1: damaged.remove(at: place)
                default: damaged.insert(Array("{}[]\",:\\\n\r".utf8)[Int(numbers.next() % 10)], at: place)
                }
            }
            let formats = WireFormat.allCases
            var outcomes: Set<String> = []
            for cut in [Cut.whole, .byte, .random(seed: UInt64(round))] {
                var reader = ReplyReader(format: formats[round % formats.count], isStream: round % 5 != 0)
                cut.feed(damaged) { reader.feed($0) }
                reader.end()
                outcomes.insert("\(reader.reading)")
            }
            #expect(outcomes.count == 1)
        }
    }
}
