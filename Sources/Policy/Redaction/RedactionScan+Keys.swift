extension RedactionScan {
    /// Notes a key that begins with the sign at `start`.
    mutating func key(_ sign: KeySign, _ start: Int) {
        guard start >= 0, text.count - start >= sign.prefix.count + sign.least else { return }
        for offset in sign.prefix.indices where text[start + offset] != sign.prefix[offset] { return }
        guard isFree(before: start) else { return }
        measureWord(at: start)
        // Words of a language, joined by dashes, have neither digit nor capital behind the sign.
        guard wordEnd - start - sign.prefix.count >= sign.least, wordMark >= start + sign.prefix.count else { return }
        found(.apiKey, start..<wordEnd)
    }

    /// Measures the run of a key's characters that `at` lies in, unless that was done.
    mutating func measureWord(at: Int) {
        guard at >= wordEnd else { return }
        wordEnd = at
        wordMark = -1
        while wordEnd < text.count, text[wordEnd].isWordPart {
            if text[wordEnd].isDigit || text[wordEnd].isUpper { wordMark = wordEnd }
            wordEnd += 1
        }
    }

    /// Notes the token behind the word `Bearer` at `start`.
    mutating func bearer(_ start: Int) {
        guard text.count - start > 18, isFree(before: start) else { return }
        for (offset, letter) in "bearer".utf8.enumerated() where text[start + offset] | 0x20 != letter { return }
        var first = start + 6
        if matches("%20", first) {
            first += 3
        } else {
            while first < start + 10, byte(first).isBlank { first += 1 }
        }
        guard first > start + 6 else { return }
        var end = first
        var isMarked = false
        while end < text.count, text[end].isTokenPart {
            if text[end].isDigit || (text[end].isUpper && end > first) { isMarked = true }
            end += 1
        }
        while end < text.count, text[end] == UInt8(ascii: "=") { end += 1 }
        // Twelve letters without digit or capital are a word that only follows another.
        if end - first >= 12, isMarked || end - first >= 32 { found(.token, first..<end) }
    }

    /// Notes a JSON web token that begins with `eyJ` at `start`: three or more parts with dots between them.
    mutating func webToken(_ start: Int) {
        guard start >= webTokenEnd, text[start] == UInt8(ascii: "e"), isFree(before: start) else { return }
        measureWord(at: start)
        guard wordEnd - start >= 10, byte(wordEnd) == UInt8(ascii: "."), wordEnd != brokenToken else { return }
        var end = wordEnd + 1
        while end < text.count, text[end].isWordPart { end += 1 }
        guard end - wordEnd > 8, byte(end) == UInt8(ascii: ".") else {
            brokenToken = wordEnd
            return
        }
        while end < text.count, text[end].isWordPart || text[end] == UInt8(ascii: ".") { end += 1 }
        webTokenEnd = end
        found(.token, start..<end)
    }
}
