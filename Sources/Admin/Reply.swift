import Dialects
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// What a route answers when all is well.
struct Reply: Sendable {
    var status = HTTPResponse.Status.ok
    var headers: HTTPFields = [:]
    var body: [UInt8] = []

    /// A text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Reply {
        Reply(status: status, headers: [.contentType: "text/plain; charset=utf-8"], body: Array(text.utf8))
    }

    /// A JSON text that is there already.
    static func json(_ bytes: [UInt8]) -> Reply {
        Reply(headers: [.contentType: "application/json; charset=utf-8"], body: bytes)
    }

    /// A JSON value.
    static func json(_ value: JSONValue) -> Reply { json(value.bytes()) }

    /// A report.
    static func report(_ report: some Encodable) throws -> Reply { json(Array(try JSONEncoder().encode(report))) }

    /// A thing with its version, which is its ETag.
    static func thing(_ value: JSONValue, version: Int64) -> Reply {
        var reply = json(value)
        reply.headers[.eTag] = VersionTag(version).text
        return reply
    }

    /// A thing that was made, and where it is.
    static func made(_ value: JSONValue, version: Int64, at path: String) -> Reply {
        var reply = thing(value, version: version)
        reply.status = .created
        reply.headers[.location] = path
        return reply
    }

    /// Nothing, as nothing is left.
    static var nothing: Reply { Reply(status: .noContent) }

    /// The answer as it is sent.
    var response: Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

/// The version of a thing as an entity tag (RFC 9110, section 8.8.3).
struct VersionTag {
    /// What `If-Match` takes, as a regular expression.
    static let pattern = "^(\"[1-9][0-9]{0,17}\"|\\*)$"

    let text: String

    init(_ version: Int64) {
        text = "\"\(version)\""
    }

    /// What a change expects: a version, or nil where `*` takes any.
    static func expected(_ values: [String]) throws(Problem) -> Int64? {
        guard let value = values.first else { throw Problem(.versionRequired) }
        guard values.count == 1 else { throw Problem(.invalidRequest, "send one If-Match") }
        if value == "*" { return nil }
        let digits = value.dropFirst().dropLast()
        guard value.hasPrefix("\""), value.hasSuffix("\""), 1...18 ~= digits.utf8.count, digits.utf8.first != 0x30,
            digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let version = Int64(digits)
        else { throw Problem(.invalidRequest, "If-Match is the ETag of one answer, or *") }
        return version
    }
}
