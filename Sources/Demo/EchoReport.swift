import HTTPTypes

/// What `demo-echo` tells: the request as it came.
struct EchoReport: Sendable {
    /// How much of a body is told, in bytes.
    static let bodyBytes = 65_536

    /// The request's head.
    let head: HTTPRequest
    /// The request's body.
    let body: [UInt8]

    /// The report: method, path, query, headers in their order, body.
    var json: JSON {
        let target = (head.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let host: [JSON] = head.authority.map { [["host", .string($0)]] } ?? []
        let headers: [JSON] = head.headerFields.map {
            [.string($0.name.canonicalName), .string(Self.redacted($0))]
        }
        return [
            "method": .string(head.method.rawValue), "path": .string(String(target.first ?? "")),
            "query": .string(target.count > 1 ? String(target[1]) : ""), "headers": .array(host + headers),
            "body_bytes": .count(body.count),
            "body": .string(String(decoding: body.prefix(Self.bodyBytes), as: UTF8.self)),
        ]
    }

    /// The value, or where it may be a credential its scheme and length only.
    private static func redacted(_ field: HTTPField) -> String {
        let name = field.name.canonicalName
        let isSecret =
            ["authorization", "proxy-authorization", "cookie"].contains(name)
            || ["key", "token", "secret"].contains { name.hasSuffix($0) }
        guard isSecret else { return field.value }
        let parts = field.value.split(separator: " ", maxSplits: 1)
        guard name.hasSuffix("authorization"), parts.count == 2 else {
            return "[redacted, \(field.value.utf8.count) bytes]"
        }
        return "\(parts[0]) [redacted, \(parts[1].utf8.count) bytes]"
    }
}
