extension RedactionScan {
    /// Notes an e-mail address around a sign `@`, however it is written.
    mutating func address(_ sign: Range<Int>) {
        let floor = addressFloor
        guard sign.lowerBound >= floor else { return }
        addressFloor = sign.upperBound
        guard let end = domainEnd(from: sign.upperBound) else { return }
        var before = sign.lowerBound
        // In JSON that lies in text the backslash of the escape may be doubled.
        while before > floor, text[before - 1] == UInt8(ascii: "\\") { before -= 1 }
        guard let start = localStart(to: before, floor) else { return }
        found(.email, start..<end)
    }

    private func localStart(to end: Int, _ floor: Int) -> Int? {
        var start = end
        while start > floor {
            let size = localSize(before: start)
            guard size > 0, start - size >= floor else { break }
            start -= size
        }
        if start > floor, let free = escapeEnd(start), free < end { start = free }
        while start < end, "._%+-".utf8.contains(text[start]) { start += 1 }
        return start < end ? start : nil
    }

    /// How many bytes the character of a local part takes that ends before `at`; 0 when it is none.
    private func localSize(before at: Int) -> Int {
        let last = text[at - 1]
        if last.isAlphanumeric { return 1 }
        switch last {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "-"): return 1
        case UInt8(ascii: "'"): return byte(at).isLetter && byte(at - 2).isLetter ? 1 : 0
        default:
            guard last.isContinuation else { return 0 }
            return wideSize(at - 2) == 2 ? 2 : wideSize(at - 3) == 3 ? 3 : 0
        }
    }

    /// Where a domain that begins behind the sign ends; nil when it has no dot with two letters behind it.
    private func domainEnd(from start: Int) -> Int? {
        var at = start
        var isDomain = false
        while let end = labelEnd(from: at) {
            if at > start, isNameStart(at) { isDomain = true }
            at = end
            guard byte(at) == UInt8(ascii: "."), labelEnd(from: at + 1) != nil else { break }
            at += 1
        }
        return isDomain ? at : nil
    }

    /// The end of a label: letters and digits, with one or two dashes between them; nil where none begins.
    private func labelEnd(from start: Int) -> Int? {
        var at = start
        var end = start
        while at < text.count {
            let size = text[at].isAlphanumeric ? 1 : wideSize(at)
            if size > 0 {
                at += size
                end = at
            } else if text[at] == UInt8(ascii: "-"), at > start, at - end < 2 {
                at += 1
            } else {
                break
            }
        }
        return end > start ? end : nil
    }

    private func isNameStart(_ at: Int) -> Bool {
        guard byte(at) < 0x80 else { return true }
        return byte(at).isLetter && (byte(at + 1).isLetter || byte(at + 1) >= 0x80)
    }

    /// How many bytes a letter beyond ASCII, or a character without width, takes at `at`; 0 when it is neither.
    ///
    /// Letters are those of two bytes: Latin, Greek, Cyrillic, Hebrew, Arabic. Scripts that write without blanks
    /// are not, since a whole sentence would run into the address.
    private func wideSize(_ at: Int) -> Int {
        let (first, second, third) = (byte(at), byte(at + 1), byte(at + 2))
        switch first {
        case 0xC2: return second == 0xAD ? 2 : 0
        case 0xC3...0xDF: return second.isContinuation ? 2 : 0
        case 0xE2: return Self.isWidthless(second, third) ? 3 : 0
        case 0xEF: return second == 0xBB && third == 0xBF ? 3 : 0
        default: return 0
        }
    }

    /// U+200B to U+200D and U+2060, behind E2.
    private static func isWidthless(_ second: UInt8, _ third: UInt8) -> Bool {
        second == 0x80 && (0x8B...0x8D).contains(third) || second == 0x81 && third == 0xA0
    }
}
