#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An address to listen on: an IP address, or `localhost`, and a port.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 address, an IPv6 address without brackets, or `localhost`.
    package let host: String
    /// The port; 0 lets the system choose.
    package let port: Int

    /// Makes an address from checked parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let inner = String(host.dropFirst().dropLast())
            guard Self.isIPv6(inner) else { return nil }
            self.init(host: inner.lowercased(), port: port)
        } else {
            guard host == "localhost" || Self.isIPv4(String(host)) else { return nil }
            self.init(host: String(host), port: port)
        }
    }

    /// The address as it is written in the file.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// True when only this machine can reach it.
    package var isLoopback: Bool { Self.isLoopback(host: host) }

    /// True when both cannot be bound at once: one port, and hosts that are equal or of which one is every address.
    package func overlaps(_ other: ListenAddress) -> Bool {
        guard port == other.port, port != 0 else { return false }
        let every = ["0.0.0.0", "::"]
        return host == other.host || every.contains(host) || every.contains(other.host)
    }

    /// True for 127.0.0.0/8, ::1, the two mapped, and the name `localhost`.
    package static func isLoopback(host: String) -> Bool {
        if host == "localhost" { return true }
        if host.hasPrefix("127."), isIPv4(host) { return true }
        var address = in6_addr()
        guard inet_pton(AF_INET6, host, &address) == 1 else { return false }
        let bytes = withUnsafeBytes(of: &address) { Array($0) }
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes[15] == 1 }
        return bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF && bytes[12] == 127
    }

    static func isIPv4(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1
    }

    static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text == "0" || text.utf8.first != 0x30, let port = Int(text), port <= 65_535
        else { return nil }
        return port
    }
}
