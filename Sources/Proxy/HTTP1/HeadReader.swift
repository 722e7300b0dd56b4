import Exchange
import NIOCore

/// Reads the lines of one whole head into a block, or says why it is refused.
struct HeadReader {
    let bytes: UnsafeRawBufferPointer
    let block: HeadBlock

    /// Reads first line, fields and framing; returns a refusal, or nil when the head is good.
    func read(_ parser: HeadParser) -> HeadProgress? {
        var position = 0
        guard let firstEnd = lineEnd(from: position) else { return badLine() }
        let first =
            parser.kind == .request
            ? readRequestLine(to: firstEnd, limit: parser.targetLimit) : readStatusLine(to: firstEnd)
        if let first { return first }
        position = firstEnd + 2
        while true {
            guard let end = lineEnd(from: position) else { return badLine() }
            if end == position { break }
            guard readField(from: position, to: end) else {
                return .refused(.invalidRequest, "a header line is malformed")
            }
            if block.fields.count > parser.fieldLimit {
                return .refused(.headTooLarge, "the head has more than \(parser.fieldLimit) fields")
            }
            position = end + 2
        }
        return parser.kind == .request ? checkRequest() : checkAnswer()
    }

    /// The index of the CR that ends the line, or nil when the line ends otherwise.
    private func lineEnd(from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 13 { return index + 1 < bytes.count && bytes[index + 1] == 10 ? index : nil }
            if byte == 10 { return nil }
            index += 1
        }
        return nil
    }

    private func badLine() -> HeadProgress {
        .refused(.invalidRequest, "a line of the head does not end in CRLF")
    }

    // method SP target SP HTTP/1.x (RFC 9112, 3)
    private func readRequestLine(to end: Int, limit: Int) -> HeadProgress? {
        var index = 0
        while index < end, ByteClass.isToken(bytes[index]) { index += 1 }
        guard index > 0, index <= 32, index < end, bytes[index] == 0x20 else {
            return .refused(.invalidRequest, "the method is malformed")
        }
        block.method = 0..<index
        let targetStart = index + 1
        index = targetStart
        while index < end, bytes[index] != 0x20 { index += 1 }
        let target = targetStart..<index
        if target.count > limit { return .refused(.targetTooLong, "the target is longer than \(limit) bytes") }
        for byte in bytes[target] where !ByteClass.isTarget(byte) {
            return .refused(.invalidRequest, "the target holds a byte that must be encoded")
        }
        guard !target.isEmpty, index < end else { return .refused(.invalidRequest, "the first line is malformed") }
        block.target = target
        return readVersion(from: index + 1, to: end)
    }

    private func readVersion(from start: Int, to end: Int) -> HeadProgress? {
        let version = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        let name: StaticString = "HTTP/"
        guard version.count == 8, version.prefix(5).elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: 5)),
            version[6] == 0x2E, ByteClass.decimal(UnsafeRawBufferPointer(rebasing: version[5..<6])) != nil,
            ByteClass.decimal(UnsafeRawBufferPointer(rebasing: version[7..<8])) != nil
        else { return .refused(.invalidRequest, "the version is malformed") }
        guard version[5] == 0x31, version[7] == 0x30 || version[7] == 0x31 else {
            return .refused(.versionNotSupported, "only HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken here")
        }
        block.minorVersion = Int(version[7]) - 0x30
        return nil
    }

    // HTTP/1.x SP 3DIGIT [SP reason] (RFC 9112, 4)
    private func readStatusLine(to end: Int) -> HeadProgress? {
        guard end >= 12, isGood(readVersion(from: 0, to: 8)), bytes[8] == 0x20,
            let status = ByteClass.decimal(UnsafeRawBufferPointer(rebasing: bytes[9..<12])),
            status >= 100, status <= 599, end == 12 || bytes[12] == 0x20
        else { return .refused(.upstreamProtocol, "the status line is malformed") }
        for byte in bytes[min(13, end)..<end] where !ByteClass.isValue(byte) {
            return .refused(.upstreamProtocol, "the status line is malformed")
        }
        block.status = status
        return nil
    }

    // field-name ":" OWS value OWS (RFC 9112, 5); no fold: a line may not begin with a blank.
    private func readField(from start: Int, to end: Int) -> Bool {
        var index = start
        while index < end, ByteClass.isToken(bytes[index]) { index += 1 }
        guard index > start, index < end, bytes[index] == 0x3A else { return false }
        let nameEnd = index
        var valueStart = index + 1
        var valueEnd = end
        while valueStart < valueEnd, ByteClass.isBlank(bytes[valueStart]) { valueStart += 1 }
        while valueEnd > valueStart, ByteClass.isBlank(bytes[valueEnd - 1]) { valueEnd -= 1 }
        for byte in bytes[valueStart..<valueEnd] where !ByteClass.isValue(byte) { return false }
        block.fields.append(
            HeadField(
                id: FieldID(UnsafeRawBufferPointer(rebasing: bytes[start..<nameEnd])),
                nameStart: Int32(start),
                nameLength: Int32(nameEnd - start),
                valueStart: Int32(valueStart),
                valueLength: Int32(valueEnd - valueStart),
                lineEnd: Int32(end + 2)
            )
        )
        return true
    }

    private func isGood(_ verdict: HeadProgress?) -> Bool {
        if case .none = verdict { return true }
        return false
    }
}
