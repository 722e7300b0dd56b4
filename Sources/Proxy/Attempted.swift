import Dialects
import Exchange
import NIOCore
import Policy

/// What one attempt came to, before anything of it has reached the caller.
struct Attempted {
    /// As the rules of retrying see it.
    let end: AttemptEnd
    /// What the provider says about trying again.
    var hint: RetryHint?
    /// The answer, which can still be relayed; nil when there is none.
    let reply: Reply?
    /// What weir saw fail, or nil.
    let failure: Failure?

    init(_ reply: Reply, _ end: AttemptEnd, hint: RetryHint? = nil) {
        self.reply = reply
        self.end = end
        self.hint = hint
        failure = nil
    }

    init(_ failure: Failure, hasHead: Bool) {
        self.failure = failure
        reply = nil
        end = AttemptEnd(failure.code, hasHead: hasHead)
    }
}

extension Passage {
    /// The most of an error's body that is looked at before it is passed on.
    private static let errorBytes = 65_536
    /// How long an error's body may take to come.
    private static let errorTime = Duration.seconds(2)

    /// Judges an answer whose head has come: reads an error's words, and waits for the first event of a stream.
    func judged(_ reply: Reply, holds: Bool) async throws(Failure) -> Attempted {
        let status = reply.head.status
        if status >= 400 { return try await judgedError(reply, status) }
        if status < 300, isOutOfPlace(reply) {
            return ended(by: failed(Failure(.upstreamProtocol, "the provider's answer is a page, or empty")))
        }
        guard holds, reply.isStream, status < 300, reply.isReadable else { return Attempted(reply, .answered) }
        return try await judgedStream(reply)
    }

    /// What an attempt came to that failed.
    @inline(never)
    func ended(by failure: Failure) -> Attempted { Attempted(failure, hasHead: current.head != nil) }

    /// True for a page or an empty body where words should be: a client would take it for a model that is silent.
    private func isOutOfPlace(_ reply: Reply) -> Bool {
        let ask = exchange.ask
        guard ask.isInference, ask.format != .opaque, ask.method == .post, !reply.isStream, !reply.isUnreadable else {
            return false
        }
        let head = reply.head
        if head.contentLength == 0 { return true }
        let type = head.text(.contentType, limit: 64)?.lowercased() ?? ""
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }

    private func judgedError(_ reply: Reply, _ status: Int) async throws(Failure) -> Attempted {
        try await come(reply, Self.errorBytes, Self.errorTime) { false }
        return errorRead(reply, status)
    }

    // What no await needs stands in functions of its own: what it takes of memory would be kept while the line waits.
    @inline(never)
    private func errorRead(_ reply: Reply, _ status: Int) -> Attempted {
        if let attemptFault { return ended(by: attemptFault) }
        let (error, told) = Judge.words(of: reply)
        let end = AttemptEnd(status: status, error: error, sendsCredential: target?.credential != nil)
        let speaksOfRoom = status == 429 || status == 503 || status == 529
        return Attempted(reply, end, hint: hint(reply, told: speaksOfRoom ? told : nil, readsHeader: speaksOfRoom))
    }

    private func judgedStream(_ reply: Reply) async throws(Failure) -> Attempted {
        let judge = Judge(reply)
        let retry = snapshot.judging.retry
        try await come(reply, retry.holdBytes, retry.holdTime) {
            judge.read(reply.pending)
            return judge.isDecided
        }
        return streamBegun(reply, judge)
    }

    @inline(never)
    private func streamBegun(_ reply: Reply, _ judge: Judge) -> Attempted {
        if let attemptFault { return ended(by: attemptFault) }
        if let rival, rival.state == .won { return lead(rival) }
        if reply.isEnded, !judge.isDecided {
            let failure = Failure(.upstreamTruncated, "the provider ended the answer before its first event")
            return ended(by: failed(failure))
        }
        guard let (error, told) = judge.error else { return Attempted(reply, .answered) }
        current.errorType = .errorEvent
        return Attempted(
            reply,
            AttemptEnd(event: error),
            hint: hint(reply, told: told, readsHeader: true)
        )
    }

    /// Waits until the answer is over, or enough of it is here, or the time is up, or `isEnough` says so.
    private func come(
        _ reply: Reply,
        _ bytes: Int,
        _ time: Duration,
        isEnough: () -> Bool
    ) async throws(Failure) {
        let deadline = gateway.time.now + time
        while attemptFault == nil, !isEnough(), !isBeaten, !reply.isEnded, reply.pending.readableBytes < bytes,
            gateway.time.now < deadline
        {
            let seen = reply.pending.readableBytes
            try await until {
                attemptFault != nil || reply.isEnded || reply.pending.readableBytes > seen
                    || gateway.time.now >= deadline || isBeaten
            }
        }
        if !reply.isEnded, !isBeaten { upstream?.pause() }
    }

    private func hint(_ reply: Reply, told: Duration?, readsHeader: Bool) -> RetryHint? {
        let head = reply.head
        guard readsHeader || head.first(.shouldRetry) != nil else { return nil }
        var hint = RetryHint(body: told, wall: gateway.time.wall) { head.value(of: $0) }
        if !readsHeader { hint.wait = nil }
        current.retryAfter = hint.wait
        return hint
    }
}

extension Reply {
    /// True when the bytes, as they come, are what they say.
    var isReadable: Bool { inflater == nil && !isUnreadable && isOfKnownFormat }
}

extension ProviderError {
    /// What the reading of an answer calls its error.
    init(_ error: ReplyError) {
        self.init(type: error.type, code: error.code, message: error.message, status: error.status)
    }
}

/// Reads the beginning of a stream until it can be judged.
///
/// On the heap and out of the line's functions: what they need of memory once they keep as long as the stream lasts.
private final class Judge {
    private var reader: ReplyReader
    private var seen = 0

    @inline(never)
    init(_ reply: Reply) {
        reader = reply.reader
    }

    /// Reads what has come since the last look.
    @inline(never)
    func read(_ pending: ByteBuffer) {
        pending.withUnsafeReadableBytes { reader.feed(UnsafeRawBufferPointer(rebasing: $0[seen...])) }
        seen = pending.readableBytes
    }

    /// True once an event has come.
    var isDecided: Bool {
        @inline(never) get { reader.events > 0 || reader.hasError }
    }

    /// The error that came before any content, and how long the provider asks to wait; nil where there is none.
    var error: (ProviderError, told: Duration?)? {
        @inline(never) get {
            guard reader.hasError, reader.contentEvents == 0 else { return nil }
            let reading = reader.reading
            return reading.error.map { (ProviderError($0), reading.retryAfter) }
        }
    }

    /// What the whole of an error's body says.
    @inline(never)
    static func words(of reply: Reply) -> (error: ProviderError?, told: Duration?) {
        guard reply.isReadable else { return (nil, nil) }
        var reader = reply.reader
        reply.pending.withUnsafeReadableBytes { reader.feed($0) }
        reader.end()
        let reading = reader.reading
        return (reading.error.map { ProviderError($0) }, reading.retryAfter)
    }
}
