package import Exchange

/// A provider's address: an origin and the path that goes before the rest.
///
/// Read strictly, so that no two readers can disagree about the host a credential is sent to: `http` or `https`
/// in lower case, a host, perhaps a port, perhaps a path. No user, query, fragment, escape or empty segment.
package struct BaseURL: Sendable, Hashable, CustomStringConvertible {
    /// Why a text is not a base URL; `description` says what would be right.
    package enum Fault: String, Error, Sendable, CustomStringConvertible {
        /// Neither `http://` nor `https://`.
        case scheme = "must begin with https:// or http://"
        /// An `@` before the path.
        case user = "must not hold a user or password"
        /// A `?`.
        case query = "must not hold a query"
        /// A `#`.
        case fragment = "must not hold a fragment"
        /// Not a name and not an address.
        case host = "must name a host: a DNS name, an IPv4 address or an [IPv6] address"
        /// Not a number from 1 to 65535.
        case port = "must have a port from 1 to 65535"
        /// A character or segment that is not plain.
        case path = "must have a plain path: no escapes, no empty, . or .. segments, at most 512 bytes"

        /// What would be right.
        package var description: String { rawValue }
    }

    /// The scheme, host and port.
    package let origin: Origin
    /// The path without a slash at its end; may be empty.
    package let path: String

    /// Makes a base URL from checked parts.
    package init(origin: Origin, path: String) {
        self.origin = origin
        self.path = path
    }

    /// Reads a base URL.
    package init(parsing text: String) throws(Fault) {
        let isTLS = text.hasPrefix("https://")
        guard isTLS || text.hasPrefix("http://") else { throw .scheme }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        if rest.contains("#") { throw .fragment }
        if rest.contains("?") { throw .query }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        if rest[..<slash].contains("@") { throw .user }
        let (host, port) = try Self.authority(rest[..<slash])
        origin = Origin(isTLS: isTLS, host: host, port: port ?? (isTLS ? 443 : 80))
        path = try Self.path(rest[slash...])
    }

    /// The origin, its port always written, and the path.
    package var description: String { origin.description + path }

    /// True when a credential could be read on its way: plain HTTP to another machine.
    package var sendsInClear: Bool { !origin.isTLS && !ListenAddress.isLoopback(host: origin.host) }

    private static func authority(_ text: Substring) throws(Fault) -> (host: String, port: Int?) {
        let end: Substring.Index
        let host: String
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .host }
            host = String(text[text.index(after: text.startIndex)..<close])
            guard ListenAddress.isIPv6(host) else { throw .host }
            end = text.index(after: close)
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
            host = text[..<end].lowercased()
            guard isName(host) || ListenAddress.isIPv4(host) else { throw .host }
        }
        if end == text.endIndex { return (host, nil) }
        guard text[end] == ":", let port = ListenAddress.port(text[text.index(after: end)...]), port > 0 else {
            throw .port
        }
        return (host, port)
    }

    /// A DNS name whose last label cannot be taken for a number, as `127.1` and `0x7f000001` can.
    private static func isName(_ host: String) -> Bool {
        guard (1...253).contains(host.utf8.count) else { return false }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
        guard areLabels, let last = labels.last else { return false }
        return last.utf8.contains { !(0x30...0x39).contains($0) } && !last.hasPrefix("0x")
    }

    private static func path(_ text: Substring) throws(Fault) -> String {
        let trimmed = text.hasSuffix("/") ? text.dropLast() : text
        guard trimmed.utf8.count <= 512 else { throw .path }
        if trimmed.isEmpty { return "" }
        for segment in trimmed.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard !segment.isEmpty, segment != ".", segment != "..", segment.utf8.allSatisfy(isPlain) else {
                throw .path
            }
        }
        return String(trimmed)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:@!$&'()*+,;=".utf8.contains(byte)
        }
    }
}
