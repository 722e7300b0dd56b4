/// One pass over one text, noting what is to be taken out.
///
/// Each anchor is looked at once. What is found at one place is remembered where the next anchors would look at the
/// same bytes again, so that no text makes it take more than linear time.
struct RedactionScan {
    let text: UnsafeBufferPointer<UInt8>
    var spans = RedactionSpans()

    /// The run of `isWordPart` that was measured last: where it ends, and the last digit or capital in it.
    var wordEnd = 0
    var wordMark = -1
    /// Where the first part of something ended that began like a JSON web token and was none.
    var brokenToken = -1
    /// The end of the last JSON web token.
    var webTokenEnd = 0
    /// The end of the last sign `@`, behind which a local part begins at the earliest.
    var addressFloor = 0
    /// Where the next `-----END` begins, once it was looked for; the text's end when there is none.
    var nextPEMEnd = -1

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    /// Looks at every pair of bytes.
    mutating func run(_ anchors: RedactionAnchors) {
        guard text.count > 1, let start = text.baseAddress else { return }
        let raw = UnsafeRawPointer(start)
        anchors.withTable { table in
            let last = text.count - 1
            var at = 0
            while at < last {
                let pair = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt16.self))
                let anchor = table[Int(pair)]
                at = anchor == 0 ? at + 1 : look(RedactionAnchors.Anchor(rawValue: anchor) ?? .none, at)
            }
        }
    }

    /// Looks closer; the place to go on from, behind `at`.
    private mutating func look(_ anchor: RedactionAnchors.Anchor, _ at: Int) -> Int {
        switch anchor {
        case .none: break
        case .at: address(at..<at + 1)
        case .escapedAt: if matches("\\u0040", at) { address(at..<at + 6) }
        case .percentAt: if matches("%40", at) { address(at..<at + 3) }
        case .wideAt: if at > 0, text[at - 1] == 0xEF { address(at - 1..<at + 2) }
        case .digits: return digits(at)
        case .sign: for sign in KeySign.all { key(sign, at - sign.anchor) }
        case .bearer: bearer(at)
        case .jwt: webToken(at - 1)
        case .pem: privateKey(at - 4)
        case .iban: account(at - 1)
        }
        return at + 1
    }

    /// Notes a find.
    mutating func found(_ kind: RedactionKind, _ range: Range<Int>) {
        spans.add(range, kind.index)
    }

    /// True when the text goes on with these words.
    func matches(_ words: StaticString, _ at: Int) -> Bool {
        guard at >= 0, text.count - at >= words.utf8CodeUnitCount else { return false }
        for offset in 0..<words.utf8CodeUnitCount where text[at + offset] != words.utf8Start[offset] { return false }
        return true
    }

    /// The byte at a place, 0 outside of the text.
    func byte(_ at: Int) -> UInt8 { at >= 0 && at < text.count ? text[at] : 0 }

    /// True when no word runs into the place: before it is no letter or digit but the last of an escape.
    func isFree(before at: Int) -> Bool {
        !byte(at - 1).isAlphanumeric || escapeEnd(at - 1) == at || escapeEnd(at - 5) == at
            || (byte(at - 3) == UInt8(ascii: "%") && byte(at - 2).isHex && byte(at - 1).isHex)
    }

    /// The end of an escape of JSON whose letter stands at `at`, or nil when there is none.
    func escapeEnd(_ at: Int) -> Int? {
        guard byte(at - 1) == UInt8(ascii: "\\") else { return nil }
        switch byte(at) {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
            return at + 1
        case UInt8(ascii: "u"): return (at + 1..<at + 5).allSatisfy { byte($0).isHex } ? at + 5 : nil
        default: return nil
        }
    }
}

extension RedactionKind {
    /// The place among all kinds.
    var index: Int {
        switch self {
        case .apiKey: 0
        case .token: 1
        case .privateKey: 2
        case .email: 3
        case .card: 4
        case .iban: 5
        }
    }
}
