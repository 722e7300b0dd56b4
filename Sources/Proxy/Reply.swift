import Dialects
import Exchange
import NIOCore

/// A provider's answer on its way to the caller, and what is read off its side.
final class Reply {
    /// The answer's own head: the connection may serve somebody else before this answer is relayed.
    let head: HeadBlock
    let isStream: Bool
    var reader: ReplyReader
    var filter: UsageChunkFilter?
    var redactor: Redactor?
    var inflater: Inflater?
    /// Pieces that came before the relay began.
    var pending = ByteBuffer()
    /// The provider's last byte came.
    var isEnded = false
    /// Pieces go straight to the caller.
    var isRelaying = false
    /// The answer as it came, kept for the history up to a bound.
    var captured: KeptAnswer?
    var isCaptureCut = false
    /// True when the last byte relayed ended a line, so an event may begin.
    var isAtBorder = true
    var contentEvents: Int64 = 0
    var events: Int64 = 0
    var lastEvent: Moment?
    var lastPiece: Moment
    /// True when the bytes are coded in a way that cannot be read, so the reader sees none.
    let isUnreadable: Bool

    /// True when it is one JSON array that grows while the model writes.
    let isArray: Bool
    /// True for server-sent events.
    let isEventStream: Bool
    /// True when its format is one that is read.
    let isOfKnownFormat: Bool
    /// True when the last bytes relayed ended an event, and before any.
    var isBetweenEvents = true

    init(connection: UpstreamConnection, format: WireFormat, asksStream: Bool, now: Moment) {
        head = connection.head
        lastPiece = now
        let type = head.text(.contentType, limit: 64)?.lowercased() ?? ""
        isStream = ReplyReader.isStream(contentType: type, format: format, asked: asksStream)
        isArray = isStream && format == .geminiContent && !type.hasPrefix("text/event-stream")
        isEventStream = isStream && type.hasPrefix("text/event-stream")
        isOfKnownFormat = format != .opaque
        reader = ReplyReader(format: format, isStream: isStream)
        if format == .bedrockInvoke {
            for field in head.fields where head.isAmazon(field) {
                reader.note(field: head.name(field), head.withValue(field) { String(decoding: $0, as: UTF8.self) })
            }
        }
        let coding = head.text(.contentEncoding, limit: 32)?.lowercased() ?? "identity"
        inflater = coding == "gzip" || coding == "deflate" || coding == "x-gzip" ? Inflater() : nil
        isUnreadable = coding != "identity" && inflater == nil
    }
}
