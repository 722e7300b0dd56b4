package import NIOCore
package import NIOHPACK

/// Heads of HTTP/2 in the form of HTTP/1 and back (RFC 9113, 8).
package enum HTTP2Head {
    /// The request's fields as an HTTP/1.1 head; nil when one is not allowed in HTTP/2 or holds a bad byte.
    package static func text(_ headers: HPACKHeaders) -> ByteBuffer? {
        var method: String?
        var path: String?
        var authority: String?
        var lines = ByteBuffer()
        for (name, value, _) in headers {
            guard value.utf8.allSatisfy({ ByteClass.isValue($0) }) else { return nil }
            switch name {
            case ":method": method = value
            case ":path": path = value
            case ":authority": authority = value
            case ":scheme": continue
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade": return nil
            case "te" where value != "trailers": return nil
            case "host" where authority != nil:
                // one name for the server, or two readers could see two (RFC 9113, 8.3.1)
                guard value == authority else { return nil }
            default:
                guard !name.isEmpty, name.utf8.allSatisfy({ ByteClass.isToken($0) && !(0x41...0x5A).contains($0) })
                else { return nil }
                lines.writeString("\(name): \(value)\r\n")
            }
        }
        guard let method, let path else { return nil }
        var head = ByteBuffer()
        head.writeString("\(method) \(path) HTTP/1.1\r\n")
        if let authority { head.writeString("host: \(authority)\r\n") }
        head.writeImmutableBuffer(lines)
        head.writeStaticString("\r\n")
        return head
    }

    /// Field lines as HTTP/2 fields, names in lower case.
    package static func fields(_ lines: ByteBuffer) -> HPACKHeaders {
        var headers = HPACKHeaders()
        for line in lines.readableBytesView.split(separator: 10) {
            let line = line.last == 13 ? line.dropLast() : line
            guard let colon = line.firstIndex(of: 0x3A) else { continue }
            let value = line[line.index(after: colon)...].drop { ByteClass.isBlank($0) }
            headers.add(
                name: String(decoding: line[..<colon], as: UTF8.self).lowercased(),
                value: String(decoding: value, as: UTF8.self)
            )
        }
        return headers
    }
}

extension HPACKHeaders {
    /// Puts `:status` in front.
    mutating func insertStatus(_ status: Int) {
        var headers = HPACKHeaders([(":status", "\(status)")])
        headers.add(contentsOf: self)
        self = headers
    }
}
