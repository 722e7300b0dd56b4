/// The raw words of an exchange that are to be kept, apart from its facts.
package struct Captured: Sendable {
    /// The body the caller sent, whole, or nil when it was not kept.
    package var request: (any KeptBytes)?
    /// The body the provider answered, as it came after content decoding; nil when it was not kept.
    package var answer: [UInt8]?
    /// True when a body was larger than the bound and is missing or cut.
    package var isTruncated: Bool

    /// Makes a capture.
    package init(request: (any KeptBytes)? = nil, answer: [UInt8]? = nil, isTruncated: Bool = false) {
        self.request = request
        self.answer = answer
        self.isTruncated = isTruncated
    }
}

/// The bytes of a body, perhaps still where they were received, so that keeping them for a while costs no copy.
package protocol KeptBytes: AnyObject, Sendable {
    /// How many there are.
    var count: Int { get }
    /// Lends them.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R
}

/// The bytes of a body in an array of their own.
package final class ByteList: KeptBytes {
    private let bytes: [UInt8]

    /// Keeps the bytes.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many there are.
    package var count: Int { bytes.count }

    /// Lends them.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { bytes.withUnsafeBytes(body) }
}

/// How much of an exchange's words the history keeps.
package enum CaptureLevel: String, Sendable, CaseIterable, Comparable {
    /// No row at all.
    case off
    /// The row, without any message text.
    case metadata
    /// The row and the messages, with what looks like a secret or personal taken out before anything is stored.
    case redacted
    /// The row and the messages.
    case full

    /// Tells the one that keeps less.
    package static func < (one: CaptureLevel, other: CaptureLevel) -> Bool { one.rank < other.rank }

    /// True when messages are kept.
    package var keepsMessages: Bool { self >= .redacted }

    private var rank: Int {
        switch self {
        case .off: 0
        case .metadata: 1
        case .redacted: 2
        case .full: 3
        }
    }
}
