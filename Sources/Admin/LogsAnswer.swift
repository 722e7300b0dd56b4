/// What becomes of a question to the history.
package enum LogsAnswer: Sendable, Hashable {
    /// What was found, as JSON.
    case found([UInt8])
    /// The question is not asked for these mistakes; never empty.
    case refused([LogsMistake])
    /// The answer was not there within its time.
    case late
    /// Too many questions wait already.
    case busy
    /// The history could not be read.
    case failed
}

/// What is wrong with a question, and where.
package struct LogsMistake: Sendable, Hashable {
    /// The place in the question: a JSON pointer (RFC 6901).
    package var pointer: String
    /// A stable word for what is wrong.
    package var code: String
    /// What is wrong, in words.
    package var detail: String
    /// What may stand there instead; empty where it is to be left out, nil where nothing is known.
    package var suggestion: String?

    /// Makes a mistake.
    package init(pointer: String, code: String, detail: String, suggestion: String?) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
        self.suggestion = suggestion
    }
}
