import Dialects
import Exchange
import NIOCore
import Policy

/// A second attempt beside a first one that is slow: the hedge of a route.
///
/// It has no task of its own: the provider's callbacks drive it to `won` or `lost`, and the line, which waits for the
/// first attempt, looks at that. It has won with the head of a good plain answer, or with the first event of a stream.
/// Confined to its event loop.
final class Rival {
    /// How far it is.
    enum State {
        /// Nothing is decided.
        case running
        /// It has an answer, and the first attempt has none.
        case won
        /// Its answer is the exchange's; the passage has taken over.
        case leads
        /// It has failed or was given up.
        case lost
    }

    private(set) var state = State.running
    let seat: Seat
    /// The place of its attempt in the record.
    let index: Int
    private(set) var upstream: UpstreamConnection?
    private(set) var reply: Reply?
    private unowned let passage: Passage
    private var dial: Dial?
    private var reader: ReplyReader?
    private var lastEvent: Moment

    /// Makes the attempt whose record is the last one of the passage's.
    init(_ passage: Passage, _ seat: Seat) {
        self.passage = passage
        self.seat = seat
        index = passage.exchange.attempts.count - 1
        lastEvent = passage.gateway.time.now
    }

    private var attempt: Attempt {
        _read { yield passage.exchange.attempts[index] }
        _modify { yield &passage.exchange.attempts[index] }
    }

    private var target: Target { seat.choice.target }

    /// Takes or opens a connection and sends the request.
    func begin(mayReuse: Bool = true) {
        if mayReuse, !passage.hasReplaced, let idle = passage.room.pool.take(target) {
            return send(to: idle, isReused: true)
        }
        let dial = passage.room.pool.dial(target, room: passage.room, trust: passage.snapshot.trust)
        self.dial = dial
        dial.onDone = { [unowned self] in dialed(dial) }
        if dial.result != nil { dialed(dial) }
    }

    private func dialed(_ dial: Dial) {
        guard state == .running, self.dial === dial, let result = dial.result else { return }
        self.dial = nil
        dial.onDone = nil
        attempt.dns = dial.dns
        attempt.connect = dial.connect
        attempt.tls = dial.tls
        switch result {
        case .success(let connection): send(to: connection, isReused: false)
        case .failure(let failure): lose(AttemptEnd(failure.code, hasHead: false), failure.code.errorType)
        }
    }

    private func send(to connection: UpstreamConnection, isReused: Bool) {
        upstream = connection
        connection.listener = self
        attempt.isReused = isReused
        passage.address(seat.choice)
        let request = UpstreamRequest(passage: passage, target: target)
        connection.send(head: request.head(bodyLength: request.length), pieces: request.pieces)
        if connection.isSent { attempt.sent = passage.gateway.time.now }
    }

    /// Acts on the deadlines of the attempt; the dial's too.
    func tick(_ now: Moment) {
        guard state == .running else { return }
        // a dial is its own watch only once its name is known
        if let dial, now > dial.deadline { return lose(.unreachable, .connectTimeout) }
        guard upstream != nil else { return }
        let silent = now - max(lastEvent, attempt.sent ?? attempt.started)
        if silent > (reply == nil ? target.timeouts.firstByte : target.timeouts.idle) {
            lose(reply == nil ? .firstByteTimeout : .brokenOff, reply == nil ? .responseTimeout : .idleTimeout)
        }
    }

    /// The attempt is given up: the first one has answered, or nobody waits any more.
    func cancel() {
        guard state == .running || state == .won else { return }
        lose(.excluded, .cancelled)
    }

    /// Leaves the connection to the passage.
    func handOver() -> UpstreamConnection? {
        state = .leads
        defer { upstream = nil }
        return upstream
    }

    private func lose(_ end: AttemptEnd, _ error: ErrorType?) {
        let now = passage.gateway.time.now
        state = .lost
        attempt.ended = attempt.ended ?? now
        attempt.errorType = attempt.errorType ?? error ?? .other
        dial?.onDone = nil
        if let dial, case .success(let connection) = dial.result { passage.room.pool.give(connection) }
        dial?.isAbandoned = true
        dial = nil
        upstream?.listener = nil
        upstream?.close()
        upstream = nil
        seat.tell(end, attempt, at: now, using: &passage.room.random)
        seat.giveBack()
        passage.slot.wake()
    }

    private func win() {
        guard state == .running else { return }
        state = .won
        if reply?.isEnded == false { upstream?.pause() }
        passage.slot.wake()
    }

    /// Reads what has come of a stream; its first event decides.
    private func judge(_ reply: Reply, _ piece: ByteBuffer) {
        guard state == .running else { return }
        piece.withUnsafeReadableBytes { reader?.feed($0) }
        guard let reader else { return }
        if reader.hasError, reader.contentEvents == 0, let error = reader.reading.error {
            return lose(AttemptEnd(event: ProviderError(error)), .errorEvent)
        }
        let hold = passage.snapshot.judging.retry.holdBytes
        if reader.events > 0 || reply.pending.readableBytes >= hold { win() }
    }
}

extension Rival: UpstreamListener {
    func upstreamHead(_ connection: UpstreamConnection) {
        let now = passage.gateway.time.now
        lastEvent = now
        let status = connection.head.status
        attempt.noteHead(connection.head, at: now, hiding: target)
        seat.noteLimits(connection.head, at: passage.gateway.time.wall)
        if status >= 400 {
            return lose(
                AttemptEnd(status: status, error: nil, sendsCredential: target.credential != nil),
                ErrorType(status: status)
            )
        }
        let reply = Reply(
            connection: connection,
            format: passage.exchange.ask.format,
            asksStream: passage.exchange.ask.isStream,
            now: now
        )
        self.reply = reply
        if reply.isStream, status < 300, reply.isReadable { reader = reply.reader } else { win() }
    }

    func upstreamPiece(_ piece: ByteBuffer) {
        guard let reply else { return }
        lastEvent = passage.gateway.time.now
        reply.lastPiece = lastEvent
        if reply.pending.readableBytes == 0 {
            reply.pending = piece
        } else {
            reply.pending.writeImmutableBuffer(piece)
        }
        judge(reply, piece)
    }

    func upstreamEnd() {
        reply?.isEnded = true
        upstream = nil
        guard state != .lost else { return }
        attempt.ended = attempt.ended ?? passage.gateway.time.now
        // a stream that ended before its first event
        if state == .running { lose(.brokenOff, .truncated) }
    }

    func upstreamTurnEnded() {}

    func upstreamFailed(_ failure: Failure, _ connection: UpstreamConnection) {
        upstream = nil
        if connection.isUnanswered, attempt.isReused, !passage.hasReplaced, failure.code == .upstreamReset {
            attempt.freeRetries += 1
            attempt.sent = nil
            attempt.isReused = false
            return begin(mayReuse: false)
        }
        lose(AttemptEnd(failure.code, hasHead: reply != nil), failure.code.errorType)
    }

    func upstreamWritable(_ isWritable: Bool) {
        if isWritable, attempt.sent == nil { attempt.sent = passage.gateway.time.now }
    }
}
