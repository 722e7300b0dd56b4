import Exchange
import Support

/// Draws the requests callers make.
struct ErrandMaker {
    private var count = 0

    /// The next request, of any kind.
    mutating func make(_ draw: inout Draw) -> Errand {
        count += 1
        switch draw.int(0...19) {
        case 0...4: return chatStream(&draw)
        case 5...7: return chat(&draw)
        case 8...9: return messages(&draw)
        case 10:
            return plain(&draw, "embeddings", "/v1/embeddings", .openAIEmbeddings, #""input":"x""#, .embeddings(&draw))
        case 11:
            return plain(
                &draw,
                "responses",
                "/v1/responses",
                .openAIResponses,
                #""input":"x""#,
                .responses(&draw, text: draw.words(20))
            )
        case 12...14: return upload(&draw)
        case 15: return fetch(&draw)
        case 16: return local(&draw)
        default: return bad(&draw)
        }
    }

    /// A plain chat whose provider answers at once: what must always work.
    mutating func probe() -> Errand {
        count += 1
        var draw = Draw(seed: 1)
        var errand = form(
            "probe",
            Form(path: "/v1/chat/completions", body: #"{"model":"gpt-5","messages":[]}"#),
            &draw
        )
        errand.script = ScriptMaker().whole(.chat(&draw, text: "fine"), &draw)
        return errand
    }

    // MARK: what models answer

    private func chatStream(_ draw: inout Draw) -> Errand {
        let wantsUsage = draw.once(in: 3)
        let model = draw.pick(["gpt-5", "fast", "acme/gpt-5"])
        let options = wantsUsage ? #","stream_options":{"include_usage":true}"# : ""
        var errand = form(
            "chat stream",
            Form(
                path: draw.once(in: 5) ? "/openai/v1/chat/completions" : "/v1/chat/completions",
                body:
                    #"{"model":"\#(model)","stream":true\#(options),"messages":[{"role":"user","content":"\#(draw.words(30))"}]}"#
            ),
            &draw
        )
        errand.format = .openAIChat
        let text = draw.once(in: 8) ? Names.providerKey : draw.words(12)
        errand.script = ScriptMaker().make(.chatStream(&draw, text: text, callerWantsUsage: wantsUsage), &draw)
        return errand
    }

    private func chat(_ draw: inout Draw) -> Errand {
        let text = draw.once(in: 8) ? Names.providerKey : draw.words(60)
        return plain(
            &draw,
            "chat",
            "/v1/chat/completions",
            .openAIChat,
            #""messages":[{"role":"user","content":"\#(draw.words(40))"}]"#,
            .chat(&draw, text: text)
        )
    }

    private func messages(_ draw: inout Draw) -> Errand {
        var form = Form(
            path: draw.once(in: 2) ? "/anthropic/v1/messages" : "/v1/messages",
            body: #"{"model":"claude-x","max_tokens":9,"stream":true,"messages":[]}"#
        )
        if draw.once(in: 3) { form.key = Names.boundKey }
        form.fields = ["anthropic-version: 2023-06-01"]
        var errand = self.form("messages stream", form, &draw)
        errand.format = .anthropicMessages
        errand.script = ScriptMaker().make(.messagesStream(&draw, text: draw.words(12)), &draw)
        return errand
    }

    private func plain(
        _ draw: inout Draw,
        _ name: String,
        _ path: String,
        _ format: WireFormat,
        _ rest: String,
        _ body: AnswerBody
    ) -> Errand {
        // the provider of open-1 has no credential that it could give away
        let isOpen = format == .openAIChat && !String(decoding: body.wire, as: UTF8.self).contains(Names.providerKey)
        let models = isOpen ? ["gpt-5", "fast", "open-1"] : ["gpt-5", "fast"]
        let model = format == .openAIEmbeddings ? "embed-1" : draw.pick(models)
        var errand = form(name, Form(path: path, body: #"{"model":"\#(model)",\#(rest)}"#), &draw)
        errand.format = format
        errand.script = ScriptMaker(echo: model == "open-1" ? "echo" : Names.providerKey).make(body, &draw)
        return errand
    }

    // MARK: what passes through

    private func upload(_ draw: inout Draw) -> Errand {
        var form = Form(path: "/v1/files?purpose=x", body: "")
        form.bytes = draw.bytes(draw.int(0...3_000))
        form.fields = ["content-type: application/octet-stream"]
        var errand = self.form("upload", form, &draw)
        errand.script = ScriptMaker().make(AnswerBody(draw.bytes(draw.int(0...600))), &draw)
        errand.script.isEarly = draw.once(in: 4)
        return errand
    }

    private func fetch(_ draw: inout Draw) -> Errand {
        var form = Form(path: "/v1/files/file-1/content", body: "")
        form.method = draw.pick(["GET", "HEAD", "DELETE"])
        var errand = self.form(form.method, form, &draw)
        errand.isHead = form.method == "HEAD"
        errand.script = ScriptMaker().make(AnswerBody(draw.bytes(draw.int(0...600))), &draw, isHead: errand.isHead)
        return errand
    }

    private func local(_ draw: inout Draw) -> Errand {
        var form = Form(path: draw.pick(["/v1/models", "/v1/models/fast", "/anthropic/v1/models"]), body: "")
        form.method = "GET"
        var errand = self.form("models", form, &draw)
        errand.fate = .local
        return errand
    }
}

/// The parts of a request before they are bytes.
struct Form {
    var method = "POST"
    var path: String
    var bytes: [UInt8]
    var key: String? = Names.goodKey
    var fields: [String] = []
    var isPlainHTTP11 = false

    init(path: String, body: String) {
        self.path = path
        bytes = Array(body.utf8)
    }
}

extension ErrandMaker {
    /// Puts a form into bytes: version, framing and the little differences between clients are drawn.
    func form(_ name: String, _ form: Form, _ draw: inout Draw) -> Errand {
        let isOld = !form.isPlainHTTP11 && draw.once(in: 12)
        let isChunked = !isOld && !form.isPlainHTTP11 && !form.bytes.isEmpty && draw.once(in: 4)
        var lines = ["\(form.method) \(form.path) HTTP/1.\(isOld ? 0 : 1)", "Host: weir.test"]
        if let key = form.key { lines.append(draw.once(in: 3) ? "x-api-key: \(key)" : "Authorization: Bearer \(key)") }
        lines += form.fields + ["X-Plan: \(count)", "x-request-id: plan-\(count)"]
        if isOld, draw.once(in: 2) { lines.append("Connection: keep-alive") }
        if !isOld, draw.once(in: 8) { lines.append("Connection: close") }
        if !isOld, !form.bytes.isEmpty, draw.once(in: 8) { lines.append("Expect: 100-continue") }
        var body = form.bytes
        if isChunked {
            lines.append("Transfer-Encoding: chunked")
            body = Self.chunks(form.bytes, &draw)
        } else if form.method != "GET" || !form.bytes.isEmpty {
            lines.append("Content-Length: \(form.bytes.count)")
        }
        var errand = Errand(
            number: count,
            name: name,
            wire: Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body,
            body: form.bytes,
            fate: .goes,
            script: ScriptMaker().whole(AnswerBody([]), &draw)
        )
        errand.isOldHTTP = isOld
        return errand
    }

    /// The bytes in chunks of any size.
    static func chunks(_ bytes: [UInt8], _ draw: inout Draw) -> [UInt8] {
        var wire: [UInt8] = []
        for piece in draw.split(bytes) where !piece.isEmpty {
            wire +=
                Array(String(piece.count, radix: 16, uppercase: draw.once(in: 2)).utf8) + [13, 10] + piece + [13, 10]
        }
        return wire + Array("0\r\n\r\n".utf8)
    }
}
