import Exchange

extension KeyTable {
    /// `providers.*.headers`.
    static let headers = Field<ProviderSettings>(
        rows: [
            KeyRow(
                path: "headers",
                shape: .headers,
                fallback: "",
                summary: "Header lines added when the caller sent none of that name; not for credentials.",
                example: "{anthropic-beta: context-1m-2025-08-07}"
            )
        ],
        read: { entry, section, reading in
            var lines: [HeaderLine] = []
            let members = reading.members(of: entry)
            if members.count > 64 { reading.error(entry, "must not have more than 64 names") }
            for member in members.prefix(64) {
                let below = entry.below(member)
                reading.found(below)
                if let fault = HeaderRules.fault(ofName: member.key) {
                    reading.error(below.path, at: member.position, fault)
                } else if lines.contains(where: { $0.name == member.key.lowercased() }) {
                    reading.error(below.path, at: member.position, "a second line of that name")
                } else if let value = HeaderRules.value(below, &reading) {
                    lines.append(HeaderLine(name: member.key.lowercased(), value: value))
                }
            }
            section.headers = lines.sorted { $0.name < $1.name }
        },
        lines: { section in section.headers.map { ("headers.\($0.name)", "\"\($0.value)\"") } }
    )
}

/// Which header lines may be added.
enum HeaderRules {
    private static let credentials: Set<String> = [
        "authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie",
        "x-amz-security-token",
    ]

    private static let connection: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "te", "trailer", "transfer-encoding",
        "upgrade", "host", "content-length", "expect", "http2-settings",
    ]

    /// Why a line of that name may not be added, or nil.
    static func fault(ofName name: String) -> String? {
        let lowered = name.lowercased()
        guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy(isToken) else {
            return "is not the name of a header field"
        }
        if credentials.contains(lowered) { return "carries a credential; put it under keys" }
        if connection.contains(lowered) { return "belongs to the connection; weir sets it itself" }
        if lowered.hasPrefix("x-weir-") { return "is weir's own" }
        return nil
    }

    static func value(_ entry: Entry, _ reading: inout Reading) -> String? {
        guard let text = reading.text(entry) else { return nil }
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), text.first != " ", text.last != " " else {
            reading.error(entry, "must be printable ASCII without a blank at either end")
            return nil
        }
        return text
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
