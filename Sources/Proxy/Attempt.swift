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
    /// Asks the target and waits for the head of its answer: the only loop of the line.
    ///
    /// Runs more than once only when a reused connection died before it answered a byte; then the
    /// request goes out again, free of charge, on a fresh connection (a request that was never read).
    func attempt(_ way: Way) async throws(Failure) -> Source {
        guard case .there(let plan) = way else {
            if case .here(let bytes) = way { return .here(bytes) }
            throw Failure(.internal, "no way was chosen")
        }
        let target = plan.targets[room.nextTurn(plan.targets.count)]
        self.target = target
        exchange.attempts.append(
            Attempt(
                target: target,
                model: plan.model.map(Self.recorded),
                modelLabel: plan.modelLabel,
                started: gateway.time.now
            )
        )
        while true {
            let connection = try await connect(target)
            send(to: connection, target)
            try await until { reply != nil || needsFreshConnection }
            if let reply { return .there(try await checked(reply)) }
            current.freeRetries += 1
            current.sent = nil
            current.isReused = false
            upstream = nil
        }
    }

    /// True when the body, if there is one, is in memory, so that it can be sent again.
    private var hasWholeBody: Bool {
        meaning.readsBody || (!caller.head.isChunked && caller.head.contentLength ?? 0 == 0)
    }

    /// The attempt that runs; changed in place, as copies of it cost more than what is changed.
    var current: Attempt {
        _read { yield exchange.attempts[exchange.attempts.count - 1] }
        _modify { yield &exchange.attempts[exchange.attempts.count - 1] }
    }

    // A body that streams through cannot be sent twice, so it always gets a fresh connection.
    private func connect(_ target: Target) async throws(Failure) -> UpstreamConnection {
        let mayReuse = hasWholeBody && !needsFreshConnection
        needsFreshConnection = false
        if mayReuse, let idle = room.pool.take(target) {
            adopt(idle, isReused: true)
            return idle
        }
        let dial = room.pool.dial(target, room: room)
        dial.onDone = { [slot] in slot.wake() }
        dialing = dial
        defer {
            dialing = nil
            dial.onDone = nil
        }
        do throws(Failure) {
            try await until { dial.result != nil }
        } catch {
            dial.isAbandoned = true
            if case .success(let connection) = dial.result { room.pool.give(connection) }
            note(dial)
            throw error
        }
        note(dial)
        switch dial.result {
        case .success(let connection):
            adopt(connection, isReused: false)
            return connection
        case .failure(let failure): throw failed(failure)
        case nil: throw Failure(.internal, "a dial ended without a result")
        }
    }

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

    private func send(to connection: UpstreamConnection, _ target: Target) {
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

    /// A provider that refuses weir's own key is not the caller's fault and not shown as such.
    private func checked(_ reply: Reply) async throws(Failure) -> Reply {
        let status = reply.connection.head.status
        guard status == 401 || status == 403, target?.credential != nil else { return reply }
        current.errorType = ErrorType(status: status)
        let deadline = gateway.time.now + .seconds(2)
        while !reply.isEnded, reply.pending.readableBytes < 8_192, gateway.time.now < deadline {
            let seen = reply.pending.readableBytes
            try await until {
                reply.isEnded || reply.pending.readableBytes > seen || gateway.time.now >= deadline
            }
        }
        let words = beginning(of: reply)
        closeUpstream()
        throw failed(
            Failure(
                .upstreamAuth,
                "the provider refused the gateway's own credential",
                cause: "status \(status): \(words)"
            )
        )
    }

    /// The first words of an answer that is not relayed, for the operator; never the credential itself.
    private func beginning(of reply: Reply) -> String {
        guard reply.inflater == nil, !reply.isUnreadable else { return "(coded)" }
        var bytes = reply.pending
        if var redactor { bytes = redactor.pass(bytes) }
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
