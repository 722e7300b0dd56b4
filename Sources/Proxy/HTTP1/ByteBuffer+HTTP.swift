import NIOCore

extension ByteBuffer {
    /// Writes `HTTP/1.1 200 OK` and its CRLF.
    mutating func writeStatusLine(_ status: Int) {
        writeStaticString("HTTP/1.1 ")
        writeDecimal(status)
        writeInteger(0x20 as UInt8)
        writeStaticString(Self.reason(status))
        writeStaticString("\r\n")
    }

    /// Writes a number in decimal digits.
    mutating func writeDecimal(_ value: Int) {
        writeDigits(UInt64(max(value, 0)), radix: 10)
    }

    /// Writes a number in hexadecimal digits.
    mutating func writeHexadecimal(_ value: Int) {
        writeDigits(UInt64(max(value, 0)), radix: 16)
    }

    private mutating func writeDigits(_ value: UInt64, radix: UInt64) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: 20) { room in
            var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
            return withUnsafeMutableBytes(of: &digits) { scratch in
                var rest = value
                var count = 0
                repeat {
                    let digit = UInt8(truncatingIfNeeded: rest % radix)
                    scratch[count] = digit < 10 ? 0x30 + digit : 0x57 + digit
                    rest /= radix
                    count += 1
                } while rest > 0
                for index in 0..<count { room[index] = scratch[count - 1 - index] }
                return count
            }
        }
    }

    /// Writes a field line.
    mutating func writeField(_ name: StaticString, _ value: String) {
        writeStaticString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }

    private static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}
