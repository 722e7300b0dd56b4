import Exchange

extension FlightPen {
    /// Writes what is certain as soon as an exchange is accepted, and the mark behind it.
    static func writeBeginning(
        of exchange: borrowing Exchange,
        at slot: UnsafeMutableRawPointer,
        generation: UInt32
    ) {
        var pen = FlightPen(slot)
        pen.put(exchange.id.ulid.high)
        pen.put(exchange.id.ulid.low)
        pen.put(exchange.timeline.wall.nanoseconds)
        pen.put(exchange.trace.traceID.high)
        pen.put(exchange.trace.traceID.low)
        pen.put(exchange.trace.spanID)
        pen.put(exchange.trace.parentID ?? 0)
        pen.put(exchange.trace.flags)
        pen.put(FlightWords.number(exchange.ask.method))
        pen.put(FlightWords.number(exchange.ask.route))
        pen.put(FlightWords.number(exchange.ask.surface))
        pen.put(FlightWords.number(exchange.ask.operation))
        pen.put(FlightWords.number(exchange.ask.format))
        pen.put(FlightWords.number(exchange.capture))
        pen.put(exchange.client.isTLS)
        pen.put(exchange.client.protocolVersion, most: 3)
        pen.put(exchange.configHash, most: 16)
        pen.put(exchange.client.address, most: 64)
        pen.put(whole: exchange.client.requestID, most: 128)
        pen.put(exchange.ask.path, most: 160)
        pen.put(exchange.client.sdk, most: 48)
        pen.put(exchange.client.userAgent, most: 96)
        // zeros where it is nobody's shadow
        pen.put(exchange.shadowOf?.ulid.high ?? 0)
        pen.put(exchange.shadowOf?.ulid.low ?? 0)
        pen.end(generation)
        // the mark comes last: a slot without it was never taken
        slot.storeBytes(of: FlightLayout.mark(generation), as: UInt64.self)
    }

    /// Writes what is known so far; `last` is when that was, since the exchange was accepted.
    static func writeProgress(
        of exchange: borrowing Exchange,
        at slot: UnsafeMutableRawPointer,
        generation: UInt32,
        state: (last: Int64, step: FlightStep)
    ) {
        var pen = FlightPen(slot + FlightLayout.halfBytes)
        pen.put(state.last)
        pen.put(state.step.rawValue)
        pen.putCaller(exchange)
        pen.putAnswer(exchange)
        pen.putEnd(exchange)
        let deciding = exchange.decidingIndex
        // however long the other texts are, a row says who asked; the numbers are for the marks between
        let above = Self.idBytes(above: exchange) + 18
        pen.kept = Self.bytes(exchange.caller?.keyID) + 6 + above
        pen.putAttempt(exchange, deciding)
        pen.kept = above
        pen.putTexts(exchange, deciding)
        // behind all that an earlier version wrote
        pen.put(FlightWords.number(deciding.map { exchange.attempts[$0].reason }))
        pen.put(exchange.modelRoute != nil && exchange.modelRoute == exchange.ask.model)
        pen.kept = 0
        pen.put(whole: exchange.caller?.principals.organisation?.id, most: 40)
        pen.put(whole: exchange.caller?.principals.team?.id, most: 40)
        pen.put(whole: exchange.caller?.principals.user?.id, most: 40)
        pen.end(generation)
    }

    /// The room that an id takes; none where it is too long to be written.
    private static func bytes(_ id: String?) -> Int {
        guard let count = id?.utf8.count, count <= 40 else { return 0 }
        return count
    }

    private static func idBytes(above exchange: borrowing Exchange) -> Int {
        bytes(exchange.caller?.principals.organisation?.id) + bytes(exchange.caller?.principals.team?.id)
            + bytes(exchange.caller?.principals.user?.id)
    }

