import Dialects
import Exchange
import Testing

@Suite struct ReplyGeminiTests {
    private static let first =
        #"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":11,"totalTokenCount":11},"modelVersion":"g","responseId":"r"}"#
    private static let last =
        #"{"candidates":[{"content":{"parts":[{"text":"Olá"},{"functionCall":{"name":"add","args":{"a":"xy"}},"thoughtSignature":"zz"},{"functionCall":{"name":"add","willContinue":true}},{"functionCall":{"partialArgs":[{"jsonPath":"$.a","numberValue":1}]}}]},"finishReason":"STOP","index":0}],"usageMetadata":{"candidatesTokenCount":2,"thoughtsTokenCount":3,"toolUsePromptTokenCount":4,"cachedContentTokenCount":5,"totalTokenCount":20,"promptTokensDetails":[{"modality":"TEXT","tokenCount":9},{"tokenCount":2,"modality":"AUDIO"}],"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":1}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":1}],"trafficType":"PROVISIONED_THROUGHPUT"}}"#

    @Test(arguments: ["sse", "crlf", "array", "pretty"])
    func `a stream says the same in each of its framings`(framing: String) {
        let text =
            switch framing {
            case "sse": events(Self.first, Self.last)
            case "crlf": "data:\(Self.first)\r\n\r\ndata: \(Self.last)\r\n\r\n"
            case "array": "[\(Self.first),\(Self.last)]"
            default: "\u{FEFF}[\(Self.first)\n,\r\n\(Self.last)\n]\n"
            }
        let reading = read(text, .geminiContent)
        var usage = Usage(input: 15, output: 5, cacheRead: 5, reasoning: 3)
        (usage.audioInput, usage.cachedAudio, usage.audioOutput, usage.toolUsePrompt) = (2, 1, 1, 4)
        #expect(reading.usage == usage)
        #expect(reading.usageReports == 2)
        #expect(reading.events == 2)
        #expect(reading.contentEvents == 2)
        #expect(reading.toolCalls == 2)
        #expect(reading.toolNames == ["add"])
        #expect(reading.model == "g")
        #expect(reading.id == "r")
        #expect(reading.finishReasons == ["STOP"])
        #expect(reading.serviceTier == "PROVISIONED_THROUGHPUT")
        #expect(reading.isComplete)
    }

