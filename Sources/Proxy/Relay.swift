import Dialects
import Exchange
import NIOCore
import Policy

extension Passage {
    /// Hands the answer to the caller as it comes, with back-pressure both ways; usage is read off the side.
    func relay(_ source: Source) async throws(Failure) {
        switch source {
        case .here(let bytes):
            answer(status: 200, body: bytes, extra: ByteBuffer())
        case .there(let reply):
            guard !reply.isUnreadable || target?.credential == nil else {
                throw failed(Failure(.upstreamProtocol, "the provider used a content coding that was not asked for"))
            }
            open(reply)
            try await until { reply.isEnded }
            try finish(reply)
        }
    }

    private func open(_ reply: Reply) {
        let head = reply.head
        let answersCleanly = head.status < 300
        if dropsUsageChunk, reply.isStream, answersCleanly, !reply.isUnreadable { reply.filter = UsageChunkFilter() }
        reply.redactor = target?.redactor
        if exchange.capture.keepsMessages, exchange.ask.format != .opaque { reply.captured = KeptAnswer() }
        exchange.answer.isStream = reply.isStream
        if reply.isStream, exchange.shadowOf == nil {
            for recorder in gateway.recorders { recorder.streamBegan(current.provider) }
        }
        caller.writeHead(answerHead(reply))
        exchange.answer.status = head.status
        exchange.timeline.headWritten = gateway.time.now
        isHeadWritten = true
        reply.isRelaying = true
        let pending = reply.pending
        reply.pending = ByteBuffer()
        pass(pending, of: reply)
        if !reply.isEnded {
            caller.flush()
            upstreamWaitsForCaller()
        }
    }

    private func answerHead(_ reply: Reply) -> AnswerHead {
        let head = reply.head
        var lines = room.loopBuffer(head.bytes.readableBytes + 256)
        let search = target?.secretSearch
        head.copyLines(into: &lines) { field in
            if field.id.staysBehind || head.isNominated(field) { return true }
            if field.id == .shouldRetry, hasDoneItsPart { return true }
            if field.id == .contentEncoding, reply.inflater != nil { return true }
            guard let search else { return false }
            return head.withBytes(Int(field.nameStart)..<Int(field.lineEnd)) { search.isIn($0) }
        }
        writeOwnFields(into: &lines)
        if head.status >= 400, let type = ErrorType(status: head.status) {
            lines.writeField("x-weir-error", type.rawValue)
            lines.writeStaticString("x-weir-error-source: upstream\r\n")
            if hasDoneItsPart { lines.writeStaticString("x-should-retry: false\r\n") }
        }
        let framing: AnswerHead.Framing =
            if exchange.ask.method == .head || head.status == 204 || head.status == 304 {
                .none
            } else if let length = head.contentLength, reply.filter == nil, reply.inflater == nil, !reply.isStream {
                // a stream may need an error event behind its last byte, so its length is never promised
                .length(length)
            } else {
                .open
            }
        return AnswerHead(status: head.status, lines: lines, framing: framing)
    }

    /// The fields every answer carries.
    func writeOwnFields(into lines: inout ByteBuffer) {
        lines.writeStaticString("x-request-id: ")
        writeRequestID(into: &lines)
        if exchange.ask.surface == .anthropic {
            lines.writeStaticString("\r\nrequest-id: ")
            writeRequestID(into: &lines)
        }
        lines.writeStaticString("\r\n")
        for line in quotaLines() { lines.writeString("\(line.name): \(line.value)\r\n") }
        guard !exchange.attempts.isEmpty else { return }
        lines.writeField("x-weir-target", current.upstream)
        lines.writeStaticString("x-weir-attempts: ")
        lines.writeDecimal(exchange.attempts.reduce(exchange.attempts.count) { $0 + $1.freeRetries })
        lines.writeStaticString("\r\n")
        if let id = current.upstreamRequestID { lines.writeField("x-weir-upstream-request-id", id) }
    }

    /// True when weir has tried what may be tried, so that the caller should not begin anew at once.
    var hasDoneItsPart: Bool {
        if exchange.attempts.count > 1 { return true }
        switch exchange.retryStop {
        case .attempts, .budget, .deadline, .noTarget: return true
        case .notReplayable, nil: return false
        }
    }

