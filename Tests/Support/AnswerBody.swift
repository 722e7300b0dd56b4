package import Exchange

/// Bodies as providers write them, with the tokens they tell.
package struct AnswerBody: Sendable {
    /// The body on the wire, a usage event that weir asked for included.
    package var wire: [UInt8]
    /// The body as the caller must get it.
    package var caller: [UInt8]
    /// The tokens it tells.
    package var usage: Usage?
    /// True for an event stream.
    package var isStream = false
    /// True when the end marker is there.
    package var isEnded = true

    /// Makes a body that tells no tokens.
    package init(_ bytes: [UInt8]) {
        wire = bytes
        caller = bytes
    }

    /// A chat completion.
    package static func chat(_ draw: inout Draw, text: String) -> AnswerBody {
        let (input, output) = (draw.int(1...900), draw.int(1...900))
        var body = AnswerBody(
            Array(
                """
                {"id":"chatcmpl-1","object":"chat.completion","model":"gpt-5-x","choices":[{"index":0,"message":\
                {"role":"assistant","content":"\(text)"},"finish_reason":"stop"}],"usage":{"prompt_tokens":\(input),\
                "completion_tokens":\(output),"total_tokens":\(input + output)}}
                """.utf8
            )
        )
        body.usage = Usage(input: Int64(input), output: Int64(output))
        return body
    }

    /// Embeddings.
    package static func embeddings(_ draw: inout Draw) -> AnswerBody {
        let input = draw.int(1...900)
        var body = AnswerBody(
            Array(
                """
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.25,-1]}],"model":"e",\
                "usage":{"prompt_tokens":\(input),"total_tokens":\(input)}}
                """.utf8
            )
        )
        body.usage = Usage(input: Int64(input))
        return body
    }

    /// A response of the Responses interface.
    package static func responses(_ draw: inout Draw, text: String) -> AnswerBody {
        let (input, output) = (draw.int(1...900), draw.int(1...900))
        var body = AnswerBody(
            Array(
                """
                {"id":"resp_1","object":"response","status":"completed","model":"gpt-5-x","output":[{"type":"message",\
                "role":"assistant","content":[{"type":"output_text","text":"\(text)"}]}],"usage":{"input_tokens":\(input),\
                "output_tokens":\(output),"total_tokens":\(input + output)}}
                """.utf8
            )
        )
        body.usage = Usage(input: Int64(input), output: Int64(output))
        return body
    }

    /// A chat stream; the usage event is the caller's only when it asked for it.
    package static func chatStream(_ draw: inout Draw, text: String, callerWantsUsage: Bool) -> AnswerBody {
        let (input, output) = (draw.int(1...900), draw.int(1...900))
        var events: [String] = (0..<draw.int(1...4)).map { index in
            """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"gpt-5-x","choices":[{"index":0,\
            "delta":{"content":"\(text)\(index)"},"finish_reason":null}]}\n\n
            """
        }
        if draw.once(in: 3) { events.insert(": ping\n\n", at: draw.int(0...events.count)) }
        let usage = """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"gpt-5-x","choices":[],"usage":\
            {"prompt_tokens":\(input),"completion_tokens":\(output),"total_tokens":\(input + output)}}\n\n
            """
        var body = AnswerBody(Array((events.joined() + usage).utf8))
        if !callerWantsUsage { body.caller = Array(events.joined().utf8) }
        body.usage = Usage(input: Int64(input), output: Int64(output))
        body.end(unless: draw.once(in: 6), with: "data: [DONE]\n\n")
        return body
    }

    /// A stream of Anthropic messages.
    package static func messagesStream(_ draw: inout Draw, text: String) -> AnswerBody {
        let (input, output) = (draw.int(1...900), draw.int(1...900))
        let deltas = (0..<draw.int(1...4)).map { index in
            event("content_block_delta", #""index":0,"delta":{"type":"text_delta","text":"\#(text)\#(index)"}"#)
        }
        let start = event(
            "message_start",
            #""message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"usage":"#
                + #"{"input_tokens":\#(input),"output_tokens":1}}"#
        )
        let delta = event(
            "message_delta",
            #""delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":\#(output)}"#
        )
        let block = event("content_block_start", #""index":0,"content_block":{"type":"text","text":""}"#)
        let stop = event("content_block_stop", #""index":0"#)
        var body = AnswerBody(Array((start + block + deltas.joined() + stop + delta).utf8))
        body.usage = Usage(input: Int64(input), output: Int64(output))
        body.end(unless: draw.once(in: 6), with: "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
        return body
    }

    private static func event(_ type: String, _ rest: String) -> String {
        "event: \(type)\ndata: {\"type\":\"\(type)\",\(rest)}\n\n"
    }

    private mutating func end(unless isMissing: Bool, with mark: String) {
        isStream = true
        isEnded = !isMissing
        if isMissing { return }
        wire += Array(mark.utf8)
        caller += Array(mark.utf8)
    }
}
