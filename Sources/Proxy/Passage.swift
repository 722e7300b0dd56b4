import Dialects
import Exchange
import NIOCore
import Policy

/// One exchange on its way through the line: its record, the caller's end, the provider's end.
///
/// Confined to its event loop. The steps change it from the line's task; the two ends change it from
/// their channels' callbacks and wake the line where it waits.
final class Passage {
    /// Where the request's body goes.
    enum BodyMode {
        /// It is collected, up to a bound.
        case collect(limit: Int)
        /// It streams through to the provider.
        case stream
        /// Nobody wants it.
        case discard
    }

    let gateway: Gateway
    /// The configuration it began with, and keeps to its record.
    let snapshot: Snapshot
    let room: LoopRoom
    let slot: Slot
    unowned let caller: any CallerSide
    /// What the path means; changed when the body must be whole to be signed, and by another name of the model.
    var meaning: PathMeaning
    var exchange: Exchange

    /// What ended the exchange early; the first one stands.
    private(set) var fault: Failure?

    var body = ByteBuffer()
    var bodyMode: BodyMode
    var isBodyWhole = false
    var lastBodyPiece: Moment
    private var bodyWaitStarted: Moment?
    /// True while the caller's body is not read because the provider takes no more of it.
    private(set) var isCallerHeld = false

    /// What was read off the body.
    var scan: RequestScan?
    /// The edits the body needs before it is sent.
    var edits: [BodyEdit] = []
    /// Usage was asked for on the caller's behalf; the chunk that brings it is dropped.
    var dropsUsageChunk = false

    /// What was taken from limits; nil before, and where there is none.
    var hold: QuotaDesk.Hold?
    /// What was asked of limits for the exchange, and the prompt tokens that were counted for it.
    var quotaEstimate = QuotaEstimate()
    var quotaCounted: Int64 = 0
    /// The limit that refused the exchange.
    var quotaRefusal: QuotaRefusal?

    /// The target of the attempt that runs.
    var target: Target?
    /// The right to make the attempt that runs.
    var seat: Seat?
    /// The place of the attempt that runs, or whose answer is relayed, among those of the record.
    var leading = 0 {
        didSet { exchange.leading = leading }
    }
    /// When a second attempt begins beside the first; nil where none is planned, and once it has begun.
    var hedge: Scheduled<Void>?
    /// The second attempt; it stays when it is over.
    var rival: Rival?
    /// What ended the attempt that runs; another may follow.
    var attemptFault: Failure?
    /// When the exchange must be over; nil before the first attempt.
    var deadline: Moment?
    /// Until when the line pauses or waits for a place; nil while it does neither.
    var pauseEnd: Moment?
    /// The earliest moment at which a target that refused may be asked again.
    var notBefore: Moment?
    /// When the provider's silence was last bridged with a comment.
    var lastComment: Moment?
    var upstream: UpstreamConnection?
    var reply: Reply?
    /// A reused connection died before it answered; a fresh one takes its place.
    var needsFreshConnection = false
    var dialing: Dial?

    var blockedSince: Moment?
    var isHeadWritten = false

    /// The caller's end as the answer sees it, where the end of an answer waits for its row; nil where it does not.
    let held: HeldCaller?
    /// Until when the end of the answer waits for its row.
    var commitDeadline: Moment?
    /// What the flight recorder was told last: how many bytes had passed, and how many attempts were begun.
    private var noted: (bytes: Int64, attempts: Int) = (-1, 0)

    init(gateway: Gateway, room: LoopRoom, caller: any CallerSide, slot: Slot, client: Client) {
        self.gateway = gateway
        self.room = room
        let snapshot = room.snapshot(gateway)
        self.snapshot = snapshot
        held = snapshot.durability == .committed ? HeldCaller(caller) : nil
        self.caller = held ?? caller
        self.slot = slot
        let arrival = Arrival(head: caller.head, client: client)
        meaning = arrival.meaning
        let time = gateway.time
        let accepted = time.now
        let wall = time.wall
        var exchange = Exchange(
            id: RequestID(ULID(at: wall, using: &room.random)),
            trace: arrival.trace(using: &room.random),
            client: arrival.client,
            ask: arrival.ask,
            timeline: Timeline(accepted: accepted, wall: wall),
            configHash: snapshot.revision
        )
        exchange.capture = snapshot.capture.level(route: meaning.route, path: exchange.ask.path, key: nil)
        exchange.flightSlot = gateway.flight?.claim(exchange)
        self.exchange = exchange
        lastBodyPiece = accepted
        bodyMode = .collect(limit: snapshot.limits.bodyBytes)
        gateway.ledger.accepted()
        for recorder in gateway.recorders { recorder.began(meaning.route) }
    }

    /// Makes a copy of an exchange whose request is whole, with a record of its own.
    init(copying original: Passage, for caller: any CallerSide, slot: Slot) {
        gateway = original.gateway
        snapshot = original.snapshot
        room = original.room
        held = nil
        self.caller = caller
        self.slot = slot
        meaning = original.meaning
        let first = original.exchange
        let accepted = gateway.time.now
        let wall = gateway.time.wall
        exchange = Exchange(
            id: RequestID(ULID(at: wall, using: &room.random)),
            trace: first.trace.child(using: &room.random),
            client: first.client,
            ask: first.ask,
            timeline: Timeline(accepted: accepted, wall: wall),
            configHash: snapshot.revision
        )
        exchange.shadowOf = first.id
        exchange.caller = first.caller
        exchange.auth = first.auth
        exchange.capture = first.capture
        exchange.modelRoute = first.modelRoute
        exchange.answer.requestBytes = first.answer.requestBytes
        lastBodyPiece = accepted
        bodyMode = .discard
        body = original.body
        isBodyWhole = true
        scan = original.scan
        dropsUsageChunk = original.dropsUsageChunk
        exchange.flightSlot = gateway.flight?.claim(exchange)
        gateway.ledger.accepted()
    }

