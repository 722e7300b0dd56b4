import Exchange
import Support

/// One request a caller makes: its bytes, what weir should make of it, and what providers answer.
struct Errand: Sendable {
    /// What should become of the request when nothing goes wrong.
    enum Fate: Equatable, Sendable {
        /// It reaches the provider.
        case goes
        /// weir answers it itself.
        case local
        /// weir refuses it with this status.
        case refused(Int)
        /// Its head cannot be taken, so its record does not know its number.
        case unreadable
    }

    let number: Int
    let name: String
    var wire: [UInt8]
    var body: [UInt8]
    var fate: Fate
    var isHead = false
    var isOldHTTP = false
    var format = WireFormat.opaque
    /// True when a provider may answer before it has the whole request.
    var isEarly = false
    /// True when its key is not good, which counts against its address.
    var hasWrongKey = false
    /// True when every provider answers as it should.
    var isProbe = false
    /// How long the caller gives weir at most, or nil.
    var time: Duration?
    /// The body of a good answer; a provider may repeat `echo`, its credential or a harmless word, in it.
    var reply: @Sendable (_ draw: inout Draw, _ echo: String) -> AnswerBody = { _, _ in AnswerBody([]) }

    /// The id by which the record names the request.
    var requestID: String { "plan-\(number)" }
}
