import Exchange
import NIOCore

/// Who is told of what a provider sends.
protocol UpstreamListener: AnyObject {
    /// The answer's head is in `connection.head`.
    func upstreamHead(_ connection: UpstreamConnection)
    /// A piece of the answer's body.
    func upstreamPiece(_ piece: ByteBuffer)
    /// The body is whole.
    func upstreamEnd()
    /// What one read brought has been handed over.
    func upstreamTurnEnded()
    /// The connection broke, or what came is not HTTP.
    func upstreamFailed(_ failure: Failure, _ connection: UpstreamConnection)
    /// The provider takes bytes again, or no longer.
    func upstreamWritable(_ isWritable: Bool)
}

/// One connection to a provider, speaking HTTP/1.1 and parsing the answers strictly.
///
/// Confined to its loop.
final class UpstreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The most interim (1xx) answers before a final one.
    private static let interimLimit = 16

    private enum State {
        case idle
        case head
        case body(BodyDecoder)
        case closed
    }

    private(set) var head = HeadBlock()
    let key: PoolKey
    let opened: Moment
    private let room: LoopRoom
    private let time: any TimeSource
    private var context: ChannelHandlerContext?
    private var state = State.idle
    private var parser = HeadParser(kind: .response, byteLimit: 65_536, fieldLimit: 256)
    private var buffered = ByteBuffer()
    private var interim = 0
    private var hasAnswered = false
    private var isHeadRequest = false
    weak var listener: (any UpstreamListener)?

    /// Since when it waits in the pool.
    var idleSince: Moment
    /// How many exchanges it has served.
    private(set) var served = 0
    private(set) var isPaused = false
    private(set) var isSent = false
    private(set) var lastWrite: Moment
    var isUploading = false
    var chunksBody = false
    /// Called once when the connection can be used, or cannot.
    var onReady: ((Failure?) -> Void)?
    let isTLS: Bool
    let counts: ProviderConnections
    private var isCounted = false

    init(key: PoolKey, room: LoopRoom, time: any TimeSource, counts: ProviderConnections) {
        self.counts = counts
        self.key = key
        self.room = room
        self.time = time
        isTLS = key.origin.isTLS
        opened = time.now
        idleSince = opened
        lastWrite = opened
    }

    /// True while it can serve one more exchange.
    var isOpen: Bool {
        if case .idle = state { return context?.channel.isActive ?? false }
        return false
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: sending

    /// Sends a request; a small body joins the head in one write.
    func send(head request: ByteBuffer, pieces: [ByteBuffer]) {
        guard let context else { return }
        // who holds an earlier answer may still relay it, and must not find this one's head there
        if !isKnownUniquelyReferenced(&head) { head = HeadBlock() }
        state = .head
        interim = 0
        served += 1
        hasAnswered = false
        isUploading = false
        lastWrite = time.now
        isHeadRequest = request.getInteger(at: request.readerIndex, as: UInt32.self) == 0x4845_4144
        var request = request
        if pieces.reduce(0, { $0 + $1.readableBytes }) <= 32_768 {
            for piece in pieces { request.writeImmutableBuffer(piece) }
            context.write(wrapOutboundOut(request), promise: nil)
        } else {
            context.write(wrapOutboundOut(request), promise: nil)
            for piece in pieces { context.write(wrapOutboundOut(piece), promise: nil) }
        }
        context.flush()
        isSent = context.channel.isWritable
    }

    /// Sends a piece of a body that streams through.
    func writeBody(_ piece: ByteBuffer) {
        guard let context else { return }
        lastWrite = time.now
        if chunksBody {
            var size = room.loopBuffer(16)
            size.writeHexadecimal(piece.readableBytes)
            size.writeStaticString("\r\n")
            context.write(wrapOutboundOut(size), promise: nil)
            context.write(wrapOutboundOut(piece), promise: nil)
            context.write(wrapOutboundOut(ByteBuffer(staticString: "\r\n")), promise: nil)
        } else {
            context.write(wrapOutboundOut(piece), promise: nil)
        }
        context.flush()
    }

    /// Ends a body that streams through.
    func endBody() {
        guard isUploading else { return }
        isUploading = false
        isSent = true
        if chunksBody {
            context?.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: "0\r\n\r\n")), promise: nil)
        }
    }

    /// Reads no more until `resume`.
    func pause() {
        guard !isPaused, let context else { return }
        isPaused = true
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
    }

    /// Reads again.
    func resume() {
        guard isPaused, let context else { return }
        isPaused = false
        try? context.channel.syncOptions?.setOption(.autoRead, value: true)
        context.read()
    }

    func close() {
        state = .closed
        context?.close(promise: nil)
    }

    // MARK: the channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if !isTLS, context.channel.isActive { ready(nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if isCounted { counts.closed() }
        isCounted = false
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isTLS { ready(nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isTLS, UpstreamTLS.isHandshakeDone(event) { ready(nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        room.executor.enter()
        let isHandshake = onReady != nil && isTLS
        lost(
            Failure(
                isHandshake ? .tlsFailed : .upstreamReset,
                isHandshake ? "the TLS handshake with the provider failed" : "the provider's connection broke",
                cause: "\(error)"
            )
        )
        room.executor.leave()
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        room.executor.enter()
        if case .body(let decoder) = state, decoder.endsWithClose {
            state = .closed
            listener?.upstreamEnd()
            listener?.upstreamTurnEnded()
        } else if onReady != nil {
            lost(Failure(isTLS ? .tlsFailed : .connectFailed, "the provider closed the connection at once"))
        } else {
            lost(closedEarly)
        }
        room.executor.leave()
        context.fireChannelInactive()
    }

    private var closedEarly: Failure {
        if case .body = state {
            return Failure(.upstreamTruncated, "the provider's answer ended early")
        }
        return Failure(.upstreamReset, "the provider closed the connection before it answered")
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        room.executor.enter()
        if context.channel.isWritable { isSent = !isUploading }
        lastWrite = time.now
        listener?.upstreamWritable(context.channel.isWritable)
        room.executor.leave()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        room.executor.enter()
        var bytes = unwrapInboundIn(data)
        if buffered.readableBytes == 0 { buffered = bytes } else { buffered.writeBuffer(&bytes) }
        process()
        // what was read stays in memory as long as this refers to it
        if buffered.readableBytes == 0 { buffered = ByteBuffer() }
        listener?.upstreamTurnEnded()
        room.executor.leave()
    }

    /// True when the connection broke before any byte of the present answer.
    var isUnanswered: Bool { !hasAnswered }

    private func ready(_ failure: Failure?) {
        guard let onReady else { return }
        self.onReady = nil
        isCounted = failure == nil
        onReady(failure)
    }

    private func lost(_ failure: Failure) {
        if case .closed = state { return ready(failure) }
        state = .closed
        room.pool.forget(self)
        ready(failure)
        let listener = listener
        self.listener = nil
        listener?.upstreamFailed(failure, self)
    }

    // MARK: taking the answer off the bytes

    private func process() {
        while buffered.readableBytes > 0 {
            switch state {
            case .idle: return poisoned()
            case .closed: buffered = ByteBuffer()
            case .head:
                hasAnswered = true
                guard takeHead() else { return }
            case .body(var decoder):
                guard takeBody(&decoder) else { return }
            }
        }
    }

    // Bytes nobody asked for: what follows could be taken for the next answer (security.md, abuse case 5).
    private func poisoned() {
        buffered = ByteBuffer()
        room.pool.forget(self)
        close()
    }

    private func takeHead() -> Bool {
        switch parser.parse(buffered, into: head) {
        case .incomplete: return false
        case .refused(_, let reason):
            broken(reason)
            return false
        case .complete(let length):
            buffered.moveReaderIndex(forwardBy: length)
            if head.status < 200 { return skipInterim() }
            beginBody()
            return true
        }
    }

    private func skipInterim() -> Bool {
        interim += 1
        if head.status == 101 || interim > Self.interimLimit || head.contentLength != nil || head.isChunked {
            broken("an interim answer of a kind that was not asked for")
            return false
        }
        return true
    }

    private func beginBody() {
        let decoder: BodyDecoder =
            if isHeadRequest || head.status == 204 || head.status == 304 {
                .length(0)
            } else if head.isChunked {
                .chunked
            } else if let length = head.contentLength {
                .length(length)
            } else {
                .untilClose
            }
        state = .body(decoder)
        listener?.upstreamHead(self)
        if case .body(let now) = state, now.isDone { endBodyOfAnswer() }
    }

    private func takeBody(_ decoder: inout BodyDecoder) -> Bool {
        while true {
            switch decoder.next(&buffered) {
            case .more:
                state = .body(decoder)
                return false
            case .piece(let piece):
                listener?.upstreamPiece(piece)
                if case .closed = state { return false }
                if decoder.isDone {
                    endBodyOfAnswer()
                    return true
                }
            case .end:
                endBodyOfAnswer()
                return true
            case .broken(let reason):
                broken(reason)
                return false
            }
        }
    }

    /// The answer is whole: the connection goes back to the pool when nothing speaks against it.
    private func endBodyOfAnswer() {
        let listener = listener
        self.listener = nil
        let endsClean =
            buffered.readableBytes == 0 && !head.closes && !isUploading && isSent
            && (head.minorVersion == 1 || head.keepsAlive)
        if endsClean {
            state = .idle
            resume()
            room.pool.give(self)
        } else {
            buffered = ByteBuffer()
            close()
        }
        listener?.upstreamEnd()
        listener?.upstreamTurnEnded()
    }

    private func broken(_ reason: String) {
        lost(Failure(.upstreamProtocol, "the provider's answer is not valid HTTP", cause: reason))
        close()
    }
}
