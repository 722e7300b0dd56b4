package import Exchange

/// The event that tells a caller its stream broke after the status had gone out.
///
/// To be followed by closing the connection without the final chunk: a clean end, or an end marker,
/// would look like success to every SDK (protocols.md, sections 2.11 and 4.2).
package enum StreamError {
    /// The bytes to write; empty for formats that have no such event.
    ///
    /// `midEvent` says that the last byte relayed was not the end of an event; a blank line then ends it first. A frame
    /// of a Bedrock stream cannot be ended so, since its length and checksum are fixed: nothing is written then.
    /// `responseID` is the id by which the provider named its answer, needed by Responses alone. Nothing is written
    /// into a Gemini answer that is one growing JSON array (`isArray`) either: it stays open, which no reader takes.
    package static func bytes(
        for failure: Failure,
        format: WireFormat,
        requestID: String,
        midEvent: Bool,
        responseID: String? = nil,
        isArray: Bool = false
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        switch format {
        case .openAIChat, .openAICompletions:
            let payload: JSONValue = ["error": ErrorBody.openAI(failure, requestID: requestID)]
            bytes.append(event: nil, payload)
        case .openAIResponses:
            bytes.append(event: "error", nested(failure, requestID: requestID))
            let id = responseID ?? requestID
            bytes.append(event: "response.failed", failed(failure, requestID: requestID, responseID: id))
        case .anthropicMessages:
            bytes.append(event: "error", ErrorBody.anthropic(failure, requestID: requestID))
        case .geminiContent:
            if isArray { return [] }
            bytes.append(event: nil, ErrorBody.gemini(failure, requestID: requestID))
        case .bedrockConverse, .bedrockInvoke: return midEvent ? [] : exception(failure, requestID: requestID)
        case .ollamaChat:
            let message = ErrorBody.message(of: failure, requestID: requestID)
            return Array((midEvent ? "\n" : "").utf8) + (["error": .string(message)] as JSONValue).bytes() + [0x0A]
        case .cohereChat: bytes.append(event: "message-end", messageEnd(failure, requestID: requestID))
        case .openAIEmbeddings, .anthropicCountTokens, .geminiCountTokens, .opaque: return []
        }
        return midEvent ? Array("\n\n".utf8) + bytes : bytes
    }

    /// The nested form: openai-python raises on it, on the flat form it does not.
    ///
    /// The real sequence numbers are not counted on the way, and no client reads that of an error.
    private static func nested(_ failure: Failure, requestID: String) -> JSONValue {
        ["type": "error", "error": ErrorBody.openAI(failure, requestID: requestID), "sequence_number": 0]
    }

    /// The frame on which the AWS SDKs raise an error, as Converse and InvokeModel both document it.
    private static func exception(_ failure: Failure, requestID: String) -> [UInt8] {
        let isUpstream = failure.blame == .upstream
        var bytes: [UInt8] = []
        AWSEventMessage.append(
            [
                (":exception-type", isUpstream ? "modelStreamErrorException" : "serviceUnavailableException"),
                (":content-type", "application/json"),
                (":message-type", "exception"),
            ],
            payload: ErrorBody.bedrock(failure, requestID: requestID).bytes(),
            to: &bytes
        )
        return bytes
    }

    /// Cohere has no error event, but an end whose finish reason is an error.
    private static func messageEnd(_ failure: Failure, requestID: String) -> JSONValue {
        let message = ErrorBody.message(of: failure, requestID: requestID)
        return ["type": "message-end", "delta": ["finish_reason": "ERROR", "error": .string(message)]]
    }

    /// The terminal event without which some clients wait or complain, such as Codex.
    private static func failed(_ failure: Failure, requestID: String, responseID: String) -> JSONValue {
        let message = ErrorBody.message(of: failure, requestID: requestID)
        return [
            "type": "response.failed",
            "sequence_number": 0,
            "response": [
                "id": .string(responseID),
                "object": "response",
                "status": "failed",
                "error": ["code": "server_error", "message": .string(message)],
                "output": [],
            ],
        ]
    }
}

extension [UInt8] {
    fileprivate mutating func append(event name: String?, _ payload: JSONValue) {
        if let name { append(contentsOf: "event: \(name)\n".utf8) }
        append(contentsOf: "data: ".utf8)
        payload.append(to: &self)
        append(contentsOf: "\n\n".utf8)
    }
}
