import Dialects
import Exchange
import Testing

@Suite struct StreamErrorTests {
    private let failure = Failure(.upstreamTruncated, "The stream ended early.")

    private func text(_ format: WireFormat, midEvent: Bool = false, responseID: String? = nil) -> String {
        let bytes = StreamError.bytes(
            for: failure,
            format: format,
            requestID: "req_1",
            midEvent: midEvent,
            responseID: responseID
        )
        return String(decoding: bytes, as: UTF8.self)
    }

    private func payloads(_ text: String) throws -> [JSONValue] {
        try text.split(separator: "\n").filter { $0.hasPrefix("data: ") }
            .map { try JSONValue(parsing: String($0.dropFirst(6))) }
    }

    @Test(arguments: [WireFormat.openAIChat, .openAICompletions])
    func `chat gets an error object and no end marker`(format: WireFormat) throws {
        let text = text(format)
        #expect(text.hasPrefix("data: {\"error\":{\"message\":"))
        #expect(text.hasSuffix("}}\n\n"))
        #expect(!text.contains("[DONE]"))
        #expect(try payloads(text).first?["error"]?["code"] == "upstream_truncated")
    }

    @Test func `responses get the nested form, then the terminal event`() throws {
        let text = text(.openAIResponses, responseID: "resp_1")
        #expect(text.hasPrefix("event: error\ndata: {\"type\":\"error\",\"error\":{"))
        #expect(text.contains("\n\nevent: response.failed\ndata: {"))
        let events = try payloads(text)
        #expect(events.count == 2)
        #expect(events[0]["error"]?["param"] == .null)
        #expect(events[1]["type"] == "response.failed")
        #expect(events[1]["response"]?["id"] == "resp_1")
        #expect(events[1]["response"]?["status"] == "failed")
    }

    @Test func `anthropic gets its error event`() throws {
        let text = text(.anthropicMessages)
        #expect(text.hasPrefix("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","))
        #expect(try payloads(text).first?["request_id"] == "req_1")
    }

    @Test(arguments: [WireFormat.opaque, .openAIEmbeddings, .anthropicCountTokens])
    func `formats without streams get nothing`(format: WireFormat) {
        #expect(text(format, midEvent: true).isEmpty)
    }

    @Test func `a broken event is ended first`() {
        #expect(text(.openAIChat, midEvent: true) == "\n\n" + text(.openAIChat))
    }

    @Test(arguments: [WireFormat.openAIChat, .openAIResponses, .anthropicMessages])
    func `every event is one data line`(format: WireFormat) {
        let failure = Failure(.idleTimeout, "a\nb\r\nc")
        let bytes = StreamError.bytes(for: failure, format: format, requestID: "r", midEvent: false)
        let lines = String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) { $0 == "\n" }
        #expect(lines.allSatisfy { $0.isEmpty || $0.hasPrefix("data: ") || $0.hasPrefix("event: ") })
        #expect(!bytes.contains(0x0d))
    }
}
