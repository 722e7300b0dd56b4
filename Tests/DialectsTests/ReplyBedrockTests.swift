import Dialects
import Exchange
import Testing

/// Reads bytes as an answer in pieces of every kind, and expects all to say the same.
func read(_ bytes: [UInt8], _ format: WireFormat, isStream: Bool = true) -> Reading {
    var readings: [Reading] = []
    for cut in [Cut.byte, .random(seed: 11), .random(seed: 12), .whole] {
        var reader = ReplyReader(format: format, isStream: isStream)
        cut.feed(bytes) { reader.feed($0) }
        reader.end()
        readings.append(reader.reading)
    }
    #expect(Set(readings.map { "\($0)" }).count == 1)
    return readings[0]
}

@Suite struct ReplyBedrockTests {
    private static let delta = ReplyFrames.event(
        "contentBlockDelta",
        #"{"contentBlockIndex":0,"delta":{"text":"Grüße \n"},"p":"ab"}"#
    )
    private static let call =
        ReplyFrames.event("contentBlockStart", #"{"start":{"toolUse":{"toolUseId":"t","name":"add"}}}"#)
        + ReplyFrames.event("contentBlockDelta", #"{"delta":{"toolUse":{"input":"{\"a\":1}"}}}"#)
    private static let stop = ReplyFrames.event("messageStop", #"{"stopReason":"tool_use"}"#)
    private static let metadata = ReplyFrames.event(
        "metadata",
        #"{"usage":{"inputTokens":5,"outputTokens":7,"cacheReadInputTokens":3,"cacheReadInputTokenCount":3,"cacheWriteInputTokens":4,"cacheDetails":[{"ttl":"5m","inputTokens":1},{"inputTokens":3,"ttl":"1h"}]},"serviceTier":{"type":"flex"},"metrics":{"latencyMs":1}}"#
    )

    @Test func `a Converse stream is read to the usage behind its stop`() {
        let reading = read(Self.delta + Self.call + Self.stop + Self.metadata, .bedrockConverse)
        var usage = Usage(input: 12, output: 7, cacheRead: 3, cacheWrite: 4)
        usage.cacheWriteHour = 3
        #expect(reading.usage == usage)
        #expect(reading.finishReasons == ["tool_use"])
        #expect(reading.toolCalls == 1)
        #expect(reading.toolNames == ["add"])
        #expect(reading.serviceTier == "flex")
        #expect(reading.events == 5)
        #expect(reading.contentEvents == 3)
        #expect(reading.contentBytes == 9 + 3 + 7)
        #expect(reading.isComplete)
        #expect(!read(Self.delta + Self.stop, .bedrockConverse).isComplete)
        #expect(!read(Self.delta + Self.metadata, .bedrockConverse).isComplete)
    }

    @Test func `an exception is an error, whatever came before`() {
        let json = #"{"message":"slow down","originalStatusCode":424,"originalMessage":"x"}"#
        let reading = read(Self.delta + ReplyFrames.exception("throttlingException", json), .bedrockConverse)
        #expect(reading.error == ReplyError(type: "throttlingException", code: nil, message: "slow down", status: 424))
        #expect(!reading.isComplete)
        let invoke = read(ReplyFrames.exception("modelTimeoutException", #"{"message":"late"}"#), .bedrockInvoke)
        #expect(invoke.error == ReplyError(type: "modelTimeoutException", code: nil, message: "late"))
        let bare = AWSFrame(messageType: "error", name: "InternalError", errorMessage: "oh").bytes(
            nameHeader: ":error-code"
        )
        let error = read(bare, .bedrockConverse).error
        #expect(error == ReplyError(type: "InternalError", code: nil, message: "oh"))
    }

    @Test(arguments: [0, 5, 9, 20, 60, 100])
    func `a damaged frame ends the reading and counts for nothing`(place: Int) {
        var damaged = Self.metadata
        damaged[place] ^= 0x10
        let reading = read(Self.delta + damaged + Self.stop + Self.metadata, .bedrockConverse)
        #expect(reading.isCorrupt)
        #expect(reading.malformedEvents == 1)
        #expect(reading.events == 1)
        #expect(reading.usage.isEmpty)
        #expect(!reading.isComplete)
        #expect(reading.error == nil)
    }

    @Test func `a frame that is cut off is not taken`() {
        let all = Self.delta + Self.stop + Self.metadata
        let reading = read(Array(all.dropLast()), .bedrockConverse)
        #expect(reading.isUnterminated)
        #expect(reading.usage.isEmpty)
        #expect(!reading.isComplete)
    }

    @Test func `Anthropic events come in base64 in Invoke streams`() {
        let events = [
            #"{"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":3,"cache_read_input_tokens":2,"output_tokens":1}}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Olá 👋"}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}"#,
            #"{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":77,"outputTokenCount":9}}"#,
        ]
        let reading = read(events.flatMap(ReplyFrames.chunk), .bedrockInvoke)
        #expect(reading.usage == Usage(input: 5, output: 9, cacheRead: 2))
        #expect(reading.model == "c")
        #expect(reading.id == "m")
        #expect(reading.finishReasons == ["tool_use"])
        #expect(reading.toolNames == ["f"])
        #expect(reading.contentEvents == 2)
        #expect(reading.isComplete)
        #expect(!read(events.dropLast().flatMap(ReplyFrames.chunk), .bedrockInvoke).isComplete)
    }

    @Test(
        arguments: [
            (
                [
                    #"{"contentBlockDelta":{"delta":{"text":"hi"}}}"#, #"{"messageStop":{"stopReason":"end_turn"}}"#,
                    #"{"metadata":{"usage":{"inputTokens":4,"outputTokens":2}},"amazon-bedrock-invocationMetrics":{"inputTokenCount":4}}"#,
                ], "end_turn", Usage(input: 4, output: 2)
            ),
            (
                [
                    #"{"outputText":"hi","inputTextTokenCount":4,"totalOutputTextTokenCount":1}"#,
                    #"{"outputText":"","inputTextTokenCount":null,"totalOutputTextTokenCount":2,"completionReason":"FINISH","amazon-bedrock-invocationMetrics":{}}"#,
                ], "FINISH", Usage(input: 4, output: 2)
            ),
            (
                [
                    #"{"generation":"hi","prompt_token_count":4,"generation_token_count":1,"stop_reason":null}"#,
                    #"{"generation":"","generation_token_count":2,"stop_reason":"length","amazon-bedrock-invocationMetrics":{"inputTokenCount":9}}"#,
                ], "length", Usage(input: 4, output: 2)
            ),
            (
                [
                    #"{"outputs":[{"text":"hi","stop_reason":"stop"}],"amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"outputTokenCount":2}}"#
                ], "stop", Usage(input: 4, output: 2)
            ),
            (
                [
                    #"{"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":3}},"amazon-bedrock-invocationMetrics":{}}"#
                ], "stop", Usage(input: 4, output: 2, cacheRead: 3)
            ),
        ] as [([String], String, Usage)]
    )
    func `every maker's events are read in Invoke streams`(events: [String], finish: String, usage: Usage) {
        let reading = read(events.flatMap(ReplyFrames.chunk), .bedrockInvoke)
        #expect(reading.usage == usage)
        #expect(reading.usageReports > 0)
        #expect(reading.finishReasons == [finish])
        #expect(reading.contentEvents == 1)
        #expect(reading.contentBytes == 2)
        #expect(reading.isComplete)
    }

    @Test func `broken base64 and broken envelopes are counted, never fatal`() {
        let good = ReplyFrames.chunk(#"{"type":"message_start","message":{"id":"m"}}"#)
        for payload in [
            #"{"bytes":"!!!!"}"#, #"{"bytes":"eyJ"}"#, #"{"bytes":7}"#, #"{"bytes":"e30="#, #"{"p":"x"}"#, "nope",
        ] {
            let reading = read(ReplyFrames.event("chunk", payload) + good, .bedrockInvoke)
            #expect(reading.malformedEvents == 1, Comment(rawValue: payload))
            #expect(reading.id == "m")
        }
        #expect(read(ReplyFrames.event("initial-response", "") + good, .bedrockInvoke).malformedEvents == 0)
        let slashes =
            #"{"bytes":"\#(ReplyFrames.base64(Array(#"{"id":"???>>>"}"#.utf8)).replacing("/", with: #"\/"#))"}"#
        #expect(read(ReplyFrames.event("chunk", slashes), .bedrockInvoke).id == "???>>>")
    }

    @Test func `plain answers of Converse and Invoke are read`() {
        let converse =
            #"{"output":{"message":{"role":"assistant","content":[{"text":"hi"},{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s"}}},{"toolUse":{"toolUseId":"t","name":"add","input":{"a":"xyz","b":[1]}}}]}},"stopReason":"tool_use","usage":{"inputTokens":5,"outputTokens":7,"totalTokens":12}}"#
        for format in [WireFormat.bedrockConverse, .bedrockInvoke] {
            let reading = read(converse, format, isStream: false)
            #expect(reading.usage == Usage(input: 5, output: 7))
            #expect(reading.finishReasons == ["tool_use"])
            #expect(reading.toolNames == ["add"])
            #expect(reading.toolCalls == 1)
            #expect(reading.contentBytes == 2 + 2 + 3 + 3)
            #expect(reading.isComplete)
        }
        let error = read(#"{"message":"The security token is invalid."}"#, .bedrockConverse, isStream: true)
        #expect(error.error == ReplyError(type: nil, code: nil, message: "The security token is invalid."))
        #expect(read(#"{"inputTokens":12}"#, .bedrockConverse, isStream: false).tokenCount == 12)
    }

    @Test func `headers count the tokens where the body does not`() {
        var reader = ReplyReader(format: .bedrockInvoke, isStream: false)
        reader.note(field: "x-amzn-bedrock-input-token-count", "14")
        reader.note(field: "x-amzn-bedrock-output-token-count", "9")
        reader.note(field: "x-amzn-bedrock-cache-read-input-token-count", "6")
        reader.note(field: "x-amzn-bedrock-cache-write-input-token-count", "-1")
        reader.note(field: "x-amzn-bedrock-invocation-latency", "7")
        Array(#"{"completion":"hi","stop_reason":"stop"}"#.utf8).withUnsafeBytes { reader.feed($0) }
        reader.end()
        #expect(reader.reading.usage == Usage(input: 20, output: 9, cacheRead: 6))
        #expect(reader.reading.finishReasons == ["stop"])
    }
}
