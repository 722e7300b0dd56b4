/// What an endpoint answers: a body, and where there are streams, the events of one.
struct DemoAnswer: Sendable {
    /// The whole body.
    let body: @Sendable () -> JSON
    /// The stream, where one was asked for.
    let stream: Script?
    /// The text in pieces, for the pace.
    let pieces: [String]

    /// Makes an answer that has no stream and takes no time.
    init(_ body: JSON) {
        self.body = { body }
        stream = nil
        pieces = []
    }

    /// Makes an answer of a model's words.
    init(_ reply: Reply, stream: Script?, body: @escaping @Sendable () -> JSON) {
        self.body = body
        self.stream = stream
        pieces = reply.pieces
    }

    /// The media type of a stream.
    static let streamType = "text/event-stream; charset=utf-8"

    /// The creation time of everything the demo provider makes: 2026-01-01T00:00:00Z.
    ///
    /// It never changes, so that the same request is answered with the same bytes.
    static let created = 1_767_225_600
}
