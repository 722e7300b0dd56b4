import Dialects
import Exchange
import Testing

/// Dialects whose messages are turned into the parts that others have.
@Suite struct NativeConversationTests {
    private func read(_ request: String, _ format: WireFormat) throws -> [String] {
        let conversation = try #require(Conversation.read(request: Array(request.utf8), format: format))
        return (conversation.system + conversation.messages).map { String(decoding: $0.content, as: UTF8.self) }
    }

    private func answer(_ text: String, _ format: WireFormat, isStream: Bool = false) -> [String] {
        AnswerMessage.read(answer: Array(text.utf8), format: format, isStream: isStream)
            .map { String(decoding: $0.content, as: UTF8.self) }
    }

    @Test func `Gemini's contents become messages`() throws {
        let request = """
            {"systemInstruction":{"parts":{"text":"Be brief."}},"contents":[
            {"role":"user","parts":[{"text":"Hi"},{"inlineData":{"mimeType":"image/png","data":"AA=="}}]},
            {"role":"model","parts":[{"text":"Hm","thought":true},{"text":"He"}]},
            {"role":"model","parts":[{"text":"llo"},
            {"functionCall":{"name":"f","args":{"b":1,"a":[]}},"thoughtSignature":"S"}]},
            {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"x":1}}}]},{"parts":[{"text":"And?"}]}]}
            """
        #expect(
            try read(request, .geminiContent) == [
                #"{"content":"Be brief.","role":"system"}"#,
                #"{"content":[{"text":"Hi","type":"text"},{"inlineData":{"data":"AA==","mimeType":"image/png"},"#
                    + #""type":"inlineData"}],"role":"user"}"#,
                #"{"content":[{"thinking":"Hm","type":"thinking"},{"text":"Hello","type":"text"},"#
                    + #"{"input":{"a":[],"b":1},"name":"f","signature":"S","type":"tool_use"}],"role":"assistant"}"#,
                #"{"content":[{"content":{"x":1},"name":"f","type":"tool_result"}],"role":"user"}"#,
                #"{"content":"And?","role":"user"}"#,
            ]
        )
    }

    @Test func `a signature makes no other message of the same words and calls`() throws {
        let parts = [
            #"{"text":"A"},{"functionCall":{"name":"f","args":{}}}"#,
            #"{"text":"A","thoughtSignature":"S"},{"functionCall":{"name":"f"},"thoughtSignature":"T"}"#,
            #"{"text":"A","thought_signature":"S"},{"function_call":{"name":"f","args":{}}}"#,
            #"{"text":"secret","thought":true},{"text":"A"},{"functionCall":{"name":"f","args":{}}}"#,
        ]
        let identities = try parts.map { parts in
            let body = "{\"contents\":[{\"role\":\"model\",\"parts\":[\(parts)]}]}"
            return try #require(Conversation.read(request: Array(body.utf8), format: .geminiContent)).messages[0]
                .identity
        }
        #expect(Set(identities).count == 1)
    }

    @Test func `a Gemini stream says the same in events, in an array and in one piece`() {
        let chunks = [
            #"{"candidates":[{"content":{"role":"model","parts":[{"text":"T","thought":true}]}}]}"#,
            #"{"candidates":[{"index":1,"content":{"parts":[{"text":"other \"]}, {["}]}},"#
                + #"{"content":{"parts":[{"text":"Hel"}]}}]}"#,
            #"{"candidates":[{"index":0,"content":{"parts":[{"text":"lo \\"}]},"finishReason":"STOP"}]}"#,
            #"{"usageMetadata":{"trafficType":"ON_DEMAND"}}"#,
        ]
        // The second chunk's second candidate has no index and is the second there.
        let expected = [
            #"{"content":[{"thinking":"T","type":"thinking"},{"text":"lo \\","type":"text"}],"role":"assistant"}"#,
            #"{"content":"other \"]}, {[Hel","role":"assistant"}"#,
        ]
        let events = chunks.map { "data: \($0)\r\n\r\n" }.joined()
        #expect(answer(events, .geminiContent, isStream: true) == expected)
        let array = "[" + chunks.joined(separator: "\n,\r\n") + "\n]"
        for cut in 0..<array.utf8.count {
            let seen = answer(String(decoding: array.utf8.prefix(cut), as: UTF8.self), .geminiContent, isStream: true)
            #expect(seen.count <= 2)
        }
        #expect(answer(array, .geminiContent, isStream: true) == expected)
        #expect(answer(String(array.dropLast()), .geminiContent, isStream: true) == expected)
    }

    @Test func `Bedrock's blocks become parts, marks for the cache go`() throws {
        let request = """
            {"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],"messages":[
            {"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default"}}]},
            {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Hm","signature":"S"}}},
            {"text":"Yes"},{"toolUse":{"toolUseId":"t1","name":"f","input":{"a":1}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t1","status":"success",
            "content":[{"text":"fine"},{"json":{"b":2}}]}},
            {"guardContent":{"text":{"text":"Q","qualifiers":["query"]}}}]}]}
            """
        #expect(
            try read(request, .bedrockConverse) == [
                #"{"content":"Be brief.","role":"system"}"#, #"{"content":"Hi","role":"user"}"#,
                #"{"content":[{"signature":"S","thinking":"Hm","type":"thinking"},{"text":"Yes","type":"text"},"#
                    + #"{"id":"t1","input":{"a":1},"name":"f","type":"tool_use"}],"role":"assistant"}"#,
                #"{"content":[{"content":[{"text":"fine","type":"text"},{"json":{"b":2},"type":"json"}],"#
                    + #""tool_use_id":"t1","type":"tool_result"},{"text":"Q","type":"text"}],"role":"user"}"#,
            ]
        )
    }

    @Test func `Claude inside of Bedrock says what it says outside`() throws {
        let body =
            #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"system":"S","messages":"#
            + #"[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]}]}"#
        #expect(try read(body, .bedrockInvoke) == read(body, .anthropicMessages))
    }

    @Test(
        arguments: [
            (#"{"content":[{"type":"text","text":"A"}],"role":"assistant"}"#, "A"),
            (#"{"output":{"message":{"role":"assistant","content":[{"text":"A"}]}}}"#, "A"),
            (#"{"choices":[{"message":{"role":"assistant","content":"A"}}]}"#, "A"),
            (#"{"results":[{"outputText":"A"}]}"#, "A"), (#"{"generation":"A"}"#, "A"),
            (#"{"outputs":[{"text":"A"}]}"#, "A"), (#"{"completion":"A"}"#, "A"), (#"{"message":"denied"}"#, nil),
        ] as [(String, String?)]
    )
    func `the words of each family inside of Bedrock are found`(body: String, words: String?) {
        #expect(
            answer(body, .bedrockInvoke) == (words.map { ["{\"content\":\"\($0)\",\"role\":\"assistant\"}"] } ?? [])
        )
    }

    @Test func `Ollama's lines become one message, whole or cut`() {
        let lines =
            #"{"message":{"role":"assistant","content":"","thinking":"T"},"done":false}"# + "\n"
            + #"{"message":{"role":"assistant","content":"Hé"},"done":false}"# + "\n"
            + #"{"message":{"role":"assistant","content":"y","tool_calls":"#
            + #"[{"function":{"index":0,"name":"f","arguments":{"b":1}}}]}}"#
            + "\n" + #"{"message":{"role":"assistant","content":""},"done":true}"#
        let call = #"[{"function":{"arguments":"{\"b\":1}","name":"f"},"type":"function"}]"#
        let whole = ["{\"content\":\"Héy\",\"role\":\"assistant\",\"thinking\":\"T\",\"tool_calls\":\(call)}"]
        #expect(answer(lines, .ollamaChat, isStream: true) == whole)
        #expect(answer(lines, .ollamaChat, isStream: false) == whole)
        let cut = String(decoding: lines.utf8.prefix(180), as: UTF8.self)
        #expect(answer(cut, .ollamaChat) == [#"{"content":"Hé","role":"assistant","thinking":"T"}"#])
        #expect(answer(#"{"response":"Hi","done":true}"#, .ollamaChat) == [#"{"content":"Hi","role":"assistant"}"#])
    }

    @Test func `what Ollama called is found again when it comes back`() throws {
        let said = AnswerMessage.read(
            answer: Array(
                #"{"message":{"content":"","tool_calls":[{"function":{"index":0,"name":"f","arguments":{"b":1}}}]}}"#
                    .utf8
            ),
            format: .ollamaChat,
            isStream: false
        )
        let body = #"{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"b":1}}}]}]}"#
        let sent = try #require(Conversation.read(request: Array(body.utf8), format: .ollamaChat)).messages
        #expect(said.map(\.identity) == sent.map(\.identity))
    }

    @Test func `an Ollama prompt and its instructions are messages`() throws {
        #expect(
            try read(#"{"prompt":"Why?","system":"Be brief."}"#, .ollamaChat) == [
                #"{"content":"Be brief.","role":"system"}"#, #"{"content":"Why?","role":"user"}"#,
            ]
        )
    }

    @Test func `a Cohere stream says what its plain answer says`() {
        let plain =
            #"{"id":"1","message":{"role":"assistant","tool_plan":"P","tool_calls":[{"id":"c","type":"function","#
            + #""function":{"name":"f","arguments":"{}"}}],"content":[{"type":"text","text":"Hi"}],"citations":[]}}"#
        let events =
            [
                #"{"type":"message-start","delta":{"message":{"role":"assistant","content":[]}}}"#,
                #"{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}"#,
                #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hi"}}}}"#,
                #"{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"P"}}}"#,
                #"{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","type":"function","#
                    + #""function":{"name":"f","arguments":""}}}}}"#,
                #"{"type":"message-end","delta":{"finish_reason":"TOOL_CALL"}}"#,
            ].map { "event: x\ndata: \($0)\n\n" }.joined() + "data: [DONE]\n\n"
        let found = answer(events, .cohereChat, isStream: true)
        #expect(found == answer(plain, .cohereChat))
        #expect(found.count == 1)
    }

    @Test(arguments: [WireFormat.geminiContent, .bedrockConverse, .bedrockInvoke, .ollamaChat, .cohereChat])
    func `hostile bodies give no message and do not stop the process`(format: WireFormat) {
        let bodies = [
            "", "[", "[[[[", "{", "[1,2,\"", "[\"\\", "{\"contents\":7}", "{\"messages\":{}}",
            "{\"messages\":[7,[],null]}",
            "{\"contents\":[7,{\"parts\":[7,{},{\"text\":7}]}]}", "[{\"candidates\":[{\"content\":{\"parts\":7}}]}]",
            "{\"candidates\":[{\"index\":-9223372036854775808,\"content\":{}}]}", "{\"message\":7}", "]]]]", "}",
            "{\"output\":{\"message\":{\"content\":[7]}}}", "\u{0}\u{0}\u{0}\u{10}\u{0}\u{0}",
        ]
        for body in bodies {
            for isStream in [true, false] {
                #expect(answer(body, format, isStream: isStream).isEmpty || body.contains("output"))
            }
            let read = Conversation.read(request: Array(body.utf8), format: format)
            #expect(read?.messages.allSatisfy { !$0.content.isEmpty } ?? true)
        }
    }
}
