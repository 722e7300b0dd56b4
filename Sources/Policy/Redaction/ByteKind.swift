/// What a byte of UTF-8 text may be a part of.
extension UInt8 {
    /// `0-9`.
    var isDigit: Bool { self &- 0x30 < 10 }
    /// `A-Z`.
    var isUpper: Bool { self &- 0x41 < 26 }
    /// `A-Z a-z`.
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// `0-9 A-Z a-z`.
    var isAlphanumeric: Bool { isDigit || isLetter }
    /// `0-9 A-Z a-z _ -`, of which keys are made.
    var isWordPart: Bool { isAlphanumeric || self == 0x5F || self == 0x2D }
    /// `0-9 A-Z a-z _`, as `\w`.
    var isWord: Bool { isAlphanumeric || self == 0x5F }
    /// `0-9 A-Z a-z - . _ ~ + /`, of which bearer tokens are made (RFC 6750, section 2.1).
    var isTokenPart: Bool { isWordPart || self == 0x2E || self == 0x7E || self == 0x2B || self == 0x2F }
    /// `0-9 A-F a-f`.
    var isHex: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
    /// A blank, a tab or an end of line.
    var isBlank: Bool { self == 0x20 || self &- 0x09 < 5 }
    /// A byte that continues a character.
    var isContinuation: Bool { self & 0xC0 == 0x80 }
}
