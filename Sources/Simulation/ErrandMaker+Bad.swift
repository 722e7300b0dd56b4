import Exchange
import Support

extension ErrandMaker {
    /// A request that weir must refuse.
    func bad(_ draw: inout Draw) -> Errand {
        let good = #"{"model":"gpt-5","messages":[]}"#
        var form = Form(path: "/v1/chat/completions", body: good)
        switch draw.int(0...12) {
        case 0: return wrongKey(form, &draw)
        case 1:
            form.key = nil
            return refused("no key", 401, form, &draw)
        case 2:
            form.fields = ["x-goog-api-key: \(Names.goodKey)"]
            return refused("two keys", 400, form, &draw)
        case 3:
            return refused(
                "no json",
                400,
                Form(path: form.path, body: draw.pick(["{", "[]", "", #"{"model":1}"#])),
                &draw
            )
        case 4: return refused("no model", 400, Form(path: form.path, body: #"{"messages":[]}"#), &draw)
        case 5: return refused("unknown model", 404, Form(path: form.path, body: #"{"model":"nobody"}"#), &draw)
        case 6:
            form.key = Names.boundKey
            return refused("forbidden model", 403, form, &draw)
        case 7: return refused("too large", 413, Form(path: form.path, body: good + draw.words(5_000)), &draw)
        case 8: return refused("no path", 404, Form(path: "/v2/chat", body: good), &draw)
        case 9:
            form.method = "BREW"
            return refused("wrong method", 405, form, &draw)
        case 10:
            form.fields = ["Content-Encoding: gzip"]
            return refused("coded body", 415, form, &draw)
        default: return unreadable(&draw)
        }
    }

    /// A request with a key that is not good.
    mutating func makeWrongKey(_ draw: inout Draw) -> Errand {
        count += 1
        return wrongKey(Form(path: "/v1/chat/completions", body: #"{"model":"gpt-5","messages":[]}"#), &draw)
    }

    private func wrongKey(_ form: Form, _ draw: inout Draw) -> Errand {
        var form = form
        form.key = draw.pick(["wr_test_nobody", Names.expiredKey])
        var errand = refused("wrong key", 401, form, &draw)
        errand.hasWrongKey = true
        return errand
    }

    private func refused(_ name: String, _ status: Int, _ form: Form, _ draw: inout Draw) -> Errand {
        var errand = self.form(name, form, &draw)
        errand.fate = .refused(status)
        return errand
    }

    /// A head or body that is not HTTP as weir speaks it.
    private func unreadable(_ draw: inout Draw) -> Errand {
        var form = Form(path: "/v1/chat/completions", body: #"{"model":"gpt-5"}"#)
        form.isPlainHTTP11 = true
        switch draw.int(0...5) {
        case 0: form.fields = ["Transfer-Encoding: chunked"]
        case 5: form.fields = ["Transfer-Encoding: gzip"]
        case 1: form.fields = ["Content-Length: 3"]
        case 2: form.path = "/v1/../v1/chat/completions"
        case 3: form.fields = ["x bad: 1"]
        default: form.fields = ["x-big: \(draw.words(3_000))"]
        }
        var errand = self.form("unreadable", form, &draw)
        errand.fate = .unreadable
        return errand
    }
}
