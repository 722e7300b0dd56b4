package import Exchange
package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
package import Storage
package import Telemetry

/// The operators' listener: health, metrics and the state of the house.
///
/// It is never reached through the data port.
package struct AdminPlane: Sendable {
    /// What the plane shows, each asked for at the time of the request.
    package struct Sources: Sendable {
        /// The metrics in the form the scraper accepts.
        package var exposition: @Sendable (_ accept: String?, _ acceptEncoding: String?) -> Exposition
        /// The checks behind `/readyz`.
        package var readiness: @Sendable () -> Readiness
        /// The facts behind `/api/v1/status`.
        package var status: @Sendable () -> StatusReport
        /// The admin key whose good token this is, or nil.
        package var admin: @Sendable (_ token: String) -> AdminKey?
        /// The targets behind `/api/v1/upstreams`.
        package var upstreams: @Sendable () -> [TargetState]
        /// Does what an administrator says of an upstream's breakers, or of that of one model; how many they are.
        package var order: @Sendable (_ order: BreakerOrder) -> Int
        /// Answers a question to the history, of at most 64 KiB, off the threads that serve callers.
        package var logs: @Sendable (_ body: [UInt8]) async -> LogsAnswer
        /// How the limits stand that hold what has these properties.
        package var quotas: @Sendable (_ facets: QuotaFacets) -> [QuotaStatus]
        /// What is kept of keys, administrators and everybody else.
        package var control: ControlStore
        /// What the configuration says.
        package var configuration: AdminConfiguration
        /// The clocks.
        package var time: any TimeSource
        /// What a guess of a password costs where there is no account.
        package var passwordCost = PasswordCost.standard
        /// How long the body of a request may take.
        package var bodyTime = Duration.seconds(10)
        let logins = LoginLine()
        /// What runs.
        package var build: BuildFacts
        /// When the process started, in whole seconds since the epoch; the header `Process-Start-Time-Unix`.
        package var processStart: Int64

        /// Names the sources.
        package init(
            exposition: @escaping @Sendable (_ accept: String?, _ acceptEncoding: String?) -> Exposition,
            readiness: @escaping @Sendable () -> Readiness,
            status: @escaping @Sendable () -> StatusReport,
            admin: @escaping @Sendable (_ token: String) -> AdminKey?,
            upstreams: @escaping @Sendable () -> [TargetState],
            order: @escaping @Sendable (_ order: BreakerOrder) -> Int,
            logs: @escaping @Sendable (_ body: [UInt8]) async -> LogsAnswer,
            quotas: @escaping @Sendable (_ facets: QuotaFacets) -> [QuotaStatus],
            control: ControlStore,
            configuration: AdminConfiguration,
            time: any TimeSource,
            build: BuildFacts,
            processStart: Int64
        ) {
            self.exposition = exposition
            self.readiness = readiness
            self.status = status
            self.admin = admin
            self.upstreams = upstreams
            self.order = order
            self.logs = logs
            self.quotas = quotas
            self.control = control
            self.configuration = configuration
            self.time = time
            self.build = build
            self.processStart = processStart
        }
    }

    /// Where the plane listens.
    package struct Address: Sendable {
        /// The host or address.
        package var host: String
        /// The port; 0 lets the system choose.
        package var port: Int
        /// The certificate's chain and key, as PEM files, or nil for plain HTTP.
        package var certificate: (chainFile: String, keyFile: String)?

        /// True for a host that only this machine can reach.
        var isLoopback: Bool { host.hasPrefix("127.") || ["localhost", "::1"].contains(host) }

        /// Makes an address.
        package init(host: String, port: Int, certificate: (chainFile: String, keyFile: String)? = nil) {
            self.host = host
            self.port = port
            self.certificate = certificate
        }
    }

    /// The most connections at once, counted apart from those of the data plane; more wait.
    private static let mostConnections = 64

    private let sources: Sources

    /// Makes the plane; nothing listens yet.
    package init(_ sources: Sources) {
        self.sources = sources
    }

    /// Listens until the task is cancelled; calls `onReady` with the port once it does.
    package func run(at address: Address, onReady: @escaping @Sendable (_ port: Int) -> Void) async throws {
        try await application(at: address, onReady: onReady).run()
    }

    /// The plane as an application that does not run yet, so that it can also be asked without a socket.
    ///
    /// - Throws: what makes the certificate's files unusable.
    package func application(
        at address: Address,
        onReady: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        let server: HTTPServerBuilder =
            if let certificate = address.certificate {
                try .tls(.http1(configuration: Self.bounds), tlsConfiguration: Self.configuration(certificate))
            } else {
                .http1(configuration: Self.bounds)
            }
        return Application(
            responder: responder(isSecure: address.certificate != nil || !address.isLoopback),
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                serverName: "weir",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)
            ),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? address.port) },
            logger: Logger(label: "weir.admin") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// What a connection may cost: 64 KiB of head, and 60 seconds without a byte.
    private static var bounds: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: .seconds(60),
            httpDecoderConfiguration: .init(maxHeaderListSize: 65_536, maxHeaderFieldCount: 128)
        )
    }

    /// Every route, as the table has it.
    func routes(isSecure: Bool) -> AdminRoutes {
        let desk = AdminDesk("weir.admin", most: 64)
        return AdminRoutes(
            sources: sources,
            desk: desk,
            loginDesk: AdminDesk("weir.admin.login", most: 4),
            gate: Gate(sources: sources, desk: desk, isSecure: isSecure),
            cursor: Cursor(sources.control.mac(.cursor))
        )
    }

    private func responder(isSecure: Bool) -> AdminResponder {
        let routes = routes(isSecure: isSecure)
        return AdminResponder(
            table: AdminTable(routes: routes.all),
            gate: routes.gate,
            reading: CallReading(cursor: routes.cursor, bodyTime: sources.bodyTime),
            once: OnceOnly(sources.control, routes.desk, sources.time),
            time: sources.time
        )
    }

    private static func configuration(_ certificate: (chainFile: String, keyFile: String)) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate.chainFile)
        let key = try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
