import Exchange
import Support

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
        let time: Duration? = draw.once(in: 12) ? .milliseconds(draw.pick([300, 3_000, 30_000])) : nil
        if let time { lines.append("x-weir-timeout-ms: \(time.inNanoseconds / 1_000_000)") }
        if draw.once(in: 3) { lines.append("x-weir-conversation: talk-\(draw.int(1...3))") }
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
            fate: .goes
        )
        errand.isOldHTTP = isOld
        errand.time = time
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
