import Exchange
import Support

/// Draws what a provider does with one asking of a request.
struct ScriptMaker {
    /// What the provider may repeat of what it was sent: its credential, or a harmless word.
    let echo: String
    /// By which the answer is known again.
    let mark: String
    let errand: Errand
    let condition: Weather.Condition?

    /// Mostly the answer as it should be; else an error, garbage, a cut or a silence.
    func make(_ draw: inout Draw) -> ProviderScript {
        if errand.isProbe { return wire(errand.reply(&draw, "fine"), status: 200, &draw, isPlain: true) }
        if let condition, errand.fate == .goes { return script(of: condition, &draw) }
        let body = errand.reply(&draw, draw.once(in: 8) ? echo : "word")
        var script =
            switch draw.int(0...11) {
            case 0: failing(&draw)
            case 1: draw.once(in: 2) ? garbage(&draw) : errorEvent(&draw) ?? garbage(&draw)
            default: wire(body, status: body.isStream ? 200 : draw.pick([200, 200, 200, 201]), &draw)
            }
        if draw.once(in: 6), !script.bytes.isEmpty {
            cut(&script, at: draw.int(0...script.bytes.count), isStall: draw.once(in: 4))
        }
        script.diesWhenReused = draw.once(in: 6)
        script.isEarly = errand.isEarly
        return script
    }

    private func script(of condition: Weather.Condition, _ draw: inout Draw) -> ProviderScript {
        switch condition {
        case .failing(let status): return refusal(status, "server_error", "it fails", &draw)
        case .refusing(let status): return refusal(status, "authentication_error", "no such key", &draw)
        case .exhausted: return refusal(429, "insufficient_quota", "no money", &draw)
        case .silent: return ProviderScript(bytes: [], ending: .stalls(after: 0), answer: nil)
        }
    }

    // MARK: errors

    private func failing(_ draw: inout Draw) -> ProviderScript {
        switch draw.int(0...9) {
        case 0: refusal(400, "context_length_exceeded", "too long", &draw)
        case 1: refusal(400, "content_policy_violation", "not this", &draw)
        case 2: refusal(404, "model_not_found", "no such model", &draw)
        case 3: refusal(409, "conflict", "twice", &draw)
        default: refusal(draw.pick([400, 401, 403, 404, 408, 429, 500, 503, 529]), "c", draw.words(20), &draw)
        }
    }

    private func refusal(_ status: Int, _ code: String, _ words: String, _ draw: inout Draw) -> ProviderScript {
        let text = #"{"error":{"message":"\#(words) \#(echo)","type":"\#(code)","code":"\#(code)"}}"#
        var fields: [String] = []
        if [408, 429, 500, 503, 529].contains(status) {
            if draw.once(in: 3) { fields.append("retry-after: \(draw.pick([0, 1, 2, 15, 30]))") }
            if draw.once(in: 6) { fields.append("retry-after-ms: \(draw.pick([1, 300, 1_500]))") }
            if draw.once(in: 8) { fields.append("x-should-retry: \(draw.once(in: 2))") }
        }
        return wire(AnswerBody(Array(text.utf8)), status: status, &draw, fields: fields)
    }

    /// A stream whose first event is an error; nil where no stream is asked for.
    private func errorEvent(_ draw: inout Draw) -> ProviderScript? {
        let word = draw.pick(["server_error", "overloaded_error", "rate_limit_error", "invalid_request_error"])
        var text = #"data: {"error":{"message":"no","type":"\#(word)"}}"# + "\n\n"
        switch errand.format {
        case .openAIChat where errand.name == "chat stream": break
        case .anthropicMessages:
            text =
                "event: error\ndata: "
                + #"{"type":"error","error":{"type":"\#(word)","message":"no"}}"# + "\n\n"
        default: return nil
        }
        var body = AnswerBody(Array(text.utf8))
        body.isStream = true
        var script = wire(body, status: 200, &draw)
        script.answer?.isErrorEvent = true
        return script
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
        isPlain: Bool = false,
        fields more: [String] = []
    ) -> ProviderScript {
        let framing = isPlain ? 0 : draw.int(0...5)
        var fields = ["content-type: \(body.isStream ? "text/event-stream" : "application/json")", "x-played: \(mark)"]
        if !isPlain, draw.once(in: 4) { fields.append("x-request-id: \(draw.once(in: 4) ? echo : "up-1")") }
        if !isPlain, draw.once(in: 8) { fields.append("x-echo: Bearer \(echo)") }
        fields += more
        var bytes = interims(&draw, isPlain)
        switch framing {
        case 0...2: fields.append("content-length: \(body.wire.count)")
        case 3...4: fields.append("transfer-encoding: chunked")
        default: break
        }
        let closes = framing == 5 || (!isPlain && draw.once(in: 8))
        if closes, draw.once(in: 2) { fields.append("connection: close") }
        bytes += Array("HTTP/1.1 \(status) Fine\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n".utf8)
        if !errand.isHead {
            bytes += framing == 3 || framing == 4 ? ErrandMaker.chunks(body.wire, &draw) : body.wire
        }
        var answer = PlannedAnswer(status: status, body: errand.isHead ? [] : masked(body.caller))
        answer.isStream = body.isStream && !errand.isHead
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
        guard echo.hasPrefix("sk-"), body.holds(echo) else { return body }
        let text = String(decoding: body, as: UTF8.self)
        let mask = String(repeating: "*", count: echo.utf8.count)
        return Array(text.split(separator: echo, omittingEmptySubsequences: false).joined(separator: mask).utf8)
    }

    // MARK: faults

    /// More bytes than any stream's end mark has.
    private static let markBytes = 60

    /// Ends the script before its end; what a reader makes of it is found out by a second reader.
    private func cut(_ script: inout ProviderScript, at count: Int, isStall: Bool) {
        script.ending = isStall ? .stalls(after: count) : .cut(after: count)
        guard var answer = script.answer else { return }
        var reader = MessageReader(.answers)
        if errand.isHead { reader.bodiless = [0] }
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
            if answer.isStream, isEarly, script.bytes.count - count < Self.markBytes {
                // with half an end mark a stream may be taken for whole or not
                script.ending = .closes
                return
            }
            answer.isWhole = answer.isStream ? answer.isWhole && !isEarly : true
            if isEarly, !answer.isStream { answer.body = masked(message.body) }
            if isEarly { answer.usage = nil }
        }
        script.answer = answer
    }
}
