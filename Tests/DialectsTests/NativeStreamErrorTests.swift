import Dialects
import Exchange
import Testing

@Suite struct NativeStreamErrorTests {
    private let failure = Failure(.upstreamTruncated, "The stream\nended early.")

    private func bytes(_ format: WireFormat, midEvent: Bool = false, isArray: Bool = false) -> [UInt8] {
        StreamError.bytes(for: failure, format: format, requestID: "req_1", midEvent: midEvent, isArray: isArray)
    }

    @Test func `Gemini gets one data line and no name`() throws {
        let text = String(decoding: bytes(.geminiContent), as: UTF8.self)
        #expect(text.hasPrefix("data: {\"error\":{\"code\":502,\"message\":\"The stream"))
        #expect(text.hasSuffix("\"status\":\"UNAVAILABLE\"}}\n\n"))
        #expect(text.split(separator: "\n").count == 1)
        #expect(bytes(.geminiContent, midEvent: true) == Array("\n\n".utf8) + bytes(.geminiContent))
    }

    @Test func `a growing array stays open`() {
        #expect(bytes(.geminiContent, isArray: true).isEmpty)
        #expect(bytes(.geminiContent, midEvent: true, isArray: true).isEmpty)
    }

    @Test(arguments: [WireFormat.bedrockConverse, .bedrockInvoke])
    func `Bedrock gets an exception frame, and nothing into the middle of one`(format: WireFormat) throws {
        let found = AWSFrameCollector.read(bytes(format), .byte)
        let frame = try #require(found.frames.first)
        #expect(found.frames.count == 1 && found.corrupt == 0 && !found.isInsideMessage)
        #expect(frame.messageType == "exception")
        #expect(frame.name == "modelStreamErrorException")
        #expect(try JSONValue(parsing: frame.payload)["message"]?.text?.contains("req_1") == true)
        #expect(bytes(format, midEvent: true).isEmpty)
    }

    @Test func `a failure of weir's own is no error of the model`() {
        let bytes = StreamError.bytes(
            for: Failure(.draining, "Closing."),
            format: .bedrockConverse,
            requestID: "r",
            midEvent: false
        )
        #expect(AWSFrameCollector.read(bytes).frames.map(\.name) == ["serviceUnavailableException"])
    }

    @Test func `Ollama gets a line and Cohere an end that is an error`() throws {
        let line = String(decoding: bytes(.ollamaChat), as: UTF8.self)
        #expect(line.hasSuffix("\n") && line.split(separator: "\n").count == 1)
        #expect(try JSONValue(parsing: line)["error"]?.text?.contains("upstream_truncated") == true)
        #expect(bytes(.ollamaChat, midEvent: true) == [0x0A] + bytes(.ollamaChat))
        let event = String(decoding: bytes(.cohereChat), as: UTF8.self)
        #expect(event.hasPrefix("event: message-end\ndata: {\"type\":\"message-end\","))
        #expect(event.contains("\"finish_reason\":\"ERROR\"") && !event.contains("[DONE]"))
    }
}
