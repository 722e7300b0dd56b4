import Exchange
import NIOCore

extension Passage {
    /// Writes a comment into a stream of events whose provider is silent, so that nobody between takes it for dead.
    ///
    /// Only between two events, and only into server-sent events, where a line with a colon is a comment
    /// (html.spec.whatwg.org, section 9.2.6). Bytes whose coding is unknown are left as they are.
    func bridgeSilence(_ now: Moment) {
        let every = snapshot.limits.sseKeepAliveTime
        guard every > .zero, let reply, reply.isRelaying, !reply.isEnded, reply.isEventStream, reply.isBetweenEvents,
            !reply.isUnreadable, caller.isWritable, now - max(reply.lastPiece, lastComment ?? reply.lastPiece) >= every
        else { return }
        lastComment = now
        let comment = ByteBuffer(staticString: ": keep-alive\n\n")
        exchange.answer.bytes += Int64(comment.readableBytes)
        caller.write(comment)
        caller.flush()
    }
}

extension ByteBuffer {
    /// True when the bytes end with an empty line.
    var endsEvent: Bool {
        guard readableBytes >= 2 else { return false }
        if getInteger(at: writerIndex - 2, as: UInt16.self) == 0x0A0A { return true }
        return readableBytes >= 4 && getInteger(at: writerIndex - 4, as: UInt32.self) == 0x0D0A_0D0A
    }
}
