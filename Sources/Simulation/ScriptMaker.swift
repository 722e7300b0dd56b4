import Support

/// Draws what a provider does with a request.
struct ScriptMaker {
    /// What the provider may repeat of what it was sent: its credential, or a harmless word.
    var echo = Names.providerKey

    /// Mostly the answer as it should be; else an error, garbage, a cut or a silence.
    func make(_ body: AnswerBody, _ draw: inout Draw, isHead: Bool = false) -> ProviderScript {
        var script =
            switch draw.int(0...11) {
            case 0: failing(&draw, isHead: isHead)
            case 1: garbage(&draw)
            default: wire(body, status: body.isStream ? 200 : draw.pick([200, 200, 200, 201]), &draw, isHead: isHead)
            }
        if draw.once(in: 6), !script.bytes.isEmpty {
            cut(&script, at: draw.int(0...script.bytes.count), isStall: draw.once(in: 4), isHead: isHead)
        }
        script.diesWhenReused = draw.once(in: 6)
        return script
    }

    /// The answer as it should be.
    func whole(_ body: AnswerBody, _ draw: inout Draw) -> ProviderScript {
        wire(body, status: 200, &draw, isHead: false, isPlain: true)
    }

    private func failing(_ draw: inout Draw, isHead: Bool) -> ProviderScript {
        let status = draw.pick([400, 401, 403, 404, 408, 429, 500, 503, 529])
        let text = #"{"error":{"message":"\#(draw.words(20)) \#(echo)","type":"t","code":"c"}}"#
        return wire(AnswerBody(Array(text.utf8)), status: status, &draw, isHead: isHead)
    }

    private func garbage(_ draw: inout Draw) -> ProviderScript {
        let texts = [
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 099 No\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nbad field\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "HTTP/1.1 101 Switching\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", "220 smtp.test ESMTP\r\n", "",
        ]
        let bytes = draw.once(in: 3) ? draw.bytes(draw.int(1...200)) : Array(draw.pick(texts).utf8)
        return ProviderScript(bytes: bytes, ending: draw.pick([.closes, .stays]), answer: nil)
    }

    // MARK: good answers

    private func wire(
        _ body: AnswerBody,
        status: Int,
        _ draw: inout Draw,
        isHead: Bool,
        isPlain: Bool = false
    ) -> ProviderScript {
        let framing = isPlain ? 0 : draw.int(0...5)
        var fields = ["content-type: \(body.isStream ? "text/event-stream" : "application/json")"]
        if !isPlain, draw.once(in: 4) { fields.append("x-request-id: \(draw.once(in: 4) ? echo : "up-1")") }
        if !isPlain, draw.once(in: 8) { fields.append("x-echo: Bearer \(echo)") }
        var bytes = interims(&draw, isPlain)
        switch framing {
        case 0...2: fields.append("content-length: \(body.wire.count)")
        case 3...4: fields.append("transfer-encoding: chunked")
        default: break
        }
        let closes = framing == 5 || (!isPlain && draw.once(in: 8))
        if closes, draw.once(in: 2) { fields.append("connection: close") }
        bytes += Array("HTTP/1.1 \(status) Fine\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n".utf8)
        if !isHead {
            bytes += framing == 3 || framing == 4 ? ErrandMaker.chunks(body.wire, &draw) : body.wire
        }
        var answer = PlannedAnswer(status: status, body: isHead ? [] : masked(body.caller))
        answer.isStream = body.isStream && !isHead
        answer.isWhole = body.isEnded
        answer.usage = status == 200 ? body.usage : nil
        var script = ProviderScript(bytes: bytes, ending: closes ? .closes : .stays, answer: answer)
        if !closes, !isPlain, draw.once(in: 12) {
            script.extra = Array("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".utf8)
        }
        return script
    }

    private func interims(_ draw: inout Draw, _ isPlain: Bool) -> [UInt8] {
        if isPlain || !draw.once(in: 6) { return [] }
        return Array(draw.pick(["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early\r\nlink: </a>\r\n\r\n"]).utf8)
    }

    /// The body without the provider's credential, which weir masks.
    private func masked(_ body: [UInt8]) -> [UInt8] {
        let text = String(decoding: body, as: UTF8.self)
        guard text.contains(Names.providerKey) else { return body }
        let mask = String(repeating: "*", count: Names.providerKey.utf8.count)
        return Array(
            text.split(separator: Names.providerKey, omittingEmptySubsequences: false).joined(separator: mask).utf8
        )
    }

    // MARK: faults

    /// Ends the script before its end; what a reader makes of it is found out by a second reader.
    private func cut(_ script: inout ProviderScript, at count: Int, isStall: Bool, isHead: Bool) {
        script.ending = isStall ? .stalls(after: count) : .cut(after: count)
        guard var answer = script.answer else { return }
        var reader = MessageReader(.answers)
        if isHead { reader.bodiless = [0] }
        reader.feed(Array(script.sent))
        if !isStall { reader.end() }
        guard let message = reader.messages.first else {
            script.answer = nil
            return
        }
        if !message.isWhole {
            answer.isWhole = false
        } else if message.endsWithClose {
            // the reader of a body that ends with the connection cannot tell a cut; only a stream has an end mark
            let isEarly = count < script.bytes.count
            answer.isWhole = answer.isStream ? answer.isWhole && !isEarly : true
            if isEarly, !answer.isStream { answer.body = masked(message.body) }
            if isEarly { answer.usage = nil }
        }
        script.answer = answer
    }
}
