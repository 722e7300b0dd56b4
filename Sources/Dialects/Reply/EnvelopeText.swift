/// Decodes base64 (RFC 4648, section 4) that comes in pieces cut anywhere.
///
/// What is no letter of the alphabet is stepped over, so what was damaged comes out as text that is no JSON.
struct EnvelopeText: Sendable {
    /// What has been decoded and not been taken yet; at most three quarters of the pieces since.
    var bytes: [UInt8] = []
    private var bits: UInt32 = 0
    private var letters = 0

    /// Begins anew.
    mutating func reset() {
        (bits, letters) = (0, 0)
        if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
    }

    /// Decodes the next piece.
    mutating func append(_ piece: UnsafeRawBufferPointer) {
        bytes.reserveCapacity(bytes.count + piece.count)
        for letter in piece {
            guard let value = Self.value(letter) else { continue }
            bits = bits << 6 | value
            letters += 1
            switch letters {
            case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            case 3: bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            case 4:
                bytes.append(UInt8(truncatingIfNeeded: bits))
                letters = 0
            default: break
            }
        }
    }

    @inline(__always)
    private static func value(_ letter: UInt8) -> UInt32? {
        switch letter {
        case 0x41...0x5A: UInt32(letter) - 0x41
        case 0x61...0x7A: UInt32(letter) - 0x47
        case 0x30...0x39: UInt32(letter) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
