import Dialects
import Exchange
import Testing

@Suite struct ConversationCanonicalTests {
    private func identity(_ message: String, _ format: WireFormat = .openAIChat) throws -> String {
        let name = format == .openAIResponses ? "input" : "messages"
        let body = Array("{\"\(name)\":[\(message)]}".utf8)
        let conversation = try #require(Conversation.read(request: body, format: format))
        #expect(conversation.messages.count == 1)
        return String(decoding: try #require(conversation.messages.first).identity, as: UTF8.self)
    }

    private func answer(_ text: String, _ format: WireFormat) throws -> StoredMessage {
        let messages = AnswerMessage.read(answer: Array(text.utf8), format: format, isStream: true)
        #expect(messages.count == 1)
        return try #require(messages.first)
    }

    @Test(arguments: [
        #"{"role":"assistant","content":"Hi"}"#,
        #"{"content":[{"type":"text","text":"Hi"}],"role":"assistant"}"#,
        #"{"role":"assistant","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]}"#,
        #"{"role":"assistant","content":[{"type":"text","text":"Hi","citations":null},{"type":"text","text":""}]}"#,
        #"{"content":"Hi","refusal":null,"role":"assistant","annotations":[],"audio":null,"tool_calls":null}"#,
        #"{"role":"assistant","content":"H\u0069","reasoning_content":"hm","function_call":null,"parsed":null}"#,
        #"{"role":"assistant","content":"Hi","annotations":[{"type":"url_citation"}],"reasoning_details":[{"a":1}]}"#,
        #"{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"},{"type":"text","#
            + #""text":"Hi"}]}"#,
    ])
    func `forms of the same words are one`(message: String) throws {
        #expect(try identity(message) == #"{"content":"Hi","role":"assistant"}"#)
        #expect(try identity(message, .anthropicMessages) == #"{"content":"Hi","role":"assistant"}"#)
    }

    @Test(arguments: [
        #"{"role":"assistant","content":"Hi "}"#, #"{"role":"user","content":"Hi"}"#,
        #"{"role":"assistant","content":"Hi","name":"n"}"#,
        #"{"role":"assistant","content":[{"type":"text","text":"H"},{"type":"text","text":"i"}]}"#,
        #"{"role":"assistant","content":[{"type":"text","text":"Hi","citations":[{"a":1}]}]}"#,
        #"{"role":"assistant","content":"Hi","refusal":"no"}"#,
    ])
    func `different messages stay different`(message: String) throws {
        #expect(try identity(message) != #"{"content":"Hi","role":"assistant"}"#)
    }

    @Test func `members of a tool's own input are kept whatever they hold`() throws {
        let input = #"{"cache_control":1,"content":[],"index":0,"x":null}"#
        let block = #"{"id":"t","input":\#(input),"name":"f","type":"tool_use"}"#
        let sent = #"{"role":"assistant","content":[\#(block)]}"#
        #expect(try identity(sent, .anthropicMessages) == #"{"content":[\#(block)],"role":"assistant"}"#)
    }

    @Test func `tool calls agree whatever the spacing of their arguments`() throws {
        let stream = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,\
            "id":"c","type":"function","function":{"name":"f","arguments":""}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"b\\":1,"}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","function":{"name":"",\
            "arguments":"\\"a\\":\\"\u{e9}\\"}"}}]}}]}

            data: [DONE]


            """
        let stored = try answer(stream, .openAIChat)
        let resent =
            #"{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","#
            + #""function":{"arguments":"{\"a\": \"\\u00e9\", \"b\": 1}","name":"f"}}]}"#
        #expect(try identity(resent) == String(decoding: stored.identity, as: UTF8.self))
    }

    @Test func `thinking is kept byte for byte and does not change the identity`() throws {
        let stream = """
            event: message_start
            data: {"type":"message_start","message":{"role":"assistant","content":[]}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"",\
            "signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqoD/+=="}}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}


            """
        let stored = try answer(stream, .anthropicMessages)
        let block = #"{"signature":"EqoD/+==","thinking":"","type":"thinking"}"#
        let whole = #"{"content":[\#(block),{"text":"Hi","type":"text"}],"role":"assistant"}"#
        #expect(String(decoding: stored.content, as: UTF8.self) == whole)
        #expect(try identity(whole, .anthropicMessages) == String(decoding: stored.identity, as: UTF8.self))
        #expect(
            try identity(#"{"role":"assistant","content":"Hi"}"#) == String(decoding: stored.identity, as: UTF8.self)
        )
    }

    @Test func `a Responses answer meets both ways of sending it back`() throws {
        let output =
            #"{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"x"},{"id":"msg_1","type":"message","#
            + #""status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"#
            + #""logprobs":[],"text":"Hi"}]}"#
        let stored = try answer("{\"output\":[\(output)]}", .openAIResponses)
        let expected = #"{"content":"Hi","role":"assistant"}"#
        #expect(String(decoding: stored.identity, as: UTF8.self) == expected)
        #expect(stored.text == "Hi")
        #expect(try identity(output, .openAIResponses) == expected)
        let cited = output.replacing("\"annotations\":[]", with: "\"annotations\":[{\"type\":\"url_citation\"}]")
        #expect(try identity(cited, .openAIResponses) == expected)
        #expect(try identity(#"{"role":"assistant","content":"Hi"}"#, .openAIResponses) == expected)
    }

    @Test func `reading a stored message again changes nothing`() throws {
        let messages = [
            #"{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"s"},{"type":"text","#
                + #""text":"b"}]}"#,
            #"{"role":"assistant","content":null,"tool_calls":[{"id":"c","function":{"name":"f"}}]}"#,
            #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:","detail":null}}]}"#,
        ]
        for message in messages {
            let once = try #require(
                Conversation.read(request: Array("{\"messages\":[\(message)]}".utf8), format: .openAIChat)
            ).messages
            let body = Array("{\"messages\":[".utf8) + once[0].content + Array("]}".utf8)
            #expect(Conversation.read(request: body, format: .openAIChat)?.messages == once)
        }
    }
}