    private func writeRequestID(into lines: inout ByteBuffer) {
        lines.writeStaticString("req_")
        exchange.id.ulid.withASCII { _ = lines.writeBytes($0) }
    }

    /// Passes a piece of the answer on and reads it off the side.
    func pass(_ piece: ByteBuffer, of reply: Reply) {
        guard piece.readableBytes > 0 else { return }
        let plain = reply.inflater.map { inflated(piece, $0) } ?? piece
        let bytes = reply.redactor?.pass(plain) ?? plain
        watch(bytes, of: reply)
        write(bytes, of: reply)
    }

    private func inflated(_ piece: ByteBuffer, _ inflater: Inflater) -> ByteBuffer {
        var plain = room.loopBuffer(4 * piece.readableBytes)
        piece.withUnsafeReadableBytes { coded in inflater.feed(coded) { _ = plain.writeBytes($0) } }
        if inflater.isBroken {
            fail(failed(Failure(.upstreamProtocol, "the provider's content coding is broken or too large")))
        }
        return plain
    }

    private func write(_ bytes: ByteBuffer, of reply: Reply) {
        guard bytes.readableBytes > 0 else { return }
        if reply.isStream {
            let endsLine = bytes.getInteger(at: bytes.writerIndex - 1, as: UInt8.self) == 10
            reply.isBetweenEvents = endsLine && bytes.endsEvent
            reply.isAtBorder = reply.reader.isInsideFrame.map { !$0 } ?? endsLine
        }
        guard reply.filter != nil else {
            exchange.answer.bytes += Int64(bytes.readableBytes)
            return caller.write(bytes)
        }
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.readableBytes)
        bytes.withUnsafeReadableBytes { reply.filter?.pass($0, into: &kept) }
        writeKept(kept)
    }

    private func writeKept(_ kept: [UInt8]) {
        exchange.answer.bytes += Int64(kept.count)
        // in parts that are copied together: a buffer of all would take up to twice its room while it waits
        var rest = kept[...]
        while !rest.isEmpty {
            let part = rest.prefix(StreamBuffers.copiedBytes)
            caller.write(ByteBuffer(bytes: part))
            rest = rest.dropFirst(part.count)
        }
    }

    /// Reads usage, ends and errors off the bytes, and keeps them when they are to be kept.
    private func watch(_ bytes: ByteBuffer, of reply: Reply) {
        guard exchange.ask.format != .opaque, !reply.isUnreadable else { return }
        bytes.withUnsafeReadableBytes { read($0, of: reply) }
        if reply.isStream { noteEvents(reply) }
    }

    private func read(_ bytes: UnsafeRawBufferPointer, of reply: Reply) {
        reply.reader.feed(bytes)
        guard reply.captured != nil else { return }
        let room = snapshot.limits.captureBytes - (reply.captured?.count ?? 0)
        if bytes.count > room { reply.isCaptureCut = true }
        reply.captured?.append(UnsafeRawBufferPointer(rebasing: bytes.prefix(max(0, room))))
    }

    private func noteEvents(_ reply: Reply) {
        let events = reply.reader.events
        guard events > reply.events else { return }
        let now = gateway.time.now
        if let last = reply.lastEvent { exchange.timeline.maxGap = max(exchange.timeline.maxGap, now - last) }
        reply.lastEvent = now
        reply.events = events
        guard reply.reader.contentEvents > reply.contentEvents else { return }
        reply.contentEvents = reply.reader.contentEvents
        if exchange.timeline.firstToken == nil {
            exchange.timeline.firstToken = now
            // what came in one piece is read after its end was noted
            current.firstToken = min(now, current.ended ?? now)
        }
        exchange.timeline.lastToken = now
    }

    /// The provider's last byte came: tells a clean end from a cut one, and ends the answer.
    private func finish(_ reply: Reply) throws(Failure) {
        if var redactor = reply.redactor {
            let rest = redactor.rest()
            reply.redactor = nil
            watch(rest, of: reply)
            write(rest, of: reply)
        }
        if reply.filter != nil {
            var kept: [UInt8] = []
            reply.filter?.finish(into: &kept)
            writeKept(kept)
        }
        reply.reader.end()
        if reply.reader.isCorrupt {
            throw failed(Failure(.upstreamProtocol, "the provider's stream is damaged"))
        }
        if isCutShort(reply) {
            throw failed(Failure(.upstreamTruncated, "the provider ended the answer without its end"))
        }
        caller.finish()
        bodyMode = .discard
        if !isBodyWhole { holdCaller(false) }
    }

    /// True for a stream without its end marker, and for a body that ended with the connection and is not whole.
    private func isCutShort(_ reply: Reply) -> Bool {
        let status = reply.head.status
        let hasBody = status != 204 && status != 304 && exchange.ask.method != .head
        if hasBody, let inflater = reply.inflater, !inflater.isFinished { return true }
        guard exchange.ask.format != .opaque, !reply.isUnreadable, exchange.answer.status < 300,
            !reply.reader.isComplete
        else { return false }
        let head = reply.head
        let endsWithConnection = head.contentLength == nil && !head.isChunked
        // an error is an end, if it is whole: half an event may be the half that could be read
        if reply.reader.hasError { return endsWithConnection && reply.isEventStream && !reply.isBetweenEvents }
        if reply.isStream { return endsWithConnection || !hasFinished(reply) }
        return endsWithConnection && hasBody
    }

    /// Some compatible servers send no `[DONE]`: a finish word for every choice and a clean end of the body will do.
    private func hasFinished(_ reply: Reply) -> Bool {
        let isChoices = exchange.ask.format == .openAIChat || exchange.ask.format == .openAICompletions
        return isChoices && reply.reader.hasEndedEveryChoice
    }

    /// Holds the provider back while the caller takes nothing.
    func upstreamWaitsForCaller() {
        guard let upstream else { return }
        if caller.isWritable {
            upstream.resume()
        } else {
            upstream.pause()
            reply?.captured?.pack()
            if blockedSince == nil { blockedSince = gateway.time.now }
        }
    }

    /// The caller's socket takes bytes again, or no longer.
    func callerWritable(_ isWritable: Bool) {
        let now = gateway.time.now
        if isWritable, let since = blockedSince {
            exchange.timeline.writeBlocked += now - since
            blockedSince = nil
            reply?.lastPiece = now
        } else if !isWritable, blockedSince == nil {
            blockedSince = now
        }
        if reply?.isRelaying == true { upstreamWaitsForCaller() }
    }
}

