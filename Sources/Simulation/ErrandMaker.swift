import Exchange
import Support

/// Draws the requests callers make.
struct ErrandMaker {
    var count = 0

    /// The next request; in a crowd and in an outage mostly of the kinds that are tried again.
    mutating func make(_ kind: Terms.Kind, _ draw: inout Draw) -> Errand {
        count += 1
        if kind != .mixed, !draw.once(in: 10) {
            return draw.once(in: 3) ? chatStream(&draw) : chat(&draw, words: 4)
        }
        switch draw.int(0...19) {
        case 0...4: return chatStream(&draw)
        case 5...7: return chat(&draw, words: 40)
        case 8...9: return messages(&draw)
        case 10: return embeddings(&draw)
        case 11: return responses(&draw)
        case 12...14: return upload(&draw)
        case 15: return fetch(&draw)
        case 16: return local(&draw)
        default: return bad(&draw)
        }
    }

    /// A plain chat whose provider answers at once: what must always work.
    mutating func probe() -> Errand {
        count += 1
        var form = Form(path: "/v1/chat/completions", body: #"{"model":"gpt-5","messages":[]}"#)
        form.isPlainHTTP11 = true
        form.key = Names.probeKey
        var draw = Draw(seed: 1)
        var errand = self.form("probe", form, &draw)
        errand.reply = { .chat(&$0, text: $1) }
        errand.isProbe = true
        return errand
    }

    /// A key of a caller that may ask for any model.
    private func key(_ draw: inout Draw) -> String {
        draw.pick([Names.goodKey, Names.goodKey, Names.goodKey, Names.criticalKey, Names.sheddableKey])
    }

    // MARK: what models answer

    private func chatStream(_ draw: inout Draw) -> Errand {
        let wantsUsage = draw.once(in: 3)
        let model = draw.pick(["gpt-5", "fast", "acme/gpt-5", "smart", "smart"])
        let options = wantsUsage ? #","stream_options":{"include_usage":true}"# : ""
        var form = Form(
            path: draw.once(in: 5) ? "/openai/v1/chat/completions" : "/v1/chat/completions",
            body:
                #"{"model":"\#(model)","stream":true\#(options),"messages":[{"role":"user","content":"\#(draw.words(30))"}]}"#
        )
        form.key = key(&draw)
        var errand = self.form("chat stream", form, &draw)
        errand.format = .openAIChat
        let words = draw.words(12)
        errand.reply = { .chatStream(&$0, text: $1 == "word" ? words : $1, callerWantsUsage: wantsUsage) }
        return errand
    }

    private func chat(_ draw: inout Draw, words: Int) -> Errand {
        let model = draw.pick(["gpt-5", "fast", "open-1", "smart", "smart"])
        let rest = #""messages":[{"role":"user","content":"\#(draw.words(words))"}]"#
        var errand = plain(&draw, "chat", "/v1/chat/completions", model, rest)
        errand.format = .openAIChat
        errand.reply = { .chat(&$0, text: $1) }
        return errand
    }

    private func messages(_ draw: inout Draw) -> Errand {
        let model = draw.pick(["claude-x", "claude-x", "smart"])
        var form = Form(
            path: draw.once(in: 2) ? "/anthropic/v1/messages" : "/v1/messages",
            body: #"{"model":"\#(model)","max_tokens":9,"stream":true,"messages":[]}"#
        )
        form.key = model == "claude-x" && draw.once(in: 3) ? Names.boundKey : key(&draw)
        form.fields = ["anthropic-version: 2023-06-01"]
        var errand = self.form("messages stream", form, &draw)
        errand.format = .anthropicMessages
        let words = draw.words(12)
        errand.reply = { draw, _ in .messagesStream(&draw, text: words) }
        return errand
    }

    private func embeddings(_ draw: inout Draw) -> Errand {
        var errand = plain(&draw, "embeddings", "/v1/embeddings", "embed-1", #""input":"x""#)
        errand.format = .openAIEmbeddings
        errand.reply = { draw, _ in .embeddings(&draw) }
        return errand
    }

    private func responses(_ draw: inout Draw) -> Errand {
        let rest = draw.once(in: 2) ? #""input":"x""# : #""input":"x","store":false"#
        var errand = plain(&draw, "responses", "/v1/responses", draw.pick(["gpt-5", "fast", "smart"]), rest)
        errand.format = .openAIResponses
        errand.reply = { .responses(&$0, text: $1) }
        return errand
    }

    private func plain(_ draw: inout Draw, _ name: String, _ path: String, _ model: String, _ rest: String) -> Errand {
        var form = Form(path: path, body: #"{"model":"\#(model)",\#(rest)}"#)
        form.key = key(&draw)
        return self.form(name, form, &draw)
    }

    // MARK: what passes through

    private func upload(_ draw: inout Draw) -> Errand {
        var form = Form(path: "/v1/files?purpose=x", body: "")
        form.bytes = draw.bytes(draw.int(0...3_000))
        form.fields = ["content-type: application/octet-stream"]
        var errand = self.form("upload", form, &draw)
        let count = draw.int(0...600)
        errand.reply = { draw, _ in AnswerBody(draw.bytes(count)) }
        errand.isEarly = draw.once(in: 4)
        return errand
    }

    private func fetch(_ draw: inout Draw) -> Errand {
        var form = Form(path: "/v1/files/file-1/content", body: "")
        form.method = draw.pick(["GET", "HEAD", "DELETE"])
        var errand = self.form(form.method, form, &draw)
        errand.isHead = form.method == "HEAD"
        let count = draw.int(0...600)
        errand.reply = { draw, _ in AnswerBody(draw.bytes(count)) }
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
