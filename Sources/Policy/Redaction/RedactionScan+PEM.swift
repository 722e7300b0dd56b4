extension RedactionScan {
    private static let mostBytes = 65_536

    /// Notes a private key whose `-----BEGIN` stands at `start`, to its end or as far as it was cut off.
    mutating func privateKey(_ start: Int) {
        guard matches("-----BEGIN ", start) else { return }
        var label = start + 11
        while label < text.count, label < start + 75, text[label].isUpper || text[label].isDigit || text[label] == 0x20
        {
            label += 1
        }
        guard ends(label, "PRIVATE KEY") || ends(label, "PRIVATE KEY BLOCK"), matches("-----", label) else { return }
        let body = label + 5
        if nextPEMEnd < body { nextPEMEnd = find("-----END ", from: body) }
        guard nextPEMEnd < text.count, nextPEMEnd - body <= Self.mostBytes else {
            return found(.privateKey, start..<cutEnd(from: body))
        }
        var end = nextPEMEnd + 9
        let most = end + 64
        while end < text.count, end < most, text[end].isUpper || text[end].isDigit || text[end] == 0x20 { end += 1 }
        while end < text.count, end < most + 5, text[end] == UInt8(ascii: "-") { end += 1 }
        found(.privateKey, start..<end)
    }

    private func ends(_ at: Int, _ words: StaticString) -> Bool { matches(words, at - words.utf8CodeUnitCount) }

    private func find(_ words: StaticString, from start: Int) -> Int {
        var at = start
        while at < text.count {
            if text[at] == words.utf8Start[0], matches(words, at) { return at }
            at += 1
        }
        return text.count
    }

    /// Where a key without an end stops looking like one: lines of base64, however their ends are written.
    private func cutEnd(from body: Int) -> Int {
        var end = body
        while true {
            var at = end
            while at < text.count {
                if text[at].isBlank {
                    at += 1
                } else if text[at] == UInt8(ascii: "\\"), byte(at + 1) == 0x6E || byte(at + 1) == 0x72 {
                    at += 2
                } else {
                    break
                }
            }
            let line = at
            while at < text.count, text[at].isAlphanumeric || "+/=".utf8.contains(text[at]) { at += 1 }
            guard at - line >= 16 || (at == text.count && at > line) else { return end }
            end = at
        }
    }
}
