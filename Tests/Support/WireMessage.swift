/// A request or an answer as it stood on the wire.
package struct WireMessage: Sendable {
    /// The first line without its CRLF.
    package var firstLine: String
    /// The fields in order, names in lower case.
    package var fields: [(name: String, value: String)]
    /// What has come of the body, after the transfer coding.
    package var body: [UInt8] = []
    /// True when the framing says that the body is over.
    package var isWhole = false
    /// True when only the end of the connection ends the body.
    package var endsWithClose = false

    /// The value of the first field of the name, in lower case.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// An answer's status; 0 for a request.
    package var status: Int {
        let words = firstLine.split(separator: " ")
        return words.count > 1 && words[0].hasPrefix("HTTP/") ? Int(words[1]) ?? 0 : 0
    }

    /// The body as text, repaired where it is not UTF-8.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
