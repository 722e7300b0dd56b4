import Exchange

/// Every key of the file, once: reading, unknown keys, defaults, schema, reference and example follow this table.
package enum KeyTable {
    /// The rows in the order of the reference.
    package static let rows: [KeyRow] = root.rows

    static let root = Table(Settings(), check: CrossChecks.check) { field in
        [
            field.scalar(
                "data_directory",
                \.dataDirectory,
                .path(""),
                "The folder of the databases and the generated key; relative to the working directory, "
                    + "`WEIR_DATA` when left out."
            ),
            field.section("listeners", \.listeners, listeners, "Where weir listens."),
            kek,
            field.named("providers", \.providers, providers, "The providers, each under a name of your choice."),
            field.section("demo", \.demo, demo, "The built-in provider for first steps."),
            field.named("models", \.aliases, aliases, "Other names for models, each for a model of one provider."),
            field.named("routes", \.routes, routes, "Model names that lead to several targets."),
            field.named(
                "prices",
                \.prices,
                prices,
                "What models cost, in place of the price table weir brings along."
            ),
            field.scalar(
                "default_provider",
                \.defaultProvider,
                .provider(example: "openai"),
                "The provider of requests that name no model, such as files and audio."
            ),
            field.section("history", \.self, history, "What is kept of each exchange, and for how long."),
            field.section("log", \.log, log, "The log: a line for each exchange, and the program's own lines."),
            field.section("retry", \.retry, retry, "When and how often a request is tried again."),
            field.section("breaker", \.breaker, breaker, "When a target is left alone for a while."),
            field.named(
                "quotas",
                \.quotas,
                quotas,
                "How much callers may take, each limit under a name of your choice."
            ),
            field.named(
                "budgets",
                \.budgets,
                budgets,
                "How much money callers may spend, each budget under a name of your choice."
            ),
            field.named(
                "issuers",
                \.issuers,
                issuers,
                "Whose tokens callers may show in place of a key, each under a name of your choice."
            ),
            field.section("limits", \.limits, limits, "The bounds of the data plane."),
            field.seconds(
                "drain_seconds",
                \.drainTime,
                least: 0,
                most: 3_600,
                "How long exchanges in flight may take to end at a shutdown."
            ),
            field.integer(
                "event_loops",
                \.eventLoops,
                0...1_024,
                "How many threads serve the data plane; 0 stands for one per processor core."
            ),
        ]
    }

    static let listeners = Table(ListenersSettings()) { field in
        [
            field.section("data", \.data, dataListener, "For applications: the models."),
            field.section("admin", \.admin, adminListener, "For operators: metrics, health and status."),
        ]
    }

    static let dataListener = Table(ListenersSettings().data) { field in
        [
            field.scalar(
                "address",
                \.address,
                .address,
                "The address and port for applications; port 0 picks a free one."
            ),
            field.section(
                optional: "tls",
                \.tls,
                dataCertificate,
                "The certificate; without it the listener speaks plain HTTP."
            ),
            field.boolean(
                "reuse_port",
                \.reusesPort,
                "Lets the next server listen on the address beside this one, for a restart that refuses nobody."
            ),
        ]
    }

    static let adminListener = Table(ListenersSettings().admin) { field in
        [
            field.scalar(
                "address",
                \.address,
                .address,
                "The address and port for operators; one that others can reach needs `tls` or `insecure: true`."
            ),
            field.section(
                optional: "tls",
                \.tls,
                certificate,
                "The certificate; without it the listener speaks plain HTTP."
            ),
            field.boolean(
                "insecure",
                \.isInsecure,
                "Takes plain HTTP on an address others can reach, for use behind a proxy that speaks TLS."
            ),
        ]
    }

    static let certificate = Table(
        CertificateFiles(certificateFile: "", keyFile: ""),
        check: checkCertificate,
        certificateFields
    )

    static let dataCertificate = Table(
        CertificateFiles(certificateFile: "", keyFile: ""),
        check: checkCertificate
    ) { field in
        certificateFields(field) + [
            field.scalar(
                "client_ca_file",
                \.clientCAFile,
                .siblingPath(optional: "client-ca.pem"),
                "A PEM file of authorities; callers must show a certificate of one of them, beside their key."
            )
        ]
    }

    private static func certificateFields(_ field: FieldMaker<CertificateFiles>) -> [Field<CertificateFiles>] {
        [
            field.scalar(
                "certificate_file",
                \.certificateFile,
                .siblingPath("cert.pem"),
                "The PEM file of the certificate chain, leaf first; relative to this file's folder."
            ),
            field.scalar(
                "key_file",
                \.keyFile,
                .siblingPath("key.pem"),
                "The PEM file of the private key; relative to this file's folder."
            ),
        ]
    }

    private static func checkCertificate(_ files: CertificateFiles, _ entry: Entry, _ reading: inout Reading) {
        for name in ["certificate_file", "key_file"] where reading.positions["\(entry.path).\(name)"] == nil {
            reading.error(entry, "\(name) is missing")
        }
    }

    static let demo = Table(DemoSettings()) { field in
        [field.boolean("enabled", \.isEnabled, "Serves the models `demo-*`, which need no key and cost nothing.")]
    }

    static let history = Table(Settings(), check: checkCapture) { field in
        [
            field.choice(
                "capture",
                \.history.capture,
                "How much is kept: the exchange with its messages, with these redacted, without them, or no row at all."
            ),
            field.choice(
                "capture_most",
                \.history.captureMost,
                "The most that is kept, whatever a key or route asks for."
            ),
            field.named(
                "capture_routes",
                \.history.captureRoutes,
                captureRoutes,
                "Other levels for some routes; a key's own counts before them."
            ),
            field.section(
                "redaction",
                \.history.redaction,
                redaction,
                "What the level `redacted` takes out of texts before they are hashed and stored."
            ),
            field.integer(
                "audit_retention_days",
                \.history.auditRetentionDays,
                1...36_500,
                "How many days the audit trail is kept."
            ),
            field.integer("retention_days", \.history.retentionDays, 1...3_650, "How many days rows are kept."),
            field.integer(
                "capture_bytes",
                \.limits.captureBytes,
                0...67_108_864,
                "The most of one body that is kept; a larger one is not."
            ),
            field.integer(
                "max_queued_rows",
                \.history.maxQueuedRows,
                1...1_000_000,
                "The most rows that wait for the disk."
            ),
            field.integer(
                "max_queued_bytes",
                \.history.maxQueuedBytes,
                1_048_576...4_294_967_296,
                "The most memory of rows that wait for the disk; what exceeds it is dropped and counted."
            ),
            field.choice(
                "durability",
                \.history.durability,
                "What an answer waits for before its last byte: nothing, or the commit of its row."
            ),
            field.integer(
                "flight_slots",
                \.history.flightSlots,
                64...1_048_576,
                "The most exchanges whose traces outlive a crash, 1 KiB each."
            ),
            field.integer(
                "retention_bytes",
                \.history.retentionBytes,
                0...1_125_899_906_842_624,
                "The most disk all days together take, the oldest going first and today's never; 0 is no bound."
            ),
            field.named(
                "retention_rules",
                \.history.retentionRules,
                retentionRules,
                "Shorter times for the exchanges of some client keys, by the keys' names."
            ),
        ]
    }

    static let log = Table(LogSettings()) { field in
        [
            field.scalar(
                "output",
                \.output,
                .logOutput,
                "Where the lines go: `stdout`, `off` or a path that begins with `/` or `./`."
            ),
            field.choice(
                "level",
                \.level,
                "The least level of the program's own lines; each exchange has its line in any case."
            ),
            field.integer(
                "buffer_bytes",
                \.bufferBytes,
                65_536...1_073_741_824,
                "The most lines that wait to be written; what exceeds it is dropped and counted."
            ),
        ]
    }
}