    @Test(
        arguments: [
            events(first), "[\(first)", "[\(first),\(last)", "data: \(first)\n\ndata: \(last.dropLast(3))",
            "[\(first),\(last.dropLast(9))", "[\(first)]",
            events(#"{"candidates":[{"index":0,"finishReason":"STOP"},{"index":1}]}"#),
        ]
    )
    func `a stream without all of its finish reasons or its end is not complete`(text: String) {
        #expect(!read(text, .geminiContent).isComplete)
    }

    @Test func `a finish reason may be a number and a blocked prompt has one of its own`() {
        let number = read(events(#"{"candidates":[{"finishReason":1}]}"#), .geminiContent)
        #expect(number.finishReasons == ["1"])
        let blocked =
            #"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}"#
        for isStream in [true, false] {
            let reading = read(isStream ? events(blocked) : blocked, .geminiContent, isStream: isStream)
            #expect(reading.finishReasons == ["promptFeedback:SAFETY"])
            #expect(reading.usage == Usage(input: 4, output: 0))
            #expect(reading.isComplete)
        }
    }

    @Test(arguments: ["\n", "\r\n"])
    func `an error that breaks a stream off as bare JSON is read`(end: String) {
        let error =
            #"{\#(end)  "error": {\#(end)    "code": 503,\#(end)    "message": "busy",\#(end)    "status": "UNAVAILABLE"\#(end)  }\#(end)}\#(end)"#
        let expected = ReplyError(type: "UNAVAILABLE", code: "503", message: "busy")
        let event = "data: \(Self.first)\(end)\(end)"
        let reading = read(event + error + event, .geminiContent)
        #expect(reading.error == expected)
        #expect(reading.events == 3)
        #expect(reading.malformedEvents == 0)
        #expect(!reading.isComplete)
        // Glued to an event without its blank line, or alone, or in the array.
        #expect(read("data: \(Self.first)\(end)" + error, .geminiContent).events == 2)
        #expect(read(error, .geminiContent).error == expected)
        #expect(read("[" + Self.first + "," + error + "]", .geminiContent).error == expected)
        #expect(read("[" + error + "]", .geminiContent, isStream: false).error == expected)
        #expect(read(event + "{ nope" + end + end + event, .geminiContent).malformedEvents == 1)
        #expect(!read(event + error.dropLast(5), .geminiContent).isComplete)
    }

    @Test func `the wait is the longer of the detail and the message`() {
        let body =
            #"{"error":{"code":429,"message":"Quota. Please retry in 48.939935699s.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x","violations":[{"quotaId":"y"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"48s"}]}}"#
        let reading = read(body, .geminiContent, isStream: false)
        #expect(reading.retryAfter == .nanoseconds(48_939_935_699))
        #expect(reading.error?.type == "RESOURCE_EXHAUSTED")
        let detail = body.replacing("Please retry in 48.939935699s.", with: "")
        #expect(read(detail, .geminiContent, isStream: false).retryAfter == .seconds(48))
        #expect(read("[\(detail)]", .openAIChat, isStream: false).retryAfter == .seconds(48))
    }

    @Test func `searches and counted tokens are read`() {
        let data =
            #"{"candidates":[{"groundingMetadata":{"webSearchQueries":["a","b"]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}"#
        #expect(read(events(data), .geminiContent).usage.webSearches == 2)
        #expect(read(#"{"totalTokens":8}"#, .geminiCountTokens, isStream: false).tokenCount == 8)
    }
}

@Suite struct ReplyOllamaTests {
    private static let lines =
        #"{"model":"l","message":{"role":"assistant","content":"Hi","thinking":"hm"},"done":false}"# + "\n"
        + #"{"model":"l","message":{"content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":"b"}}},{"function":{"name":"g","arguments":{}}}]},"done":false}"#
        + "\r\n"
    private static let end =
        #"{"model":"l","done":true,"done_reason":"stop","prompt_eval_count":17,"eval_count":50,"eval_duration":1}"#
        + "\n"

    @Test func `lines are read to the one that is done`() {
        for isStream in [true, false] {
            let reading = read(Self.lines + Self.end, .ollamaChat, isStream: isStream)
            #expect(reading.usage == Usage(input: 17, output: 50))
            #expect(reading.finishReasons == ["stop"])
            #expect(reading.toolNames == ["f", "g"])
            #expect(reading.toolCalls == 2)
            #expect(reading.events == 3)
            #expect(reading.contentEvents == 2)
            #expect(reading.contentBytes == 2 + 2 + 1 + 1 + 1)
            #expect(reading.isComplete)
        }
        #expect(!read(Self.lines, .ollamaChat).isComplete)
        #expect(!read(Self.lines + Self.end.dropLast(4), .ollamaChat).isComplete)
        #expect(read(Self.lines + Self.end.dropLast(), .ollamaChat).isComplete)
    }

    @Test func `plain answers, generated text and unknown counts are read`() {
        let plain = read(#"{"model":"l","response":"Hi","done":true,"eval_count":5}"#, .ollamaChat, isStream: false)
        #expect(plain.usage == Usage(output: 5))
        #expect(plain.events == 0)
        #expect(plain.isComplete)
        let error = read(#"{"error":"model not found"}"#, .ollamaChat, isStream: false)
        #expect(error.error?.message == "model not found")
        #expect(error.isComplete)
        #expect(read(Self.lines + #"{"error":"gone"}"#, .ollamaChat).error?.message == "gone")
    }

    @Test func `a broken line is counted and the next is read`() {
        let reading = read("{\"model\":\"x\",,}\nnope\n" + Self.end, .ollamaChat)
        #expect(reading.malformedEvents == 2)
        #expect(reading.isComplete)
        #expect(read("{\"done\":tru\n" + Self.end, .ollamaChat).malformedEvents == 1)
        #expect(read(Self.end + "{oops", .ollamaChat).malformedEvents == 1)
    }
}

@Suite struct ReplyCohereTests {
    @Test func `a stream is read to its message-end`() {
        let start =
            #"{"id":"c","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_calls":[]}}}"#
        let text = #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hi"}}}}"#
        let call =
            #"{"type":"tool-call-start","delta":{"message":{"tool_calls":{"id":"i","type":"function","function":{"name":"f","arguments":""}}}}}"#
        let more = #"{"type":"tool-call-delta","delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}"#
        let end =
            #"{"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":4.0,"output_tokens":2},"tokens":{"input_tokens":9,"output_tokens":3,"reasoning_tokens":1},"cached_tokens":5}}}"#
        let reading = read(events(start, text, call, more, end, "[DONE]"), .cohereChat)
        var usage = Usage(input: 9, output: 3, cacheRead: 5, reasoning: 1)
        (usage.billedInput, usage.billedOutput) = (4, 2)
        #expect(reading.usage == usage)
        #expect(reading.id == "c")
        #expect(reading.finishReasons == ["TOOL_CALL"])
        #expect(reading.toolCalls == 1)
        #expect(reading.toolNames == ["f"])
        #expect(reading.contentEvents == 3)
        #expect(reading.isComplete)
        #expect(!read(events(start, text, "[DONE]"), .cohereChat).isComplete)
    }

    @Test func `plain answers and errors are told apart`() {
        let plain = read(
            #"{"id":"c","message":{"role":"assistant","content":[{"type":"text","text":"Hi"}],"tool_calls":[{"id":"i","function":{"name":"f","arguments":"{}"}},{"function":{"name":"g"}}]},"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":1,"output_tokens":2}}}"#,
            .cohereChat,
            isStream: false
        )
        #expect(plain.error == nil)
        #expect(plain.toolCalls == 2)
        #expect(plain.usage == Usage(input: 1, output: 2))
        let error = read(
            #"{"id":"c","message":"too many tokens","error_type":"TOO_MANY_TOKENS"}"#,
            .cohereChat,
            isStream: false
        )
        #expect(error.error == ReplyError(type: "TOO_MANY_TOKENS", code: nil, message: "too many tokens"))
    }
}
