/// The messages Bedrock sends in its streams, as a test writes them.
enum ReplyFrames {
    static func event(_ name: String, _ payload: String) -> [UInt8] {
        AWSFrame(name: name, payload: Array(payload.utf8)).bytes()
    }

    static func exception(_ name: String, _ payload: String) -> [UInt8] {
        AWSFrame(messageType: "exception", name: name, payload: Array(payload.utf8)).bytes(
            nameHeader: ":exception-type"
        )
    }

    /// An event of Invoke, which holds `json` in base64.
    static func chunk(_ json: String) -> [UInt8] {
        event("chunk", #"{"bytes":"\#(base64(Array(json.utf8)))","p":"abc\"def"}"#)
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let three = bytes[start..<min(start + 3, bytes.count)]
            let bits = three.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - three.count))
            for place in 0..<4 {
                text.append(place <= three.count ? letters[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
            }
        }
        return text
    }
}