    // MARK: waiting

    /// Waits until `isReady` says so; throws what ended the exchange instead.
    func until(_ isReady: () -> Bool) async throws(Failure) {
        while true {
            if let fault { throw fault }
            if isReady() { return }
            await slot.sleep()
        }
    }

    /// Ends the exchange with `failure`; the first one stands.
    ///
    /// The provider's end is closed.
    func fail(_ failure: Failure) {
        guard fault == nil else { return }
        fault = failure
        rival?.cancel()
        closeUpstream()
        slot.wake()
    }

    /// Ends the attempt that runs; the exchange too, once its answer is being relayed.
    func attemptFailed(_ failure: Failure) {
        if reply?.isRelaying == true { return fail(failure) }
        attemptFault = attemptFault ?? failure
        slot.wake()
    }

    /// The caller's connection is gone.
    func callerLeft() {
        fail(Failure(.clientGone, "the caller left"))
    }

    // MARK: the caller's body

    /// Takes a piece of the request's body.
    func bodyPiece(_ piece: ByteBuffer) {
        lastBodyPiece = gateway.time.now
        exchange.answer.requestBytes += Int64(piece.readableBytes)
        switch bodyMode {
        case .discard: return
        case .collect(let limit):
            guard body.readableBytes + piece.readableBytes <= limit else {
                return fail(Failure(.bodyTooLarge, "the body is larger than \(limit) bytes"))
            }
            append(piece)
        case .stream:
            let limit = snapshot.limits.streamedBodyBytes
            guard exchange.answer.requestBytes <= Int64(limit) else {
                return fail(Failure(.bodyTooLarge, "the body is larger than \(limit) bytes"))
            }
            append(piece)
            pump()
        }
    }

    /// The request's body is whole.
    func bodyEnd() {
        isBodyWhole = true
        exchange.timeline.bodyRead = gateway.time.now
        if case .stream = bodyMode { pump() }
        slot.wake()
    }

    /// Holds the caller's body back, or reads on.
    func holdCaller(_ isHeld: Bool) {
        if isCallerHeld, !isHeld { lastBodyPiece = gateway.time.now }
        isCallerHeld = isHeld
        caller.setReading(!isHeld)
    }

    private func append(_ piece: ByteBuffer) {
        if body.readableBytes == 0 {
            body = piece
        } else {
            // room for the whole body at once, so that it is not copied again and again as it grows
            let rest = min((caller.head.contentLength ?? 0) - body.readableBytes, 1_048_576)
            if body.writableBytes < piece.readableBytes, rest > 0 {
                body.reserveCapacity(minimumWritableBytes: rest)
            }
            body.writeImmutableBuffer(piece)
        }
    }

    /// Waits for the whole body and counts the wait.
    func wholeBody() async throws(Failure) {
        if isBodyWhole { return }
        caller.sendContinue()
        let started = gateway.time.now
        bodyWaitStarted = started
        defer {
            exchange.timeline.bodyWait += gateway.time.now - started
            bodyWaitStarted = nil
        }
        try await until { isBodyWhole }
    }

    // MARK: deadlines

    /// Acts on every deadline of the exchange that has passed.
    func tick(_ now: Moment) {
        if let commitDeadline, now >= commitDeadline { slot.wake() }
        if let pauseEnd, now >= pauseEnd { slot.wake() }
        noteProgress()
        if fault != nil { return }
        if let blockedSince, now - blockedSince > snapshot.limits.writeStallTime {
            return fail(Failure(.clientGone, "the caller took no byte in time"))
        }
        if !isBodyWhole { tickBody(now) }
        bridgeSilence(now)
        rival?.tick(now)
        if fault == nil, !exchange.attempts.isEmpty, current.ended == nil { tickAttempt(current, now) }
    }

    // MARK: the flight recorder

    /// Tells the flight recorder what is known by now.
    func noteFlight() {
        guard let slot = exchange.flightSlot, let flight = gateway.flight else { return }
        flight.note(exchange, in: slot)
    }

    /// Tells the flight recorder how far the bodies have come, when they have since the last look.
    private func noteProgress() {
        guard exchange.flightSlot != nil else { return }
        let seen = (exchange.answer.requestBytes &+ exchange.answer.bytes, exchange.attempts.count)
        guard seen != noted else { return }
        noted = seen
        guard let reply, exchange.answer.isStream else { return noteFlight() }
        // what was read off the side so far; the record takes it at the end, when it is known to be usage at all
        let known = exchange.usage
        exchange.usage = reply.reader.reading.usage
        noteFlight()
        exchange.usage = known
    }

    private func tickBody(_ now: Moment) {
        if case .discard = bodyMode { return }
        // held back for the provider's sake: the wait is not the caller's doing
        if isCallerHeld { return }
        let limits = snapshot.limits
        let accepted = exchange.timeline.accepted
        var isLate = now - lastBodyPiece > limits.bodyIdleTime
        // A file may be long; a body that is collected must come at once.
        if case .collect = bodyMode { isLate = isLate || now - accepted > limits.bodyTime }
        if isLate {
            fail(Failure(.requestTimeout, "the request body did not come in time"))
        }
    }
}
