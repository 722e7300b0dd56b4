import Exchange
import NIOCore

/// The head of an answer, before the version of HTTP gives it its form.
struct AnswerHead {
    /// How the body is told from what follows.
    enum Framing {
        /// No body at all: HEAD, 204, 304.
        case none
        /// So many bytes.
        case length(Int)
        /// Until `finish`.
        case open
    }

    let status: Int
    /// Whole field lines, each ended by CRLF.
    var lines: ByteBuffer
    let framing: Framing
    /// True when the connection is not to be used again.
    var closes = false
}

/// The caller's end of an exchange: an HTTP/1 connection or an HTTP/2 stream.
///
/// Confined to its event loop.
protocol CallerSide: AnyObject {
    /// The request's head; for HTTP/2 put into the same form.
    var head: HeadBlock { get }
    /// False while the caller takes nothing and its buffer is full.
    var isWritable: Bool { get }
    /// Writes the answer's head; the first bytes of the body may join it in one write.
    func writeHead(_ head: AnswerHead)
    /// Writes a piece of the body.
    func write(_ piece: ByteBuffer)
    /// Hands what was written to the socket.
    func flush()
    /// Ends the answer cleanly.
    func finish()
    /// Breaks the answer off so that the caller can tell.
    func cut()
    /// Stops or goes on reading the request's body.
    func setReading(_ isOn: Bool)
    /// Tells a caller that waits for it to send its body.
    func sendContinue()
}
