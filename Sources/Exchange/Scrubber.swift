/// Takes what looks like a secret out of free text, in one pass; the last line of defence.
///
/// It knows `sk-…` (also `sk-ant-…`), `AIza…`, `gsk_…`, `xai-…`, `wr_…`, `AKIA…`, `Bearer …`, JSON web
/// tokens, and runs of 32 or more hex digits that stand close behind words like key or token. It errs
/// towards taking out too much: a sign counts in the middle of a word as well.
package enum Scrubber {
    /// What a secret is replaced by.
    package static let replacement = "[redacted]"

    /// A word that begins a secret, and how many characters must follow it.
    private struct Sign {
        let word: [UInt8]
        let least: Int

        init(_ word: String, _ least: Int) {
            self.word = Array(word.utf8)
            self.least = least
        }
    }

    private static let signs = [
        Sign("sk-", 16), Sign("AIza", 20), Sign("gsk_", 16), Sign("xai-", 16), Sign("AKIA", 16), Sign("wr_", 16),
        Sign("eyJ", 8),
    ]
    private static let words = ["key", "secret", "token", "password", "authorization", "bearer"].map { Array($0.utf8) }

    /// The text with every such run replaced.
    package static func scrub(_ text: String) -> String {
        var text = text
        if !text.withUTF8(mayHoldSecret) { return text }
        return text.withUTF8 { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            var wasReplaced = false
            scan(bytes) { piece, isSecret in
                if isSecret {
                    result.append(contentsOf: replacement.utf8)
                    wasReplaced = true
                } else {
                    result.append(contentsOf: piece)
                }
            }
            return wasReplaced ? String(decoding: result, as: UTF8.self) : nil
        } ?? text
    }

    /// A quick look: the shortest secret known is `eyJ` and 8 characters; behind `Bearer` anything may be one.
    private static func mayHoldSecret(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var run = 0
        for (index, byte) in bytes.enumerated() {
            run = isWordPart(byte) ? run + 1 : 0
            if run == 11 { return true }
            if byte | 0x20 == 0x62, equals(UnsafeBufferPointer(rebasing: bytes[index...].prefix(6)), "bearer") {
                return true
            }
        }
        return false
    }

    /// Hands the text on in pieces, each either harmless or a secret.
    ///
    /// Cut at every character that no token has; so each byte is looked at a fixed number of times.
    private static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ take: (Slice<UnsafeBufferPointer<UInt8>>, Bool) -> Void
    ) {
        var index = 0
        var plain = 0
        // Where the last key-like word ended, and whether the last word was `Bearer`.
        var wordEnd = Int.min / 2
        var isAfterBearer = false
        while index < bytes.count {
            guard isToken(bytes[index]) else {
                if !isSpace(bytes[index]) { isAfterBearer = false }
                index += 1
                continue
            }
            var end = index
            while end < bytes.count && isToken(bytes[end]) { end += 1 }
            let run = UnsafeBufferPointer(rebasing: bytes[index..<end])
            let secret = isAfterBearer && run.count >= 12 ? 0 : secretStart(run, isNearWord: index - wordEnd <= 5)
            if let secret {
                take(bytes[plain..<index + secret], false)
                take(bytes[index + secret..<end], true)
                plain = end
            }
            isAfterBearer = equals(run, "bearer")
            if endsWithWord(run) { wordEnd = end }
            index = end
        }
        take(bytes[plain..<bytes.count], false)
    }

    /// Where in a run of token characters a secret begins, or nil.
    private static func secretStart(_ run: UnsafeBufferPointer<UInt8>, isNearWord: Bool) -> Int? {
        var hexLength = 0
        var hexStart = 0
        for index in run.indices {
            if isHex(run[index]) {
                if hexLength == 0 { hexStart = index }
                hexLength += 1
            } else {
                hexLength = 0
            }
            let before = UnsafeBufferPointer(rebasing: run[..<hexStart])
            if hexLength == 32, isNearWord || endsWithWord(before, slack: 3) { return hexStart }
            for sign in signs where run.count - index >= sign.word.count + sign.least {
                if starts(run, at: index, with: sign) { return index }
            }
        }
        return nil
    }

    private static func starts(_ run: UnsafeBufferPointer<UInt8>, at index: Int, with sign: Sign) -> Bool {
        for offset in sign.word.indices where run[index + offset] != sign.word[offset] { return false }
        let first = index + sign.word.count
        return run[first..<first + sign.least].allSatisfy(isWordPart)
    }

    /// Tells whether a key-like word stands at the end of a run, at most `slack` characters before it.
    private static func endsWithWord(_ run: UnsafeBufferPointer<UInt8>, slack: Int = 0) -> Bool {
        for skip in 0...slack {
            for word in words where run.count - skip >= word.count {
                let start = run.count - skip - word.count
                var isEqual = true
                for offset in word.indices where lower(run[start + offset]) != word[offset] { isEqual = false }
                if isEqual { return true }
            }
        }
        return false
    }

    private static func equals(_ run: UnsafeBufferPointer<UInt8>, _ word: String) -> Bool {
        run.count == word.utf8.count && run.elementsEqual(word.utf8) { lower($0) == $1 }
    }

    /// The characters a token is made of (RFC 6750's b64token, and the underscore).
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte + 32 : byte
    }
}
