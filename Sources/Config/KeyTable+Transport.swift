import Exchange

extension KeyTable {
    /// How connections to a provider are made, and what is done for it while nobody asks.
    static func transport(_ field: FieldMaker<ProviderSettings>) -> [Field<ProviderSettings>] {
        [
            field.scalar(
                "proxy",
                \.transport.proxy,
                .proxy,
                "The proxy on the way to it; the environment's own proxy variables are not read."
            ),
            field.scalar(
                "ca_file",
                \.transport.caFile,
                .siblingPath(optional: "ca.pem"),
                "A PEM file of the authorities trusted instead of the system's; relative to this file's folder."
            ),
            field.scalar(
                "client_certificate_file",
                \.transport.clientCertificateFile,
                .siblingPath(optional: "client.pem"),
                "The PEM file of the certificate chain shown to it, leaf first; relative to this file's folder."
            ),
            field.scalar(
                "client_key_file",
                \.transport.clientKeyFile,
                .siblingPath(optional: "client-key.pem"),
                "The PEM file of that certificate's private key; relative to this file's folder."
            ),
            field.integer(
                "warm_connections",
                \.warmConnections,
                0...1_024,
                "How many idle connections are kept open for each of its credentials, spread over the event loops."
            ),
            field.section("health", \.self, health, "A question asked again and again that tells whether it is well."),
        ]
    }

    private static let health = Table(
        ProviderSettings(name: "", kind: "", baseURL: .undecided),
        check: { provider, entry, reading in
            if provider.healthInterval > .zero, provider.healthPath == nil,
                reading.positions["\(entry.path).path"] == nil
            {
                reading.error(entry, "path is missing")
            }
        }
    ) { field in
        [
            field.scalar(
                "path",
                \.healthPath,
                .originPath(example: "/v1/models"),
                "What is asked for with GET, from the root of the provider's address and with its credential."
            ),
            field.seconds(
                "interval_seconds",
                \.healthInterval,
                least: 0,
                most: 3_600,
                "From one question to the next; 0 asks none."
            ),
        ]
    }
}

/// Looks at how connections to a provider are made as a whole.
enum TransportChecks {
    static func check(_ provider: ProviderSettings, _ entry: Entry, _ reading: inout Reading) {
        let transport = provider.transport
        let (chain, key) = ("\(entry.path).client_certificate_file", "\(entry.path).client_key_file")
        if transport.clientCertificateFile != nil, reading.positions[key] == nil {
            reading.error(at: chain, "client_key_file is missing")
        }
        if transport.clientKeyFile != nil, reading.positions[chain] == nil {
            reading.error(at: key, "client_certificate_file is missing")
        }
        if transport.caFile != nil, !provider.verifiesCertificate {
            reading.warning(at: "\(entry.path).ca_file", "has no use, because tls.verify is false")
        }
    }
}

extension ScalarForm where Value == String? {
    /// A path that may be missing, relative to the file's own folder.
    static func siblingPath(optional example: String) -> ScalarForm {
        let plain = ScalarForm<String>.siblingPath(example)
        return ScalarForm(
            shape: plain.shape,
            example: example,
            read: { entry, reading in plain.read(entry, &reading) },
            show: { $0 ?? "" }
        )
    }

    /// A path of a URL, perhaps with a query, or none.
    static func originPath(example: String) -> ScalarForm {
        .text(
            "a path that begins with /, of printable ASCII without blanks or #, at most 512 bytes",
            example: example,
            parse: { text in
                let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
                return text.hasPrefix("/") && !text.hasPrefix("//") && isPlain && text.utf8.count <= 512 ? text : nil
            },
            show: { $0 ?? "" }
        )
    }
}

extension ScalarForm where Value == ProxyAddress? {
    /// A proxy's address; its password is never shown.
    static var proxy: ScalarForm {
        ScalarForm(
            shape: .text(
                "http://host:port or socks5://host:port, with user:password@ before the host where it asks for them"
            ),
            example: "\"http://weir:${PROXY_PASSWORD}@proxy.example:3128\"",
            read: { entry, reading in reading.proxy(entry) },
            show: { proxy in
                guard let proxy else { return "" }
                guard let user = proxy.user else { return proxy.description }
                return "\(proxy) as \(user)"
            }
        )
    }
}
