import Exchange

/// The form of the tokens weir hands out: `wr_<kind>_`, 30 random base-62 digits, 6 of their CRC-32.
///
/// GitHub's layout: a mistyped or made-up token is refused by its checksum, without any cryptography
/// or look-up; scanners find leaks by `\bwr_(live|test|adm)_[0-9A-Za-z]{36}\b`.
package enum ClientToken {
    /// What a token is for.
    package enum Kind: String, Sendable, CaseIterable {
        /// The data plane.
        case live
        /// The data plane, for trials.
        case test
        /// The admin plane.
        case admin = "adm"

        /// What such a token begins with.
        package var prefix: String { "wr_\(rawValue)_" }
    }

    /// Draws a token; the generator must be fit for secrets.
    static func mint(_ kind: Kind, using generator: inout some RandomNumberGenerator) -> Secret {
        var text = Array(kind.prefix.utf8)
        for _ in 0..<30 { text.append(Radix.digits62[Int.random(in: 0..<62, using: &generator)]) }
        text += Radix.sixDigits(CRC32.of(text))
        return Secret(copying: text)
    }

    /// The kind of a token whose form and checksum are right, else nil.
    package static func kind(of token: UnsafeRawBufferPointer) -> Kind? {
        guard let kind = claimedKind(of: token) else { return nil }
        let start = token.count - 36
        guard token[start...].allSatisfy(isDigit) else { return nil }
        return Radix.sixDigits(CRC32.of(token[..<(token.count - 6)])).elementsEqual(token.suffix(6)) ? kind : nil
    }

    private static func claimedKind(of token: UnsafeRawBufferPointer) -> Kind? {
        switch token.count {
        case 44 where token.starts(with: "wr_live_".utf8): .live
        case 44 where token.starts(with: "wr_test_".utf8): .test
        case 43 where token.starts(with: "wr_adm_".utf8): .admin
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
