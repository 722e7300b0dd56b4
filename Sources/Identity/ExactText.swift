/// The bounds of what a token or an issuer may write.
enum TextBounds {
    /// The most bytes of `iss`.
    static let issuer = 512
    /// The most bytes of an audience.
    static let audience = 512
    /// The most audiences of a token, and of an issuer.
    static let audiences = 16
    /// The most bytes of `typ`.
    static let type = 64
    /// The most bytes of `kid`.
    static let keyID = 256
    /// The most bytes of what names a user, a team or an organisation.
    static let principal = 255
}

// `==` on strings follows canonical equivalence: U+212A is "K" to it. What decides about trust is compared by bytes.
extension String {
    /// True when both have the same bytes.
    func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// True when both have the same bytes but for the case of ASCII letters.
    func isExactlyIgnoringCase(_ other: String) -> Bool {
        utf8.elementsEqual(other.utf8) { Self.lower($0) == Self.lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    /// True for 1 to `count` characters of ASCII that can be seen.
    func isVisibleASCII(atMost count: Int) -> Bool {
        1...count ~= utf8.count && utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    /// True for 1 to `count` bytes of text of which all can be seen: it begins and ends with no blank.
    ///
    /// Refused are controls, what has no width or turns the direction, private and unassigned characters, every blank
    /// but U+0020, and U+FFFD, which stands for what was no text.
    func isVisible(atMost count: Int) -> Bool {
        guard 1...count ~= utf8.count, utf8.first != 0x20, utf8.last != 0x20 else { return false }
        return unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII { return 0x20...0x7E ~= scalar.value }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
                .unassigned:
                return false
            default: return scalar.value != 0xFFFD && !scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }
}
