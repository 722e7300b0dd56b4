import Dialects
import Exchange
import Testing

@Suite struct ConversationAnswerTests {
    private func read(_ text: String, _ format: WireFormat, isStream: Bool = true) throws -> [JSONValue] {
        try AnswerMessage.read(answer: Array(text.utf8), format: format, isStream: isStream)
            .map { try JSONValue(parsing: $0.content) }
    }

    private func chat(_ deltas: String...) -> String {
        deltas.map { "data: {\"choices\":[{\"index\":0,\"delta\":\($0)}]}\n\n" }.joined() + "data: [DONE]\n\n"
    }

    private func calls(_ deltas: String...) throws -> [[String]] {
        let stream = deltas.map { "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[\($0)]}}]}\n\n" }
        let message = try read(stream.joined(), .openAIChat).first
        return (message?["tool_calls"]?.elements ?? []).map { call in
            [call["id"], call["function"]?["name"], call["function"]?["arguments"]].map { $0?.text ?? "-" }
        }
    }

    @Test func `choices come apart by index, whatever their order`() throws {
        let stream = """
            data: {"choices":[{"index":1,"delta":{"content":"b"}}]}

            data: {"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"B"}}]}

            data: {"choices":[],"usage":{}}


            """
        #expect(try read(stream, .openAIChat).map { $0["content"] } == ["a", "bB"])
        let plain = #"{"choices":[{"index":1,"message":{"content":"y"}},{"index":0,"message":{"content":"x"}}]}"#
        #expect(try read(plain, .openAIChat).map { $0["content"] } == ["x", "y"])
    }

    @Test func `indexes with gaps, missing or used twice make the right calls`() throws {
        let gap = try calls(
            #"{"index":3,"id":"b","function":{"name":"g","arguments":"{}"}}"#,
            #"{"index":1,"id":"a","function":{"name":"f","arguments":"1"}}"#,
            #"{"index":1,"function":{"arguments":"2"}}"#
        )
        #expect(gap == [["a", "f", "12"], ["b", "g", "{}"]])
        let missing = try calls(
            #"{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#,
            #"{"function":{"arguments":"1}"}}"#,
            #"{"id":"b","function":{"name":"g"}}"#
        )
        #expect(missing == [["a", "f", #"{"x":1}"#], ["b", "g", "{}"]])
        let twice = try calls(
            #"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#,
            #"{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}"#
        )
        #expect(twice == [["a", "f", "{}"], ["b", "g", "{}"]])
        let anonymous = try calls(
            #"{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"g","arguments":"{}"}}"#
        )
        #expect(anonymous == [["-", "f", "{}"], ["-", "g", "{}"]])
    }

    @Test func `empty ids and names overwrite nothing, and an index of any size is only a name`() throws {
        let result = try calls(
            #"{"index":9223372036854775807,"id":"a","type":null,"function":{"name":"f","arguments":"{\"q\""}}"#,
            #"{"index":9223372036854775807,"id":"","function":{"name":"","arguments":":1}"}}"#
        )
        #expect(result == [["a", "f", #"{"q":1}"#]])
    }

    @Test func `arguments that parse too early are still joined`() throws {
        let result = try calls(
            #"{"index":0,"id":"a","function":{"name":"f","arguments":"12"}}"#,
            #"{"index":0,"function":{"arguments":"34"}}"#
        )
        #expect(result == [["a", "f", "1234"]])
    }

