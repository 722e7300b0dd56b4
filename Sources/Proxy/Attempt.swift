import Dialects
import Exchange
import NIOCore
import Policy

/// Where the answer comes from.
enum Source {
    /// weir has it.
    case here([UInt8])
    /// A provider's head has come.
    case there(Reply)
}

extension Passage {
    /// Asks one target after another until an answer can be relayed: the only loop of the line.
    ///
    /// `Tries` decides what follows from the end of an attempt, `Search` knows which choices are left. A reused
    /// connection that died before it answered a byte is replaced inside an attempt, free of charge.
    func attempt(_ way: Way) async throws(Failure) -> Source {
        guard case .there(let plan) = way else {
            if case .here(let bytes) = way { return .here(bytes) }
            throw Failure(.internal, "no way was chosen")
        }
        exchange.modelRoute = plan.route ?? exchange.modelRoute
        exchange.passedOver = plan.passedOver
        var search = Search(plan, order(of: plan))
        var tries = tries(for: plan)
        var next = Next.first
        var last: Attempted?
        castShadow(plan, tries)
        while true {
            guard let seat = try await seat(&next, &search, &tries) else {
                return try over(last, next.isDenied ? .budget : .noTarget)
            }
            if next.last == nil { planHedge(plan, tries, search, beside: seat) }
            var attempted = try await once(seat, next, mayRepeat: tries.isAnotherAllowed)
            attempted = try await raced(attempted, &tries, &search)
            let led = self.seat ?? seat
            last = attempted
            switch follow(attempted, led, &tries, search) {
            case .repeated(let following):
                next = following
                leave(led)
            case .over(let stop): return try over(attempted, stop)
            }
        }
    }

    /// True when the body, if there is one, is in memory, so that it can be sent again.
    var hasWholeBody: Bool {
        meaning.readsBody || (!caller.head.isChunked && caller.head.contentLength ?? 0 == 0)
    }

    /// True once a dead connection was replaced free of charge; from then on every attempt has a fresh one.
    var hasReplaced: Bool { exchange.attempts.contains { $0.freeRetries > 0 } }

    /// The attempt that runs; changed in place, as copies of it cost more than what is changed.
    var current: Attempt {
        _read { yield exchange.attempts[leading] }
        _modify { yield &exchange.attempts[leading] }
    }

    // A body that streams through cannot be sent twice, so it always gets a fresh connection.
    func connect(_ target: Target) async throws(Failure) -> UpstreamConnection? {
        let mayReuse = hasWholeBody && !needsFreshConnection && !hasReplaced
        needsFreshConnection = false
        if mayReuse, let idle = room.pool.take(target) {
            adopt(idle, isReused: true)
            return idle
        }
        let dial = room.pool.dial(target, room: room, trust: snapshot.trust)
        dial.onDone = { [slot] in slot.wake() }
        dialing = dial
        defer {
            dialing = nil
            dial.onDone = nil
        }
        do throws(Failure) {
            try await until { dial.result != nil || attemptFault != nil || isBeaten }
        } catch {
            abandon(dial)
            throw error
        }
        if attemptFault != nil || isBeaten {
            abandon(dial)
            return nil
        }
        note(dial)
        switch dial.result {
        case .success(let connection):
            adopt(connection, isReused: false)
            return connection
        case .failure(let failure):
            attemptFault = failed(failure)
            return nil
        case nil: throw Failure(.internal, "a dial ended without a result")
        }
    }

    /// Leaves a dial to itself; its connection, when there is one, waits for the next exchange.
    private func abandon(_ dial: Dial) {
        if !dial.isAbandoned, case .success(let connection) = dial.result { room.pool.give(connection) }
        dial.isAbandoned = true
        note(dial)
    }

    @inline(never)
    private func note(_ dial: Dial) {
        current.dns = dial.dns
        current.connect = dial.connect
        current.tls = dial.tls
    }

    private func adopt(_ connection: UpstreamConnection, isReused: Bool) {
        upstream = connection
        connection.listener = self
        current.isReused = isReused
    }

    /// Notes what the attempt failed with and hands it on.
    func failed(_ failure: Failure) -> Failure {
        if !exchange.attempts.isEmpty {
            // a stream without its end marker has ended already, and failed all the same
            current.ended = current.ended ?? gateway.time.now
            current.errorType = current.errorType ?? failure.code.errorType ?? .internal
        }
        return failure
    }

    @inline(never)
    func send(to connection: UpstreamConnection, _ target: Target) {
        if let seat { address(seat.choice) }
        let request = UpstreamRequest(passage: self, target: target)
        if hasWholeBody {
            connection.send(head: request.head(bodyLength: request.length), pieces: request.pieces)
            if connection.isSent { current.sent = gateway.time.now }
        } else {
            let length = caller.head.isChunked ? nil : caller.head.contentLength ?? 0
            connection.send(head: request.head(bodyLength: length), pieces: [])
            connection.isUploading = true
            connection.chunksBody = length == nil
            caller.sendContinue()
            pump()
        }
    }

    /// The first words of an answer that is not relayed, for the operator; never the credential itself.
    func beginning(of reply: Reply) -> String {
        guard reply.inflater == nil, !reply.isUnreadable else { return "(coded)" }
        var bytes = reply.pending
        if var redactor = target?.redactor { bytes = redactor.pass(bytes) }
        return bytes.readString(length: min(400, bytes.readableBytes)) ?? ""
    }

    /// Hands the caller's body on as far as the provider takes it; holds the caller back otherwise.
    func pump() {
        guard let upstream, upstream.isUploading else {
            if body.readableBytes > 262_144 { holdCaller(true) }
            return
        }
        if body.readableBytes > 0 {
            upstream.writeBody(body)
            body = ByteBuffer()
        }
        holdCaller(!upstream.isWritable)
        if isBodyWhole {
            upstream.endBody()
            if current.sent == nil { current.sent = gateway.time.now }
        }
    }

    /// Closes the provider's end; nothing more comes from it.
    func closeUpstream() {
        dialing?.isAbandoned = true
        guard let upstream else { return }
        upstream.listener = nil
        upstream.close()
        self.upstream = nil
    }
}
