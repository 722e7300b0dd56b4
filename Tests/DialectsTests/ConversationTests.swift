import Dialects
import Exchange
import Testing

@Suite struct ConversationTests {
    private func read(_ text: String, _ format: WireFormat) throws -> Conversation {
        try #require(Conversation.read(request: Array(text.utf8), format: format))
    }

    private func content(_ message: StoredMessage) -> String { String(decoding: message.content, as: UTF8.self) }

    @Test func `chat splits the standing instructions from the turns`() throws {
        let conversation = try read(
            """
            {"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"developer","content":"No."},
            {"role":"user","content":"Hi"},{"role":"assistant","content":"Yo"},
            {"role":"tool","tool_call_id":"c1","content":"42"}]}
            """,
            .openAIChat
        )
        #expect(conversation.system.map(\.role) == ["system", "developer"])
        #expect(conversation.messages.map(\.role) == ["user", "assistant", "tool"])
        #expect(conversation.messages.map(\.text) == ["Hi", "Yo", "42"])
        #expect(content(conversation.messages[0]) == #"{"content":"Hi","role":"user"}"#)
    }

    @Test func `anthropic's system stands before the turns`() throws {
        let conversation = try read(
            """
            {"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}},{"type":"text","text":"B"}],
            "messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":
            [{"type":"text","text":"sunny","cache_control":null}]},{"type":"text","text":"and?"}]}]}
            """,
            .anthropicMessages
        )
        #expect(conversation.system.map(\.text) == ["A\nB"])
        #expect(conversation.messages.map(\.text) == ["sunny\nand?"])
        let expected =
            #"{"content":[{"content":"sunny","tool_use_id":"t","type":"tool_result"},"#
            + #"{"text":"and?","type":"text"}],"role":"user"}"#
        #expect(content(conversation.messages[0]) == expected)
    }

    @Test func `responses read a string and items`() throws {
        let simple = try read(#"{"input":"Hi","instructions":"Be brief."}"#, .openAIResponses)
        #expect(simple.messages.map(\.text) == ["Hi"])
        #expect(simple.system.map(\.text) == ["Be brief."])
        let items = try read(
            """
            {"input":[{"role":"developer","content":"D"},{"role":"user","content":[{"type":"input_text","text":"Hi"}]},
            {"type":"reasoning","id":"rs_1","summary":[]},
            {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"","status":"completed"},
            {"type":"function_call_output","call_id":"c1","output":"42"}]}
            """,
            .openAIResponses
        )
        #expect(items.system.map(\.text) == ["D"])
        #expect(items.messages.map(\.role) == ["user", "assistant", "tool"])
        #expect(items.messages[0] == simple.messages[0])
        #expect(items.messages[2].text == "42")
        let identity = String(decoding: items.messages[1].identity, as: UTF8.self)
        let call = #"{"arguments":"{}","call_id":"c1","name":"f","type":"function_call"}"#
        #expect(identity == #"{"items":[\#(call)],"role":"assistant"}"#)
        #expect(content(items.messages[1]).contains("rs_1"))
    }

    @Test func `a chat request in the Responses form is read`() throws {
        #expect(try read(#"{"input":"Hi"}"#, .openAIChat).messages.map(\.text) == ["Hi"])
    }

    @Test func `prompts and inputs become messages`() throws {
        #expect(try read(#"{"prompt":"a"}"#, .openAICompletions).messages.map(\.role) == ["user"])
        #expect(try read(#"{"prompt":["a","b"]}"#, .openAICompletions).messages.map(\.text) == ["a", "b"])
        #expect(try read(#"{"input":"a"}"#, .openAIEmbeddings).messages.map(\.role) == ["input"])
        #expect(try read(#"{"input":["a","b"]}"#, .openAIEmbeddings).messages.map(\.text) == ["a", "b"])
        #expect(try read(#"{"input":[1,2,3]}"#, .openAIEmbeddings).messages.count == 1)
        #expect(try read(#"{"input":[[1,2],[3]]}"#, .openAIEmbeddings).messages.count == 2)
    }

    @Test(arguments: ["", "{", "[]", "null", "{}", #"{"messages":{}}"#, #"{"messages":"x"}"#, #"{"messages":[]} x"#])
    func `what holds no messages gives none`(text: String) {
        for format in WireFormat.allCases {
            #expect(Conversation.read(request: Array(text.utf8), format: format) == nil)
        }
    }

    @Test func `a body with too many messages is not read`() {
        let count = Conversation.maximumMessages
        let body = "{\"messages\":[" + String(repeating: "{},", count: count) + "{}]}"
        #expect(Conversation.read(request: Array(body.utf8), format: .openAIChat) == nil)
    }

    @Test func `an opaque body is not read`() {
        let body = Array(#"{"messages":[{"role":"user","content":"x"}]}"#.utf8)
        #expect(Conversation.read(request: body, format: .opaque) == nil)
        #expect(Conversation.read(request: body, format: .anthropicCountTokens)?.messages.count == 1)
    }

    @Test func `messages of strange shape do no harm`() throws {
        let conversation = try read(
            #"{"messages":[1,null,[],"x",{},{"role":7},{"role":"user","content":{"a":1}},{"role":"odd","#
                + #""content":[1,"w"]}]}"#,
            .openAIChat
        )
        #expect(conversation.messages.map(\.role) == ["user", "user", "user", "odd"])
        #expect(conversation.messages.last?.text == "w")
    }
}
