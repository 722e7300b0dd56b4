import Exchange
import NIOCore

/// One caller's HTTP/1 connection: takes requests off the bytes, one at a time, and writes their answers.
///
/// One task serves the connection; it waits in `next` between requests and in the line within one.
final class ServerConnection: ChannelInboundHandler, RemovableChannelHandler, Drainable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes of further requests that are held while one is served; beyond it reading stops.
    private static let pipelineLimit = 65_536

    enum State {
        /// Between two requests.
        case idle
        /// The body of the present request is coming.
        case body(BodyDecoder)
        /// The request is whole; its answer is not.
        case answering
        /// Nothing more is read: an answer is going out before the connection closes.
        case closing
        case closed
    }

    let head = HeadBlock()
    let gateway: Gateway
    let room: LoopRoom
    private let address: String
    private let isTLS: Bool
    private let slot = Slot()
    var context: ChannelHandlerContext?
    var state = State.idle
    private var parser: HeadParser
    private var buffered = ByteBuffer()
    var output = ByteBuffer()
    private var passage: Passage?
    private var arrived: Passage?
    private var served = 0
    private var headStarted: Moment?
    private var idleSince: Moment
    var isReading = true
    var isKeptAlive = true
    var isChunkedAnswer = false
    var hasHead = false
    private var closeAt: Moment?
    private var isDraining = false

    init(gateway: Gateway, room: LoopRoom, address: String, isTLS: Bool) {
        self.gateway = gateway
        self.room = room
        self.address = address
        self.isTLS = isTLS
        let limits = room.limits
        parser = HeadParser(
            kind: .request,
            byteLimit: limits.headBytes,
            fieldLimit: limits.headFields,
            targetLimit: limits.targetBytes
        )
        idleSince = gateway.time.now
    }

    // MARK: the channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        room.watch(self)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        room.executor.enter()
        Task(executorPreference: room.executor) { await bound.value.serve() }
        room.executor.leave()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        room.unwatch(self)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        room.executor.enter()
        var bytes = unwrapInboundIn(data)
        if buffered.readableBytes == 0 { buffered = bytes } else { buffered.writeBuffer(&bytes) }
        process()
        // what was read stays in memory as long as this refers to it
        if buffered.readableBytes == 0 { buffered = ByteBuffer() }
        room.executor.leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        room.executor.enter()
        end()
        room.executor.leave()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        room.executor.enter()
        passage?.callerWritable(context.channel.isWritable)
        room.executor.leave()
    }

    /// How long a connection must have been silent before it may be closed between two requests.
    ///
    /// A caller that is about to ask again gets its answer, and is told there that the connection closes behind it; one
    /// that was closed in that very moment would see its request lost.
    static let silence = Duration.seconds(1)

    /// True while no request is being served and none has begun to come.
    private var isIdle: Bool { passage == nil && arrived == nil && headStarted == nil }

    /// Closes the connection: behind its answer, or once it is silent.
    func drain() {
        // an answer that has told the caller that it may ask again is kept to
        if !hasHead { isKeptAlive = false }
        isDraining = true
        leaveIfSilent(gateway.time.now)
    }

    private func leaveIfSilent(_ now: Moment) {
        guard isDraining, isIdle, case .idle = state, now - idleSince >= Self.silence else { return }
        context?.close(promise: nil)
    }

    /// Ends the exchange that runs, because the time to drain is over; closes the connection where none does.
    func endForDrain() {
        if isIdle, case .idle = state {
            context?.close(promise: nil)
            return
        }
        room.executor.enter()
        passage?.fail(Failure(.draining, "weir is shutting down", retryAfter: .seconds(1)))
        room.executor.leave()
    }

    /// The connection speaks HTTP/2 from now on; `session` watches it.
    func handOver(to session: HTTP2Session) {
        state = .closed
        room.unwatch(self)
        slot.wake()
    }

    // MARK: the connection's task

    private func serve() async {
        while let passage = await next() {
            await gateway.line(passage)
            complete(passage)
        }
    }

    private func next() async -> Passage? {
        while true {
            if let arrived {
                self.arrived = nil
                return arrived
            }
            if case .closed = state { return nil }
            await slot.sleep()
        }
    }

    // Not in the frame of the connection's task, which lives as long as the connection.
    @inline(never)
    private func complete(_ passage: Passage) {
        self.passage = nil
        served += 1
        if case .closed = state { return }
        if case .closing = state { return }
        guard isKeptAlive, case .answering = state else { return shut() }
        state = .idle
        idleSince = gateway.time.now
        process()
        if !isReading { setReading(true) }
    }

    // MARK: taking requests off the bytes

    private func process() {
        while true {
            switch state {
            case .idle:
                guard passage == nil, takeHead() else { return }
            case .body(var decoder):
                state = .answering
                guard takeBody(&decoder) else { return }
            case .answering:
                if buffered.readableBytes > Self.pipelineLimit && isReading { setReading(false) }
                return
            case .closing, .closed:
                buffered = ByteBuffer()
                return
            }
        }
    }

    /// Takes a head; false when more bytes are needed or the connection is given up.
    private func takeHead() -> Bool {
        skipEmptyLines()
        guard buffered.readableBytes > 0 else { return false }
        if headStarted == nil { headStarted = gateway.time.now }
        if served == 0, !isTLS, let context, HTTP2Upgrade.isPreface(buffered) {
            return upgrade(context)
        }
        switch parser.parse(buffered, into: head) {
        case .incomplete: return false
        case .refused(let code, let message):
            refuse(Failure(code, message))
            return false
        case .complete(let length):
            buffered.moveReaderIndex(forwardBy: length)
            begin()
            return true
        }
    }

    // One empty line before a request is forgiven (RFC 9112, 2.2), twice at most.
    private func skipEmptyLines() {
        for _ in 0..<2 where buffered.getInteger(at: buffered.readerIndex, as: UInt16.self) == 0x0D0A {
            buffered.moveReaderIndex(forwardBy: 2)
        }
    }

    private func begin() {
        headStarted = nil
        hasHead = false
        let wantsClose = head.closes || (head.minorVersion == 0 && !head.keepsAlive)
        isKeptAlive =
            !wantsClose && served + 1 < room.limits.requestsPerConnection && !gateway.isDraining
            && !gateway.isClosing
        let passage = makePassage()
        self.passage = passage
        arrived = passage
        if head.isChunked {
            state = .body(.chunked)
        } else {
            state = .body(.length(head.contentLength ?? 0))
        }
        slot.wake()
    }

    private func makePassage() -> Passage {
        Passage(
            gateway: gateway,
            room: room,
            caller: self,
            slot: slot,
            client: Client(address: address, isTLS: isTLS, protocolVersion: head.minorVersion == 1 ? "1.1" : "1.0")
        )
    }

    /// Takes what is there of the body; true when the request is whole.
    private func takeBody(_ decoder: inout BodyDecoder) -> Bool {
        while true {
            switch decoder.next(&buffered) {
            case .more:
                state = .body(decoder)
                return false
            case .piece(let piece):
                passage?.bodyPiece(piece)
            case .end:
                state = .answering
                passage?.bodyEnd()
                return true
            case .broken(let reason):
                isKeptAlive = false
                state = .answering
                passage?.fail(Failure(.invalidRequest, reason))
                return false
            }
        }
    }

    /// Answers a request whose head cannot be taken; it still leaves its record.
    private func refuse(_ failure: Failure) {
        head.reset()
        hasHead = false
        isKeptAlive = false
        headStarted = nil
        let passage = makePassage()
        self.passage = passage
        passage.fail(failure)
        arrived = passage
        state = .answering
        slot.wake()
    }

    private func upgrade(_ context: ChannelHandlerContext) -> Bool {
        switch HTTP2Upgrade.verdict(buffered) {
        case .wait: return false
        case .refuse:
            refuse(Failure(.invalidRequest, "the bytes behind the preface are not HTTP/2"))
            return false
        case .speak: break
        }
        state = .closed
        slot.wake()
        let bytes = buffered
        buffered = ByteBuffer()
        HTTP2Upgrade.replace(self, in: context, with: bytes, gateway: gateway, room: room, address: address)
        return false
    }

    // MARK: ends

    /// Lets the caller read the answer before the connection goes: half-closes, then waits a moment.
    private func shut() {
        state = .closing
        buffered = ByteBuffer()
        if !isReading { setReading(true) }
        // what is still to be written has the time of a stalled write; the moment begins behind it
        closeAt = gateway.time.now + room.limits.writeStallTime
        guard let context else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in
            let connection = bound.value
            connection.closeAt = connection.gateway.time.now + .seconds(1)
        }
        context.close(mode: .output, promise: promise)
    }

    private func end() {
        state = .closed
        passage?.callerLeft()
        room.unwatch(self)
        slot.wake()
    }

    func tick(_ now: Moment) {
        let limits = room.limits
        if let closeAt, now >= closeAt {
            context?.close(promise: nil)
            return
        }
        if let passage { return passage.tick(now) }
        leaveIfSilent(now)
        if let headStarted {
            if now - headStarted > limits.headTime {
                if HTTP2Upgrade.isPreface(buffered), !isTLS {
                    context?.close(promise: nil)
                    return
                }
                refuse(Failure(.requestTimeout, "the request head did not come in time"))
            }
        } else if case .idle = state, now - idleSince > limits.keepAliveTime {
            context?.close(promise: nil)
        }
    }
}
