import Dialects
import Exchange
import NIOCore

/// One request as a provider gets it: the caller's bytes with weir's credential.
struct UpstreamRequest {
    private let passage: Passage
    private let target: Target

    init(passage: Passage, target: Target) {
        self.passage = passage
        self.target = target
    }

    /// The length of the body after its edits.
    var length: Int {
        passage.edits.reduce(passage.body.readableBytes) { $0 - $1.range.count + $1.replacement.count }
    }

    /// The body with its edits, without copying what is not edited.
    var pieces: [ByteBuffer] {
        let body = passage.body
        if passage.edits.isEmpty { return body.readableBytes == 0 ? [] : [body] }
        var pieces: [ByteBuffer] = []
        var position = 0
        for edit in passage.edits {
            if let kept = body.getSlice(at: body.readerIndex + position, length: edit.range.lowerBound - position) {
                pieces.append(kept)
            }
            pieces.append(ByteBuffer(bytes: edit.replacement))
            position = edit.range.upperBound
        }
        if let rest = body.getSlice(at: body.readerIndex + position, length: body.readableBytes - position) {
            pieces.append(rest)
        }
        return pieces
    }

    /// The head; `bodyLength` nil means a chunked body.
    func head(bodyLength: Int?) -> ByteBuffer {
        let caller = passage.caller.head
        var head = passage.room.loopBuffer(1_024 + caller.bytes.readableBytes + min(length, 32_768))
        writeLine(caller, into: &head)
        head.writeField("host", target.origin.authority)
        writeCredential(into: &head)
        caller.copyLines(into: &head) { $0.id.staysHere || caller.isNominated($0) }
        for (name, value) in target.defaultHeaders where !caller.holds(name) {
            head.writeString(name)
            head.writeStaticString(": ")
            head.writeString(value)
            head.writeStaticString("\r\n")
        }
        head.writeStaticString("accept-encoding: identity\r\n")
        if let bodyLength {
            if bodyLength > 0 || passage.exchange.ask.method != .get {
                head.writeStaticString("content-length: ")
                head.writeDecimal(bodyLength)
                head.writeStaticString("\r\n")
            }
        } else {
            head.writeStaticString("transfer-encoding: chunked\r\n")
        }
        head.writeStaticString("\r\n")
        return head
    }

    private func writeLine(_ caller: HeadBlock, into head: inout ByteBuffer) {
        head.writeString(passage.exchange.ask.method.rawValue)
        head.writeInteger(0x20 as UInt8)
        head.writeString(target.basePath)
        let rest = passage.meaning.rest
        let repeatsVersion = target.basePath.hasSuffix("/v1") && rest.hasPrefix("/v1/")
        head.writeString(repeatsVersion ? String(rest.dropFirst(3)) : rest)
        caller.withBytes(caller.target) { target in
            if let mark = target.firstIndex(of: 0x3F) {
                head.writeBytes(UnsafeRawBufferPointer(rebasing: target[mark...]))
            }
        }
        head.writeStaticString(" HTTP/1.1\r\n")
    }

    private func writeCredential(into head: inout ByteBuffer) {
        guard let credential = target.credential else { return }
        switch target.credentialStyle {
        case .none: return
        case .bearer: head.writeStaticString("authorization: Bearer ")
        case .xAPIKey: head.writeStaticString("x-api-key: ")
        case .apiKey: head.writeStaticString("api-key: ")
        case .googAPIKey: head.writeStaticString("x-goog-api-key: ")
        }
        credential.withBytes { _ = head.writeBytes($0) }
        head.writeStaticString("\r\n")
    }
}

extension HeadBlock {
    /// True when the head holds a field of this name, in any case.
    func holds(_ name: String) -> Bool {
        fields.contains { field in
            let start = Int(field.nameStart)
            return withBytes(start..<start + Int(field.nameLength)) { bytes in
                bytes.count == name.utf8.count
                    && zip(bytes, name.utf8).allSatisfy { ($0 &- 65 < 26 ? $0 | 0x20 : $0) == $1 }
            }
        }
    }
}