    private mutating func putCaller(_ exchange: borrowing Exchange) {
        put(FlightWords.number(exchange.auth))
        put(FlightWords.number(exchange.capture))
        put(exchange.ask.isStream)
        put(exchange.ask.maxTokens)
        put(UInt16(clamping: exchange.ask.tools))
        put(exchange.timeline.bodyWait.inNanoseconds)
        put(exchange.timeline.admissionWait.inNanoseconds)
    }

    private mutating func putAnswer(_ exchange: borrowing Exchange) {
        put(UInt16(clamping: exchange.answer.status))
        put(exchange.answer.isStream)
        put(exchange.answer.requestBytes)
        put(exchange.answer.bytes)
        put(exchange.answer.events)
        put(UInt16(clamping: exchange.answer.toolCalls))
        put(exchange.usage?.input)
        put(exchange.usage?.output)
        put(exchange.usage?.cacheRead)
        put(exchange.usage?.cacheWrite)
        put(exchange.usage?.reasoning)
        put(FlightWords.number(exchange.usageSource))
        let accepted = exchange.timeline.accepted
        put(since(accepted, exchange.timeline.headWritten))
        put(since(accepted, exchange.timeline.firstToken))
        put(since(accepted, exchange.timeline.lastToken))
    }

    private mutating func putEnd(_ exchange: borrowing Exchange) {
        put(FlightWords.number(exchange.outcome))
        put(FlightWords.number(exchange.ending))
        put(FlightWords.number(exchange.failure?.code))
        put(FlightWords.number(exchange.answer.streamEnd))
        put(exchange.flags.rawValue)
        put(exchange.bill?.cost?.nanoUSD)
        put(exchange.bill?.reported?.nanoUSD)
        put(FlightWords.number(exchange.bill?.lookup))
    }

    private mutating func putAttempt(_ exchange: borrowing Exchange, _ deciding: Int?) {
        put(UInt8(clamping: exchange.attempts.count))
        guard let deciding else { return }
        let accepted = exchange.timeline.accepted
        put(since(accepted, exchange.attempts[deciding].started))
        put(since(accepted, exchange.attempts[deciding].sent))
        put(since(accepted, exchange.attempts[deciding].head))
        put(since(accepted, exchange.attempts[deciding].firstToken))
        put(since(accepted, exchange.attempts[deciding].ended))
        put(UInt16(clamping: exchange.attempts[deciding].status ?? 0))
        put(FlightWords.number(exchange.attempts[deciding].errorType))
        put(exchange.attempts[deciding].isReused)
        put(UInt8(clamping: exchange.attempts[deciding].freeRetries))
        put(exchange.attempts[deciding].provider, most: 48)
        put(exchange.attempts[deciding].upstream, most: 48)
        put(exchange.attempts[deciding].host, most: 48)
        put(whole: exchange.attempts[deciding].credentialID, most: 40)
        let model = exchange.attempts[deciding].model
        let isRenamed = model != exchange.ask.model
        put(isRenamed)
        if isRenamed { put(model, most: 64) }
    }

    /// Texts in the order of their worth: those at the end may find no room.
    private mutating func putTexts(_ exchange: borrowing Exchange, _ deciding: Int?) {
        put(whole: exchange.caller?.keyID, most: 40)
        put(exchange.ask.model, most: 128)
        put(FlightWords.number(exchange.ask.conversation?.source))
        put(whole: exchange.ask.conversation?.id, most: 128)
        put(exchange.bill?.version, most: 24)
        put(whole: exchange.bill?.price, most: 64)
        put(exchange.caller?.keyName, most: 48)
        put(whole: exchange.answer.finishReasons.count == 1 ? exchange.answer.finishReasons[0] : nil, most: 24)
        put(whole: exchange.answer.model, most: 64)
        put(whole: exchange.answer.id, most: 64)
        put(whole: exchange.ask.user, most: 128)
        put(whole: deciding.flatMap { exchange.attempts[$0].upstreamRequestID }, most: 64)
    }

    @inline(__always)
    private func since(_ accepted: Moment, _ moment: Moment?) -> Int64? {
        moment.map { max($0.nanoseconds - accepted.nanoseconds, 0) }
    }
}
