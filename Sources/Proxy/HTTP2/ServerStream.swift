import Exchange
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One HTTP/2 stream: one request and its answer, on the same line as HTTP/1.
///
/// Confined to its event loop.
final class ServerStream: ChannelInboundHandler, CallerSide, Watched {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    let head = HeadBlock()
    private let gateway: Gateway
    private let room: LoopRoom
    private let session: HTTP2Session
    private let slot = Slot()
    private var context: ChannelHandlerContext?
    private var passage: Passage?
    private var isOver = false
    private var hasBegun = false
    private var hasHead = false
    private var isAnswered = false
    private let started: Moment
    private var answered: Moment?

    init(gateway: Gateway, room: LoopRoom, session: HTTP2Session) {
        self.gateway = gateway
        self.room = room
        self.session = session
        started = gateway.time.now
    }

    // MARK: the stream's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        room.watch(self)
        session.opened(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        room.unwatch(self)
        session.closed(self)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        room.executor.enter()
        switch unwrapInboundIn(data) {
        case .headers(let frame):
            if !hasBegun {
                hasBegun = true
                begin(frame)
            } else if frame.endStream {
                passage?.bodyEnd()
            }
        case .data(let frame):
            if case .byteBuffer(let piece) = frame.data, piece.readableBytes > 0 { passage?.bodyPiece(piece) }
            if frame.endStream { passage?.bodyEnd() }
        default: break
        }
        room.executor.leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        room.executor.enter()
        isOver = true
        if !isAnswered { passage?.callerLeft() }
        slot.wake()
        room.executor.leave()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        room.executor.enter()
        passage?.callerWritable(context.channel.isWritable)
        if answered != nil { answered = gateway.time.now }
        room.executor.leave()
    }

    /// Ends the exchange that runs, because the time to drain is over.
    func endForDrain() {
        room.executor.enter()
        passage?.fail(Failure(.draining, "weir is shutting down", retryAfter: .seconds(1)))
        room.executor.leave()
    }

    func tick(_ now: Moment) {
        if let passage { return passage.tick(now) }
        // before the head its time counts; behind the answer the caller has the time of a stalled write to take it
        let since = answered ?? started
        let most = answered == nil ? room.limits.headTime : room.limits.writeStallTime
        if now - since > most { context?.close(promise: nil) }
    }

    // MARK: the request

    /// Puts the fields into the form of HTTP/1, so that the same strict reader judges both.
    private func begin(_ frame: HTTP2Frame.FramePayload.Headers) {
        let text = HTTP2Head.text(frame.headers)
        var refusal: Failure?
        if let text {
            var parser = HeadParser(
                kind: .request,
                byteLimit: room.limits.headBytes,
                fieldLimit: room.limits.headFields,
                targetLimit: room.limits.targetBytes
            )
            switch parser.parse(text, into: head) {
            case .complete: break
            case .incomplete: refusal = Failure(.invalidRequest, "the head is malformed")
            case .refused(let code, let message): refusal = Failure(code, message)
            }
        } else {
            refusal = Failure(.invalidRequest, "a field is not allowed or malformed")
        }
        if refusal != nil { head.reset() }
        if !frame.endStream, head.contentLength == nil { head.isChunked = true }
        let passage = Passage(
            gateway: gateway,
            room: room,
            caller: self,
            slot: slot,
            client: Client(address: session.address, isTLS: session.isTLS, protocolVersion: "2")
        )
        self.passage = passage
        if let refusal { passage.fail(refusal) }
        if frame.endStream { passage.bodyEnd() }
        guard let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        Task(executorPreference: room.executor) { await bound.value.serve() }
    }

    private func serve() async {
        guard let passage else { return }
        await gateway.line(passage)
        self.passage = nil
        answered = gateway.time.now
    }

    // MARK: CallerSide

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func writeHead(_ answer: AnswerHead) {
        hasHead = true
        var headers = HTTP2Head.fields(answer.lines)
        headers.insertStatus(answer.status)
        if case .length(let length) = answer.framing { headers.add(name: "content-length", value: "\(length)") }
        var isLast = false
        if case .none = answer.framing { isLast = true }
        isAnswered = isLast
        send(.headers(.init(headers: headers, endStream: isLast)))
    }

    func write(_ piece: ByteBuffer) {
        guard piece.readableBytes > 0 else { return }
        send(.data(.init(data: .byteBuffer(piece))))
    }

    func flush() {
        context?.flush()
    }

    func finish() {
        if !isAnswered {
            isAnswered = true
            send(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)))
        }
        context?.flush()
    }

    func cut() {
        guard !isOver else { return }
        send(.rstStream(.internalError))
        context?.flush()
    }

    func setReading(_ isOn: Bool) {
        guard let context else { return }
        try? context.channel.syncOptions?.setOption(.autoRead, value: isOn)
        if isOn { context.read() }
    }

    func sendContinue() {}

    private func send(_ payload: HTTP2Frame.FramePayload) {
        guard !isOver else { return }
        context?.write(wrapOutboundOut(payload), promise: nil)
    }
}
