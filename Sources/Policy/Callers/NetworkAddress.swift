#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An IPv4 or IPv6 address as its 16 bytes; IPv4 is written as IPv6 maps it (RFC 4291, section 2.5.5.2).
package struct NetworkAddress: Sendable, Hashable {
    /// The first 8 bytes, in the order of the wire.
    let high: UInt64
    /// The last 8 bytes.
    let low: UInt64

    /// True for an IPv4 address, mapped ones included.
    var isVersion4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// Takes an address of 4 or 16 bytes; nil for any other length.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self.init(high: 0, low: 0xFFFF_0000_0000 | Self.number(bytes))
        case 16: self.init(high: Self.number(bytes.prefix(8)), low: Self.number(bytes.dropFirst(8)))
        default: return nil
        }
    }

    /// Reads an address as text, a zone behind `%` left out; nil for anything else.
    package init?(_ text: String) {
        let text = String(text.prefix { $0 != "%" })
        var six = in6_addr()
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr)))
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: &six) { Array($0) })
        } else {
            return nil
        }
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    private static func number(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// What one caller is taken to have for itself: the address of IPv4, the network of 64 bits of IPv6.
    package var callersOwn: NetworkAddress { isVersion4 ? self : NetworkAddress(high: high, low: 0) }

    /// True for an address that anybody on the internet can have.
    ///
    /// All others belong to this machine, to the house or its provider's inner network, or stand for other things: what
    /// the IANA registries of special-purpose addresses list as not global (RFC 6890), and every form of IPv6 that
    /// carries an address of IPv4 within.
    package var isPublic: Bool {
        if isVersion4 { return Self.isPublic(version4: UInt32(truncatingIfNeeded: low)) }
        // only 2000::/3 is handed out; of it, what is translated, for documents or for tests is not
        guard high >> 61 == 1 else { return false }
        let first = UInt32(truncatingIfNeeded: high >> 32)
        // Teredo, benchmarks, ORCHID and the rest of 2001::/23; documentation; 6to4; documentation
        if first >> 9 == 0x2001_0000 >> 9 || first == 0x2001_0DB8 || first >> 16 == 0x2002 { return false }
        return first >> 12 != 0x3_FFF0
    }

    /// The networks of IPv4 that are not public: the first address and how many bits of it count.
    private static let inner: [(network: UInt32, bits: UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
        (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16),
        (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
    ]

    private static func isPublic(version4 address: UInt32) -> Bool {
        !inner.contains { (address ^ $0.network) >> (32 - $0.bits) == 0 }
    }
}