extension Passage: UpstreamListener {
    func upstreamHead(_ connection: UpstreamConnection) {
        let now = gateway.time.now
        current.noteHead(connection.head, at: now, hiding: target)
        seat?.noteLimits(connection.head, at: gateway.time.wall)
        let reply = Reply(
            connection: connection,
            format: exchange.ask.format,
            asksStream: exchange.ask.isStream,
            now: now
        )
        self.reply = reply
        slot.wake()
    }

    func upstreamPiece(_ piece: ByteBuffer) {
        guard let reply else { return }
        reply.lastPiece = gateway.time.now
        if reply.isRelaying { return pass(piece, of: reply) }
        if reply.pending.readableBytes == 0 {
            reply.pending = piece
        } else {
            reply.pending.writeImmutableBuffer(piece)
        }
        slot.wake()
    }

    func upstreamEnd() {
        reply?.isEnded = true
        if !exchange.attempts.isEmpty, current.ended == nil { current.ended = gateway.time.now }
        upstream = nil
        slot.wake()
    }

    func upstreamTurnEnded() {
        guard let reply, reply.isRelaying, !reply.isEnded else { return }
        caller.flush()
        upstreamWaitsForCaller()
    }

    func upstreamFailed(_ failure: Failure, _ connection: UpstreamConnection) {
        upstream = nil
        if connection.isUnanswered, current.isReused, !hasReplaced, failure.code == .upstreamReset {
            needsFreshConnection = true
            return slot.wake()
        }
        attemptFailed(failed(failure))
    }

    func upstreamWritable(_ isWritable: Bool) {
        if isWritable, isBodyWhole, current.sent == nil { current.sent = gateway.time.now }
        if upstream?.isUploading == true { holdCaller(!isWritable) }
    }
}
