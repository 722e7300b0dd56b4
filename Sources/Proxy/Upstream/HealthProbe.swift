import Dialects
import Exchange
import NIOCore

/// Asks one target again and again whether it is well.
///
/// Confined to its loop; one question at a time, over the loop's own pool. A reused connection that had died is no
/// illness: the question goes out once more on a fresh one.
final class HealthProbe: Drainable, UpstreamListener {
    /// The longest an answer may take; a shorter interval or first-byte time of the target counts before it.
    static let longestWait = Duration.seconds(10)
    /// The most bytes of an answer that are read; a longer one has told enough.
    static let mostBytes = 65_536

    private enum State {
        case waiting(until: Moment)
        case dialing(Dial)
        case asking(UpstreamConnection)
        case over
    }

    let target: Target
    private let trust: UpstreamTLS?
    private let question: HealthQuestion
    private unowned let room: LoopRoom
    private let time: any TimeSource
    private let tell: (Target, HealthResult, Moment) -> Void
    private var state: State
    private var started: Moment
    private var bytes = 0
    private var isReused = false

    /// Makes a probe of a target that has a question, whose first look is due at once; nil for any other.
    init?(
        _ target: Target,
        room: LoopRoom,
        time: any TimeSource,
        trust: UpstreamTLS? = nil,
        tell: @escaping (Target, HealthResult, Moment) -> Void
    ) {
        guard let question = target.upkeep.health else { return nil }
        self.target = target
        self.question = question
        self.room = room
        self.time = time
        self.trust = trust
        self.tell = tell
        started = time.now
        state = .waiting(until: started)
    }

    // MARK: what happens when

    func tick(_ now: Moment) {
        switch state {
        case .waiting(let until): if now >= until { begin(now) }
        case .asking: if now - started > patience { end(.failed(.responseTimeout)) }
        case .dialing, .over: return
        }
    }

    func drain() {
        if case .asking(let connection) = state { leave(connection) }
        if case .dialing(let dial) = state { dial.isAbandoned = true }
        state = .over
        room.unwatch(self)
    }

    func endForDrain() { drain() }

    private var patience: Duration { min(Self.longestWait, min(question.interval, target.timeouts.firstByte)) }

    private func begin(_ now: Moment) {
        started = now
        if let idle = room.pool.take(target) { return ask(idle, isReused: true) }
        dial()
    }

    private func dial() {
        let dial = room.pool.dial(target, room: room, trust: trust)
        state = .dialing(dial)
        if dial.result != nil { return dialed(dial) }
        dial.onDone = { [weak self, weak dial] in
            if let dial { self?.dialed(dial) }
        }
    }

    private func dialed(_ dial: Dial) {
        dial.onDone = nil
        guard case .dialing = state else { return }
        switch dial.result {
        case .success(let connection): ask(connection, isReused: false)
        case .failure(let failure): end(.failed(failure.code))
        case nil: end(.failed(.internal))
        }
    }

    private func ask(_ connection: UpstreamConnection, isReused: Bool) {
        self.isReused = isReused
        bytes = 0
        state = .asking(connection)
        connection.listener = self
        connection.send(head: request, pieces: [])
    }

    private func end(_ result: HealthResult) {
        if case .asking(let connection) = state { leave(connection) }
        if case .over = state { return }
        state = .waiting(until: started + question.interval)
        tell(target, result, time.now)
    }

    /// Wants no more of an answer that is not whole.
    private func leave(_ connection: UpstreamConnection) {
        guard connection.listener === self else { return }
        connection.listener = nil
        connection.close()
    }

    // MARK: the answer

    func upstreamHead(_ connection: UpstreamConnection) {}

    func upstreamPiece(_ piece: ByteBuffer) {
        bytes += piece.readableBytes
        if bytes > Self.mostBytes { judge() }
    }

    func upstreamEnd() { judge() }

    func upstreamTurnEnded() {}

    func upstreamFailed(_ failure: Failure, _ connection: UpstreamConnection) {
        guard case .asking(let mine) = state, mine === connection else { return }
        if isReused, connection.isUnanswered { return dial() }
        end(.failed(failure.code))
    }

    func upstreamWritable(_ isWritable: Bool) {}

    private func judge() {
        guard case .asking(let connection) = state else { return }
        let status = connection.head.status
        end((200..<300).contains(status) ? .well : .status(status))
    }

    // MARK: the question

    private var request: ByteBuffer {
        var head = room.loopBuffer(512)
        head.writeStaticString("GET ")
        head.writeString(question.path)
        head.writeStaticString(" HTTP/1.1\r\n")
        head.writeField("host", target.authority)
        writeCredential(into: &head)
        for (name, value) in target.defaultHeaders {
            head.writeString("\(name): \(value)\r\n")
        }
        head.writeStaticString("accept: */*\r\naccept-encoding: identity\r\nuser-agent: weir\r\n\r\n")
        return head
    }

    private func writeCredential(into head: inout ByteBuffer) {
        guard target.credentialStyle == .awsSignature, let secret = target.credential, let keys = AWSCredential(secret)
        else { return target.writeCredential(target.credentialStyle, into: &head) }
        let parts = question.path.split(separator: "?", maxSplits: 1)
        let bodyHash = SigV4BodyHash().text
        let request = SigV4.Request(
            method: "GET",
            path: parts.first.map(String.init) ?? "/",
            query: parts.count > 1 ? String(parts[1]) : "",
            headers: [("host", target.authority), ("x-amz-content-sha256", bodyHash)],
            bodyHash: bodyHash
        )
        let region = target.region ?? AWSRegion.of(host: target.origin.host) ?? "us-east-1"
        SigV4(region: region).sign(request, with: keys, at: time.wall).write(keys, bodyHash, into: &head)
    }
}
