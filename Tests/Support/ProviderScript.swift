package import Exchange

/// What a scripted provider does with one request, and what a correct reader makes of it.
package struct ProviderScript: Sendable {
    /// How the connection goes on behind the bytes.
    package enum Ending: Sendable, Equatable {
        /// It stays open for the next request.
        case stays
        /// It is closed behind the last byte.
        case closes
        /// It is closed after so many bytes.
        case cut(after: Int)
        /// Nothing comes after so many bytes.
        case stalls(after: Int)
    }

    /// The whole answer on the wire, interim answers included.
    package var bytes: [UInt8]
    /// What is sent behind the answer though nobody asked, unless the next request has come by then.
    package var extra: [UInt8] = []
    /// How it ends.
    package var ending: Ending
    /// True when the answer does not wait for the request's body.
    package var isEarly = false
    /// True when a connection that has served before is closed instead of answering.
    package var diesWhenReused = false
    /// What the bytes say, or nil when they are not an answer.
    package var answer: PlannedAnswer?

    /// Makes a script.
    package init(bytes: [UInt8], ending: Ending, answer: PlannedAnswer?) {
        self.bytes = bytes
        self.ending = ending
        self.answer = answer
    }

    /// The bytes that really go out.
    package var sent: ArraySlice<UInt8> {
        switch ending {
        case .stays, .closes: bytes[...]
        case .cut(let count), .stalls(let count): bytes.prefix(count)
        }
    }
}

/// An answer as the provider means it.
package struct PlannedAnswer: Sendable {
    /// The status.
    package var status: Int
    /// The body as a caller must get it.
    package var body: [UInt8]
    /// True for an event stream.
    package var isStream = false
    /// True when nothing is missing: only then may the caller see a clean end.
    package var isWhole = true
    /// True for a stream that holds nothing but an error.
    package var isErrorEvent = false
    /// The tokens it tells, or nil when it tells none.
    package var usage: Usage?

    /// Makes an answer.
    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
