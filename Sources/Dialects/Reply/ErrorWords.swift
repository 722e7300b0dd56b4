/// What an error object says, as far as it has been read.
struct ErrorWords: Sendable {
    /// The longest message that is kept, in bytes.
    static let messageLimit = 512

    var isSet = false
    var type = BoundedText<64>()
    var code = BoundedText<64>()
    var status: Int64 = -1
    private(set) var message: [UInt8] = []

    /// Keeps the message, cut between characters.
    mutating func setMessage(_ text: UnsafeRawBufferPointer) {
        isSet = true
        message = Array(text.part(0..<min(text.count, Self.messageLimit)).trimmed)
    }

    /// The error to report; `other` fills in what this one lacks.
    func reply(orElse other: ErrorWords) -> ReplyError {
        ReplyError(
            type: Self.word(type, other.type),
            code: Self.word(code, other.code),
            message: String(decoding: message.isEmpty ? other.message : message, as: UTF8.self),
            status: status >= 0 ? Int(exactly: status) : nil
        )
    }

    private static func word(_ text: BoundedText<64>, _ other: BoundedText<64>) -> String? {
        if !text.isEmpty { return text.string }
        return other.isEmpty ? nil : other.string
    }
}
