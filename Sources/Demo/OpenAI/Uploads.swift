/// `/v1/files` and `/v1/audio/transcriptions`: says how large the body was, whatever it held.
struct Uploads: Sendable {
    /// How much of a body is looked at for its fields, in bytes.
    static let headBytes = 65_536

    private let head: String
    private let size: Int

    /// Takes the body's first bytes and its size.
    init(head: [UInt8], size: Int) {
        self.head = String(decoding: head, as: UTF8.self)
        self.size = size
    }

    /// The model that the form names, or nil.
    var model: String? { field("model") }

    /// The object of an uploaded file; `bytes` is the size of the whole form.
    func file(id: String) -> DemoAnswer {
        DemoAnswer([
            "id": .string("file-" + id), "object": "file", "bytes": .count(size),
            "created_at": .count(DemoAnswer.created), "filename": .string(attribute("filename") ?? "demo"),
            "purpose": .string(field("purpose") ?? "user_data"), "status": "processed",
        ])
    }

    /// The words of a recording.
    func transcription() -> DemoAnswer {
        DemoAnswer([
            "text": .string("The demo provider heard \(size) bytes."), "usage": ["type": "duration", "seconds": 1],
        ])
    }

    private func field(_ name: String) -> String? {
        between("name=\"\(name)\"\r\n\r\n", "\r\n")
    }

    private func attribute(_ name: String) -> String? {
        between("; \(name)=\"", "\"")
    }

    private func between(_ start: String, _ end: String) -> String? {
        // By bytes: Swift takes CR LF for one character, and a form's fields are ASCII here.
        let bytes = Array(head.utf8)
        guard let from = bytes.firstRange(of: Array(start.utf8))?.upperBound,
            let to = bytes[from...].firstRange(of: Array(end.utf8))?.lowerBound
        else { return nil }
        return String(decoding: bytes[from..<to].prefix(256), as: UTF8.self)
    }
}
