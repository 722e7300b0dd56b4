extension RedactionScan {
    /// The most groups in which a card's number is written.
    private static let mostGroups = 5

    /// Notes a card's number that begins with the digits at `start`; the place behind these digits.
    mutating func digits(_ start: Int) -> Int {
        var end = start
        while end < text.count, text[end].isDigit { end += 1 }
        guard end - start >= 4, end - start <= CardNumber.length.upperBound, isFree(before: start) else { return end }
        let isFraction = byte(start - 1) == UInt8(ascii: ".") && byte(start - 2).isDigit
        guard !isFraction, let last = cardEnd(start, end) else { return end }
        found(.card, start..<last)
        return last
    }

    /// The end of the longest number of whole groups of digits that is a card's, the first from `start` to `end`.
    private func cardEnd(_ start: Int, _ end: Int) -> Int? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: CardNumber.length.upperBound) { number in
            var count = 0
            var group = start..<end
            var best: Int?
            for _ in 0..<Self.mostGroups {
                guard count + group.count <= number.count else { break }
                for at in group {
                    number[count] = text[at]
                    count += 1
                }
                if isEnd(group.upperBound, isOnly: group.lowerBound == start),
                    CardNumber.isOne(UnsafeBufferPointer(rebasing: number[..<count]))
                {
                    best = group.upperBound
                }
                let next = group.upperBound + separatorSize(group.upperBound)
                guard next > group.upperBound, byte(next).isDigit else { break }
                var last = next
                while last < text.count, last - next <= number.count, text[last].isDigit { last += 1 }
                group = next..<last
            }
            return best
        }
    }

    /// True when a number may end here: no letter follows, nor, behind one group, a fraction.
    private func isEnd(_ at: Int, isOnly: Bool) -> Bool {
        if byte(at).isAlphanumeric { return false }
        return !isOnly || byte(at) != UInt8(ascii: ".") || !byte(at + 1).isDigit
    }

    /// How many bytes stand between two groups: one blank or dash, or a character without width.
    private func separatorSize(_ at: Int) -> Int {
        switch (byte(at), byte(at + 1), byte(at + 2)) {
        case (0x20, _, _), (0x2D, _, _): 1
        // The blank that does not break, and the soft hyphen.
        case (0xC2, 0xA0, _), (0xC2, 0xAD, _): 2
        // U+2002 to U+2015: blanks, characters without width, dashes; the narrow blank; the word joiner.
        case (0xE2, 0x80, 0x82...0x95), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0xA0): 3
        case (0xEF, 0xBB, 0xBF): 3
        default: 0
        }
    }

    /// Notes an account number whose country stands at `start` (ISO 13616): its length, and 1 modulo 97.
    mutating func account(_ start: Int) {
        guard start >= 0, text[start].isUpper, byte(start + 3).isDigit, isFree(before: start),
            let length = Self.accountLength(text[start], text[start + 1])
        else { return }
        var rest = 0
        var (count, at) = (0, start)
        var head: (UInt8, UInt8, UInt8, UInt8) = (text[start], text[start + 1], text[start + 2], text[start + 3])
        while count < length {
            if count > 0, separatorSize(at) > 0, count % 4 == 0 { at += separatorSize(at) }
            guard byte(at).isDigit || byte(at).isUpper else { return }
            if count >= 4 { rest = Self.remainder(rest, text[at]) }
            count += 1
            at += 1
        }
        withUnsafeBytes(of: &head) { for letter in $0 { rest = Self.remainder(rest, letter) } }
        if rest == 1, !byte(at).isAlphanumeric { found(.iban, start..<at) }
    }

    private static func remainder(_ rest: Int, _ letter: UInt8) -> Int {
        letter.isDigit ? (rest * 10 + Int(letter - 0x30)) % 97 : (rest * 100 + Int(letter - 0x41) + 10) % 97
    }

    /// The lengths of the registry, each behind its country.
    private static let accountLengths: StaticString = """
        AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22\
        GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19\
        MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23\
        TN24TR26UA29VA22VG24XK20YE30
        """

    private static func accountLength(_ first: UInt8, _ second: UInt8) -> Int? {
        let table = UnsafeBufferPointer(start: accountLengths.utf8Start, count: accountLengths.utf8CodeUnitCount)
        for at in stride(from: 0, to: table.count - 3, by: 4) where table[at] == first && table[at + 1] == second {
            return Int(table[at + 2] - 0x30) * 10 + Int(table[at + 3] - 0x30)
        }
        return nil
    }
}
