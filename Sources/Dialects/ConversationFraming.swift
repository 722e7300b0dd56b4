import Exchange

/// The JSON texts of a captured answer that is neither one JSON text nor a stream of server-sent events.
///
/// One cut by the end of the capture is left out.
enum ConversationFraming {
    /// Hands on the lines, where each is one JSON text.
    static func lines(_ answer: [UInt8], _ take: (UnsafeRawBufferPointer) -> Void) {
        answer.withUnsafeBytes { bytes in
            var at = 0
            while at < bytes.count {
                let end = bytes.lineEnd(from: at)
                if end > at { take(bytes.part(at..<end)) }
                at = end + 1
            }
        }
    }

    /// Hands on the elements of one array that may not be closed.
    static func elements(_ answer: [UInt8], _ take: (UnsafeRawBufferPointer) -> Void) {
        answer.withUnsafeBytes { bytes in
            var depth = 0
            var start = 0
            var at = 0
            while at < bytes.count {
                switch bytes[at] {
                case JSONByte.quote:
                    at = endOfString(bytes, from: at + 1)
                case JSONByte.openBrace, JSONByte.openBracket:
                    if depth == 1 { start = at }
                    depth += 1
                case JSONByte.closeBrace, JSONByte.closeBracket:
                    depth -= 1
                    if depth == 1 { take(bytes.part(start..<at + 1)) }
                    if depth <= 0 { return }
                default: break
                }
                at += 1
            }
        }
    }

    /// The place of the quote that ends the string, or the end of the bytes.
    private static func endOfString(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var at = start
        while at < bytes.count {
            at = bytes.stringMark(from: at)
            guard at < bytes.count, bytes[at] == JSONByte.backslash else { return at }
            at += 2
        }
        return bytes.count
    }

    /// Hands on the events of an AWS event stream, each under its name; inside of InvokeModel, what its base64 holds.
    ///
    /// Exceptions are passed over, and everything behind a message whose checksum is wrong.
    static func frames(_ answer: [UInt8], format: WireFormat, _ take: (JSONValue) -> Void) {
        var stream = AWSEventStream()
        var payload: [UInt8] = []
        answer.withUnsafeBytes { bytes in
            var at = 0
            while let part = stream.next(in: bytes, at: &at) {
                switch part {
                case .begin: payload.removeAll(keepingCapacity: true)
                case .payload(let range): payload.append(contentsOf: bytes.part(range))
                case .end:
                    guard stream.messageType.equals("event"), let event = try? JSONValue(parsing: payload) else {
                        break
                    }
                    if format == .bedrockConverse {
                        take(.object([JSONValue.Member(stream.eventName.string, event)]))
                    } else if let inner = inner(event) {
                        take(inner)
                    }
                case .corrupt: return
                }
            }
        }
    }

    private static func inner(_ event: JSONValue) -> JSONValue? {
        event["bytes"]?.text.flatMap(EnvelopeBytes.decoded).flatMap { try? JSONValue(parsing: $0) }
    }
}