    @Test func `reasoning, refusal and the old function call are kept`() throws {
        let message = try read(
            chat(
                #"{"role":"assistant","content":null,"reasoning_content":"h"}"#,
                #"{"reasoning_content":"m"}"#,
                #"{"refusal":"n"}"#,
                #"{"refusal":"o"}"#,
                #"{"function_call":{"name":"f","arguments":"{"}}"#,
                #"{"function_call":{"arguments":"}"}}"#
            ),
            .openAIChat
        ).first
        #expect(
            message == [
                "function_call": ["arguments": "{}", "name": "f"], "reasoning_content": "hm", "refusal": "no",
                "role": "assistant",
            ]
        )
    }

    @Test func `signatures beside calls and reasoning details survive a stream`() throws {
        let message = try read(
            chat(
                #"{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"h","signature":null}]}"#,
                #"{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"m"}]}"#,
                #"{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"","signature":"s/+="}]}"#,
                #"{"content":"Hi","annotations":[{"type":"url_citation"}]}"#,
                #"{"tool_calls":[{"id":"c","function":{"name":"f"},"#
                    + #""extra_content":{"google":{"thought_signature":"x=="}}}]}"#
            ),
            .openAIChat
        ).first
        #expect(
            message?["reasoning_details"] == [
                ["index": 0, "signature": "s/+=", "text": "hm", "type": "reasoning.text"]
            ]
        )
        #expect(message?["tool_calls"]?[0]?["extra_content"]?["google"]?["thought_signature"] == "x==")
        #expect(message?["annotations"]?.elements?.count == 1)
    }

    @Test func `lists of parts in a delta are words and thinking`() throws {
        let message = try read(
            chat(
                #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}"#,
                #"{"content":[{"type":"text","text":"Hi"}]}"#
            ),
            .openAIChat
        ).first
        #expect(message == ["content": "Hi", "reasoning_content": "hm", "role": "assistant"])
    }

    @Test func `audio keeps its words and its id, not its sound`() throws {
        let stream = chat(#"{"audio":{"id":"au_1","data":"AAAA","transcript":"He"}}"#, #"{"audio":{"transcript":"y"}}"#)
        let stored = AnswerMessage.read(answer: Array(stream.utf8), format: .openAIChat, isStream: true)
        #expect(stored.map(\.text) == ["Hey"])
        let identity = stored.map { String(decoding: $0.identity, as: UTF8.self) }
        #expect(identity == [#"{"audio":{"id":"au_1"},"role":"assistant"}"#])
    }

    @Test func `a choice that says nothing gives no message`() throws {
        #expect(try read(chat(#"{"role":"assistant","content":""}"#), .openAIChat).isEmpty)
        #expect(try read(#"{"choices":[{"index":0,"finish_reason":"content_filter"}]}"#, .openAIChat).isEmpty)
        #expect(try read(#"{"type":"message","role":"assistant","content":[]}"#, .anthropicMessages).isEmpty)
        #expect(try read(#"{"status":"completed"}"#, .openAIResponses).isEmpty)
    }

    @Test(arguments: WireFormat.allCases) func `errors and rubbish give no message`(format: WireFormat) throws {
        for text in ["", "{", "<html>", #"{"error":{"message":"x"}}"#, "data: {\n\n", "data: [DONE]\n\n", "\u{feff}"] {
            #expect(try read(text, format).isEmpty)
            #expect(try read(text, format, isStream: false).isEmpty)
        }
    }

    @Test func `the shape decides between plain and stream`() throws {
        let plain = #" {"choices":[{"message":{"content":"x"}}]}"#
        #expect(try read(plain, .openAIChat, isStream: true).count == 1)
        #expect(try read(chat(#"{"content":"x"}"#), .openAIChat, isStream: false).count == 1)
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func `every line end is understood`(end: String) throws {
        let stream = [
            "\u{feff}: comment", "event: x", #"data:{"choices":[{"index":0,"#, #"data: "delta":{"content":"a"}}]}"#,
        ]
        let text = stream.joined(separator: end) + end + end + #"data: {"choices":[{"delta":{"content":"b"}}]}"#
        #expect(try read(text, .openAIChat).map { $0["content"] } == ["ab"])
    }

    @Test func `a last event that was cut counts only when its JSON is whole`() throws {
        let start = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n"
        let last = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]}"
        #expect(try read(start + last, .openAIChat).map { $0["content"] } == ["ab"])
        #expect(try read(start + last.dropLast(2), .openAIChat).map { $0["content"] } == ["a"])
    }

    @Test func `completions give their texts`() throws {
        let stream = "data: {\"choices\":[{\"index\":0,\"text\":\"a\"}]}\n\ndata: {\"choices\":[{\"text\":\"b\"}]}\n\n"
        #expect(try read(stream, .openAICompletions) == [["content": "ab", "role": "assistant"]])
        let plain = #"{"choices":[{"index":0,"text":"ab"}]}"#
        #expect(try read(plain, .openAICompletions) == [["content": "ab", "role": "assistant"]])
    }

    @Test func `an Anthropic input cut within its JSON stays as text`() throws {
        let stream = """
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f",\
            "input":{}}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta",\
            "partial_json":"{\\"a\\":"}}


            """
        #expect(try read(stream, .anthropicMessages).first?["content"]?[0]?["input"] == "{\"a\":")
        let whole =
            stream
            + #"data: {"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"1}"}}"#
        #expect(try read(whole, .anthropicMessages).first?["content"]?[0]?["input"] == ["a": 1])
    }

    @Test func `a cut Responses stream gives the pieces seen, by place in the output`() throws {
        let stream = """
            data: {"type":"response.output_item.added","output_index":0,"item":{"id":"rs_1","type":"reasoning",\
            "summary":[]}}

            data: {"type":"response.reasoning_summary_text.delta","item_id":"rs_x","output_index":0,\
            "summary_index":0,"delta":"hm"}

            data: {"type":"response.output_item.added","output_index":1,"item":{"id":"msg_1","type":"message",\
            "role":"assistant","content":[]}}

            data: {"type":"response.output_text.delta","item_id":"msg_2","output_index":1,"content_index":0,"delta":"H"}

            data: {"type":"response.output_text.delta","item_id":"msg_3","output_index":1,"content_index":0,"delta":"i"}

            data: {"type":"response.function_call_arguments.delta","output_index":2,"delta":"{\\"a\\":"}


            """
        let stored = AnswerMessage.read(answer: Array(stream.utf8), format: .openAIResponses, isStream: true)
        #expect(stored.map(\.text) == ["Hi"])
        let items = try JSONValue(parsing: #require(stored.first).content)["items"]
        #expect(items?[0]?["summary"]?[0]?["text"] == "hm")
        #expect(items?[1] == ["content": "Hi", "role": "assistant"])
        #expect(items?[2] == ["arguments": "{\"a\":", "type": "function_call"])
    }

    @Test func `the output of the terminal event wins, unless it is empty`() throws {
        let done =
            #"data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","role":"assistant","#
            + #""content":[{"type":"output_text","text":"a"}]}}"# + "\n\n"
        let empty = #"data: {"type":"response.completed","response":{"output":[]}}"# + "\n\n"
        let full = #"data: {"type":"response.completed","response":{"output":[{"role":"assistant","content":"b"}]}}"#
        #expect(try read(done + empty, .openAIResponses).map { $0["content"] } == ["a"])
        #expect(try read(done + full, .openAIResponses).map { $0["content"] } == ["b"])
    }

    @Test func `floods of calls, blocks and choices are bounded`() throws {
        let calls = (0..<3_000).map { "{\"index\":\($0),\"id\":\"\($0)\",\"function\":{\"name\":\"f\"}}" }
        let stream = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[\(calls.joined(separator: ","))]}}]}\n\n"
        #expect(try read(stream, .openAIChat).first?["tool_calls"]?.elements?.count == 1_024)
        let choices = (0..<3_000).map { "{\"index\":\($0),\"delta\":{\"content\":\"x\"}}" }.joined(separator: ",")
        #expect(try read("data: {\"choices\":[\(choices)]}\n\n", .openAIChat).count == 256)
        let blocks = (0..<6_000).map { index in
            "data: {\"type\":\"content_block_start\",\"index\":\(index),\"content_block\":{\"type\":\"x\"}}\n\n"
        }
        #expect(try read(blocks.joined(), .anthropicMessages).first?["content"]?.elements?.count == 4_096)
    }
}
