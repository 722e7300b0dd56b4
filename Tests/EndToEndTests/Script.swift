import Foundation

/// The answers of the provider on the wire.
enum Script {
    static let streamHead = Array(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".utf8
    )

    /// A chat completion that tells `number` and 2 x `number` tokens.
    static func plain(_ number: Int) -> [UInt8] {
        json(
            #"{"id":"c","model":"gpt-5","choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}],"#
                + #""usage":{"prompt_tokens":\#(number),"completion_tokens":\#(2 * number)}}"#
        )
    }

    static func json(_ text: String, status: Int = 200) -> [UInt8] {
        Array(
            "HTTP/1.1 \(status) X\r\ncontent-type: application/json\r\ncontent-length: \(text.utf8.count)\r\n\r\n\(text)"
                .utf8
        )
    }

    /// A stream of 5 events that tells the same tokens.
    static func stream(_ number: Int) -> [UInt8] {
        var bytes = streamHead
        for index in 0..<5 { bytes += chunk(event(#""choices":[{"index":0,"delta":{"content":"\#(index)"}}]"#)) }
        bytes += chunk(
            event(#""choices":[],"usage":{"prompt_tokens":\#(number),"completion_tokens":\#(2 * number)}"#)
        )
        return bytes + chunk("data: [DONE]\n\n") + Array("0\r\n\r\n".utf8)
    }

    static func event(_ rest: String) -> String {
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-5\",\(rest)}\n\n"
    }

    static func chunk(_ text: String) -> [UInt8] {
        Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8)
    }

    /// An answer of that status; 204 and 304 have no body, and an answer to HEAD tells a length only.
    static func status(_ status: Int, isHead: Bool) -> [UInt8] {
        if status == 204 || status == 304 { return Array("HTTP/1.1 \(status) X\r\netag: \"e\"\r\n\r\n".utf8) }
        let whole = json(#"{"error":{"message":"said \#(status)","type":"t"}}"#, status: status)
        guard isHead, let end = String(decoding: whole, as: UTF8.self).range(of: "\r\n\r\n") else { return whole }
        return Array(String(decoding: whole, as: UTF8.self)[..<end.upperBound].utf8)
    }
}
