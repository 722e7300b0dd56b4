/// How connections to a target are made: through which proxy, trusting whom, and shown to be whose.
///
/// Part of what makes two connections interchangeable; the files are read once, when weir starts.
package struct TargetTransport: Sendable, Hashable {
    /// The proxy every connection goes through, or nil for none.
    package var proxy: ProxyAddress?
    /// The PEM file of the authorities trusted instead of the system's, or nil for the system's.
    package var caFile: String?
    /// The PEM file of the certificate chain weir shows, leaf first, or nil where it shows none.
    package var clientCertificateFile: String?
    /// The PEM file of that certificate's private key; there when the chain is.
    package var clientKeyFile: String?

    /// True without a proxy, with the system's authorities and without a certificate.
    package var isPlain: Bool { proxy == nil && caFile == nil && clientCertificateFile == nil && clientKeyFile == nil }

    /// Makes a way without a proxy that trusts the system's authorities and shows no certificate.
    package init() {}
}

/// A proxy that opens ways to providers.
package struct ProxyAddress: Sendable, CustomStringConvertible {
    /// What is spoken with a proxy.
    package enum Kind: String, Sendable {
        /// The method `CONNECT` (RFC 9110, section 9.3.6).
        case http
        /// SOCKS version 5 (RFC 1928); the proxy looks names up.
        case socks5
    }

    /// What is spoken with it.
    package let kind: Kind
    /// Its name or address; an IPv6 address without brackets.
    package let host: String
    /// Its port.
    package let port: Int
    /// The user's name, or nil where the proxy asks for none.
    package let user: String?
    /// The user's password; there when the name is.
    package let password: Secret?

    /// Makes an address; the host is lower-cased.
    package init(kind: Kind, host: String, port: Int, user: String? = nil, password: Secret? = nil) {
        self.kind = kind
        self.host = host.lowercased()
        self.port = port
        self.user = user
        self.password = password
    }

    /// `kind://host:port`, without user and password.
    package var description: String { "\(kind.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

extension ProxyAddress: Hashable {
    /// Tells whether all is the same, the password included; looks at every byte of it.
    package static func == (left: ProxyAddress, right: ProxyAddress) -> Bool {
        guard left.kind == right.kind, left.host == right.host, left.port == right.port, left.user == right.user
        else { return false }
        switch (left.password, right.password) {
        case (nil, nil): return true
        case (let mine?, let theirs?): return mine === theirs || mine.hasSameBytes(as: theirs)
        default: return false
        }
    }

    /// Hashes everything but the password, so that no hash tells of it.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(host)
        hasher.combine(port)
        hasher.combine(user)
    }
}

/// What is done for a target while nobody asks it.
package struct TargetUpkeep: Sendable, Hashable {
    /// How many idle connections are kept open, over all event loops together.
    package var warmConnections = 0
    /// The question that tells whether it is well, or nil where it is not asked.
    package var health: HealthQuestion?

    /// Makes the default: nothing.
    package init() {}
}

/// A question asked again and again, to learn of an illness before a caller does.
package struct HealthQuestion: Sendable, Hashable {
    /// The path and query that are asked for, from the root of the target's origin.
    package var path: String
    /// From one question to the next.
    package var interval: Duration

    /// Makes a question.
    package init(path: String, interval: Duration) {
        self.path = path
        self.interval = interval
    }
}
