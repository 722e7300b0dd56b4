/// The listeners of the data plane and of the admin plane.
package struct ListenersSettings: Sendable, Equatable {
    /// For applications.
    package var data = ListenerSettings(address: ListenAddress(host: "127.0.0.1", port: 8_080))
    /// For operators: metrics, health and status.
    package var admin = ListenerSettings(address: ListenAddress(host: "127.0.0.1", port: 8_081))

    /// The defaults: 127.0.0.1:8080 and 127.0.0.1:8081, both plain.
    package init() {}
}

/// One listener.
package struct ListenerSettings: Sendable, Equatable {
    /// Where it listens.
    package var address: ListenAddress
    /// Its certificate, or nil when it speaks plain HTTP.
    package var tls: CertificateFiles?
    /// True when the operator takes plain HTTP on an address others can reach; admin listener only.
    package var isInsecure = false
    /// True when another process may listen on the same address at the same time; data listener only.
    package var reusesPort = false

    /// Makes a plain listener.
    package init(address: ListenAddress) {
        self.address = address
    }
}

/// The PEM files of a listener's certificate.
package struct CertificateFiles: Sendable, Equatable {
    /// The path of the certificate chain, leaf first.
    package var certificateFile: String
    /// The path of the private key.
    package var keyFile: String
    /// The path of the authorities by one of which callers must be certified, or nil; data listener only.
    package var clientCAFile: String?

    /// Names the two files.
    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
