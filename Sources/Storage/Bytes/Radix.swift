/// Numbers and bytes as text: base 62 for tokens, base 64 for keys, hex for ids.
enum Radix {
    /// The digits of base 62 in the order of their values.
    static let digits62 = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let digits64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The six base-62 digits of `number`, most significant first; 62^6 holds every UInt32.
    static func sixDigits(_ number: UInt32) -> [UInt8] {
        var rest = Int(number)
        var result = [UInt8](repeating: 0, count: 6)
        for index in stride(from: 5, through: 0, by: -1) {
            result[index] = digits62[rest % 62]
            rest /= 62
        }
        return result
    }

    /// The hex digits of `bytes`, in lower case.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The sixteen hex digits of `word`, in lower case.
    static func hex(_ word: UInt64) -> String {
        hex((0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) })
    }

    /// Base 64 with padding (RFC 4648, section 4).
    static func encode64(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(3))
            rest = rest.dropFirst(3)
            let word =
                UInt32(part[0]) << 16 | UInt32(part.count > 1 ? part[1] : 0) << 8
                | UInt32(part.count > 2 ? part[2] : 0)
            for place in 0..<4 {
                result.append(place <= part.count ? digits64[Int(word >> (18 - 6 * UInt32(place)) & 63)] : 0x3D)
            }
        }
        return result
    }

    /// The bytes of a base-64 text, standard or URL alphabet, padded or not; nil when it is not one.
    static func decode64(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = Array(text)
        var body = text[...]
        while body.last == 0x3D, text.count - body.count < 2 { body = body.dropLast() }
        guard body.count % 4 != 1, body.count == text.count || text.count % 4 == 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(body.count * 3 / 4)
        var bits: UInt32 = 0
        var held: UInt32 = 0
        for character in body {
            guard let digit = value64(character) else { return nil }
            bits = bits << 6 | digit
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            result.append(UInt8(truncatingIfNeeded: bits >> held))
        }
        // Bits left over must be zero, or two texts would name the same bytes.
        return bits & (1 << held - 1) == 0 ? result : nil
    }

    private static func value64(_ character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5A: UInt32(character - 0x41)
        case 0x61...0x7A: UInt32(character - 0x61 + 26)
        case 0x30...0x39: UInt32(character - 0x30 + 52)
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }
}
