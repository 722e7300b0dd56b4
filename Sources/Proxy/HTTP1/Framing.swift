import Exchange
import NIOCore

/// What a head says of the message's framing, checked as RFC 9112, 6 demands and stricter where it allows doubt.
extension HeadReader {
    /// Checks the fields a request's framing and routing depend on.
    func checkRequest() -> HeadProgress? {
        if let refusal = readFraming(.invalidRequest) { return refusal }
        if block.isChunked && block.minorVersion == 0 {
            return .refused(.invalidRequest, "HTTP/1.0 knows no transfer coding")
        }
        let hosts = block.count(.host)
        if hosts > 1 || (hosts == 0 && block.minorVersion == 1) {
            return .refused(.invalidRequest, "exactly one host field is needed")
        }
        if let host = block.first(.host), !isHost(value(host)) {
            return .refused(.invalidRequest, "the host field is malformed")
        }
        if let expect = block.first(.expect) {
            guard FieldTable.matches(value(expect), "100-continue") else {
                return .refused(.invalidRequest, "this expectation cannot be met")
            }
            block.expectsContinue = block.minorVersion == 1
        }
        return checkTarget()
    }

    /// Checks the framing of an answer.
    func checkAnswer() -> HeadProgress? {
        readFraming(.upstreamProtocol)
    }

    private func value(_ field: HeadField) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[Int(field.valueStart)..<Int(field.valueStart + field.valueLength)])
    }

    /// Reads content-length, transfer-encoding and connection; refuses what two readers could see differently.
    private func readFraming(_ code: FailureCode) -> HeadProgress? {
        for field in block.fields {
            switch field.id {
            case .contentLength:
                guard block.contentLength == nil, let length = ByteClass.decimal(value(field)) else {
                    return .refused(code, "content-length is malformed or repeated")
                }
                block.contentLength = length
            case .transferEncoding:
                guard !block.isChunked else { return .refused(code, "transfer-encoding is repeated") }
                guard FieldTable.matches(value(field), "chunked") else {
                    let isRequest = code == .invalidRequest
                    return .refused(
                        isRequest ? .notImplemented : code,
                        "the only transfer coding spoken here is chunked"
                    )
                }
                block.isChunked = true
            case .connection:
                readConnection(value(field), from: Int(field.valueStart))
                guard block.nominated.count <= HeadBlock.nominationLimit else {
                    return .refused(code, "connection names too many fields")
                }
            default: break
            }
        }
        if block.isChunked && block.contentLength != nil {
            return .refused(code, "content-length and transfer-encoding stand together")
        }
        return nil
    }

    private func readConnection(_ value: UnsafeRawBufferPointer, from offset: Int) {
        var start = 0
        while start <= value.count, block.nominated.count <= HeadBlock.nominationLimit {
            var end = start
            while end < value.count, value[end] != 0x2C { end += 1 }
            var first = start
            var last = end
            while first < last, ByteClass.isBlank(value[first]) { first += 1 }
            while last > first, ByteClass.isBlank(value[last - 1]) { last -= 1 }
            let option = value[first..<last]
            if FieldTable.matches(option, "close") {
                block.closes = true
            } else if FieldTable.matches(option, "keep-alive") {
                block.keepsAlive = true
            } else if !option.isEmpty {
                block.nominated.append(offset + first..<offset + last)
            }
            start = end + 1
        }
    }

    /// True for `name`, `name:port`, `[v6]` and `[v6]:port` of the letters a host may have.
    private func isHost(_ host: UnsafeRawBufferPointer) -> Bool {
        guard !host.isEmpty, host.count <= 255 else { return false }
        var end = host.count
        if host[0] == 0x5B {
            guard let close = host.firstIndex(of: 0x5D) else { return false }
            for byte in host[1..<close] where ByteClass.hexValue(byte) == nil && byte != 0x3A && byte != 0x2E {
                return false
            }
            end = close + 1
        } else {
            end = host.firstIndex(of: 0x3A) ?? host.count
            for byte in host[0..<end] where !isHostByte(byte) { return false }
        }
        guard end > 0 else { return false }
        if end == host.count { return true }
        guard host[end] == 0x3A,
            let port = ByteClass.decimal(UnsafeRawBufferPointer(rebasing: host[(end + 1)...]))
        else { return false }
        return port <= 65_535
    }

    private func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    /// Only origin-form: a target begins with `/` and holds no dot segment, empty segment or encoded separator.
    private func checkTarget() -> HeadProgress? {
        let target = bytes[block.target]
        guard target.first == 0x2F else {
            return .refused(.invalidRequest, "the target must be a path")
        }
        let path = target.prefix { $0 != 0x3F }
        guard PathCheck.isPlain(UnsafeRawBufferPointer(rebasing: path)),
            PathCheck.hasGoodEscapes(UnsafeRawBufferPointer(rebasing: target))
        else { return .refused(.invalidRequest, "the path is ambiguous or badly encoded") }
        return nil
    }
}
