/// The answer to one scrape.
package struct Exposition: Sendable {
    /// 200, or 503 when too many scrapes run already.
    package var status: Int
    /// The value of `Content-Type`.
    package var contentType: String
    /// The value of `Content-Encoding`, or nil when the body is plain.
    package var contentEncoding: String?
    /// The body.
    package var body: [UInt8]

    /// The answer when there is no room for another scrape.
    static let tooMany = Exposition(
        status: 503,
        contentType: "text/plain; charset=utf-8",
        contentEncoding: nil,
        body: Array("too many scrapes at once\n".utf8)
    )
}
