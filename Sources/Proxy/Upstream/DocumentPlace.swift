import Exchange

/// Where a document is published, and on which terms it is fetched.
package struct DocumentPlace: Sendable {
    /// Whose document it is, for messages.
    package let name: String
    /// Where it is published, as it was written.
    package let url: String
    /// Where it is fetched from, always over TLS.
    let origin: Origin
    /// Path and query.
    let path: String
    /// The PEM file of the authorities trusted instead of the system's, or nil for the system's.
    let caFile: String?
    /// True when the address may be one within the house.
    let allowsPrivate: Bool

    /// Takes an `https` URL without user and fragment; nil for anything else.
    package init?(name: String, url: String, caFile: String? = nil, allowsPrivate: Bool = false) {
        let scheme = "https://"
        guard url.hasPrefix(scheme), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let rest = url.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest.dropFirst(authority.count)
        guard !authority.contains("@"), !rest.contains("#"), let (host, port) = Self.parts(authority) else {
            return nil
        }
        self.name = name
        self.url = url
        origin = Origin(isTLS: true, host: host, port: port)
        self.path = path.hasPrefix("/") ? String(path) : "/\(path)"
        self.caFile = caFile
        self.allowsPrivate = allowsPrivate
    }

    private static func parts(_ authority: Substring) -> (host: String, port: Int)? {
        let isBracketed = authority.hasPrefix("[")
        guard
            let end = isBracketed ? authority.firstIndex(of: "]") : authority.firstIndex(of: ":") ?? authority.endIndex
        else { return nil }
        let host = authority[..<end].drop { $0 == "[" }
        let rest = authority[end...].drop { $0 == "]" }
        guard !host.isEmpty else { return nil }
        if rest.isEmpty { return (String(host), 443) }
        guard rest.hasPrefix(":"), let port = Int(rest.dropFirst()), (1...65_535).contains(port) else { return nil }
        return (String(host), port)
    }

    /// The place as connections are made to it.
    var target: Target {
        var transport = TargetTransport()
        transport.caFile = caFile
        return Target(
            provider: name,
            upstream: name,
            origin: origin,
            basePath: "",
            credentialStyle: .none,
            credentialID: nil,
            credential: nil,
            surfaces: [],
            transport: transport
        )
    }
}

/// Why a document could not be fetched, in words for the operator.
package struct DocumentFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; nothing of the document is in it.
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ failure: Failure) {
        description = failure.cause.map { "\(failure.message): \($0)" } ?? failure.message
    }
}
