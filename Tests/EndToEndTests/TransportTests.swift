import Exchange
import NIOCore
import NIOPosix
import NIOSSL
import Proxy
import Support
import Synchronization
import Testing

@Suite(.serialized) struct TransportTests {
    private static func proxy(_ kind: ProxyAddress.Kind, _ port: Int, _ password: String? = nil) -> TargetTransport {
        var transport = TargetTransport()
        transport.proxy = ProxyAddress(
            kind: kind,
            host: "127.0.0.1",
            port: port,
            user: password.map { _ in "weir" },
            password: password.map { Secret($0) }
        )
        return transport
    }

    /// A provider over TLS, behind it the certificate it shows.
    private static func server(_ certificate: Certificate, asks: Certificate? = nil) throws -> PlainProvider {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate.certificateFile)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem))
        )
        if let asks {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .file(asks.certificateFile)
        }
        return PlainProvider(try NIOSSLContext(configuration: configuration))
    }

    @Test(.enabled(if: Certificate.canBeMade))
    func `a provider over TLS is reached through CONNECT, and its authority is the configured one`() async throws {
        let certificate = try Certificate()
        defer { try? certificate.discard() }
        let provider = try Self.server(certificate)
        let port = try await provider.start()
        let proxy = ScriptedProxy(.web("HTTP/1.1 200 open\r\n\r\n"), to: port)
        var plan = TransportHouse.Plan(transport: Self.proxy(.http, try await proxy.start(), "swordfish"))
        plan.origin = Origin(isTLS: true, host: "localhost", port: port)
        plan.transport.caFile = certificate.certificateFile
        try await TransportHouse.run(plan) { house in
            let first = try await house.ask()
            #expect(first.answer.status == 200)
            let attempt = try #require(first.exchange.attempts.first)
            #expect(attempt.dns == nil && attempt.connect ?? .zero > .zero && attempt.tls ?? .zero > .zero)
            #expect(try await house.ask().exchange.attempts.first?.isReused == true)
        }
        let greeting = String(decoding: proxy.greeting, as: UTF8.self)
        #expect(greeting.hasPrefix("CONNECT localhost:\(port) HTTP/1.1\r\nHost: localhost:\(port)\r\n"))
        #expect(greeting.contains("Proxy-Authorization: Basic d2Vpcjpzd29yZGZpc2g=\r\n"))
        #expect(provider.requests.allSatisfy { $0["authorization"] == "Bearer \(House.providerKey)" })
        try await proxy.stop()
        try await provider.stop()
    }

    @Test func `a SOCKS proxy looks the name up, and hears a login where it asks`() async throws {
        let provider = PlainProvider()
        let login: [UInt8] = [1, 4] + Array("weir".utf8) + [9] + Array("swordfish".utf8)
        let proxy = ScriptedProxy(.socks(login: login), to: try await provider.start())
        var plan = TransportHouse.Plan(transport: Self.proxy(.socks5, try await proxy.start(), "swordfish"))
        plan.origin = Origin(isTLS: false, host: "provider.invalid", port: 80)
        try await TransportHouse.run(plan) { house in
            let (answer, exchange) = try await house.ask()
            #expect(answer.status == 200)
            #expect(exchange.attempts.first?.tls == nil && exchange.attempts.first?.connect != nil)
        }
        #expect(provider.requests.first?["host"] == "provider.invalid")
        try await proxy.stop()
        try await provider.stop()
    }

    private static let refusals: [(ScriptedProxy.Manner, ProxyAddress.Kind, String?)] = [
        (.web("HTTP/1.1 407 no\r\n\r\n"), .http, "the proxy answered 407"),
        (.web("HTTP/1.1 200 open\r\n\r\n"), .socks5, nil), (.socks(login: [1]), .socks5, "the SOCKS proxy refuses"),
    ]

    @Test(arguments: refusals) func `a proxy that opens no way is told apart from the provider`(
        manner: ScriptedProxy.Manner,
        kind: ProxyAddress.Kind,
        cause: String?
    ) async throws {
        let proxy = ScriptedProxy(manner, to: 1)
        var plan = TransportHouse.Plan(transport: Self.proxy(kind, try await proxy.start(), "swordfish"))
        plan.connect = .milliseconds(600)
        try await TransportHouse.run(plan) { house in
            let (answer, exchange) = try await house.ask()
            let failure = try #require(exchange.failure)
            if let cause {
                #expect(answer.status == 502 && failure.code == .connectFailed)
                #expect(failure.cause?.hasPrefix(cause) == true)
                #expect(answer.text.contains("the proxy opened no way to the provider"))
                #expect(!answer.text.contains(cause))
            } else {
                #expect(answer.status == 504 && failure.code == .connectTimeout)
            }
        }
        try await proxy.stop()
    }

    @Test func `a proxy that says nothing is given up at the deadline`() async throws {
        let proxy = ScriptedProxy(.silent, to: 1)
        var plan = TransportHouse.Plan(transport: Self.proxy(.http, try await proxy.start()))
        plan.connect = .milliseconds(300)
        try await TransportHouse.run(plan) { house in
            let (answer, exchange) = try await house.ask()
            #expect(answer.status == 504 && exchange.failure?.code == .connectTimeout)
            #expect(house.listener.upstreamTally.all.first?.counts.states.map(\.count) == [0, 0, 0])
        }
        try await proxy.stop()
    }

    @Test(.enabled(if: Certificate.canBeMade))
    func `a provider that asks for a certificate gets the configured one`() async throws {
        let (theirs, mine) = (try Certificate(), try Certificate())
        defer {
            try? theirs.discard()
            try? mine.discard()
        }
        let provider = try Self.server(theirs, asks: mine)
        var plan = TransportHouse.Plan()
        plan.origin = Origin(isTLS: true, host: "localhost", port: try await provider.start())
        plan.transport.caFile = theirs.certificateFile
        try await TransportHouse.run(plan) { house in
            let asked = try await house.ask()
            #expect(asked.answer.status == 502)
        }
        plan.transport.clientCertificateFile = mine.certificateFile
        plan.transport.clientKeyFile = mine.keyFile
        try await TransportHouse.run(plan) { house in
            let asked = try await house.ask()
            #expect(asked.answer.status == 200)
        }
        plan.transport.caFile = mine.certificateFile
        try await TransportHouse.run(plan) { house in
            let asked = try await house.ask()
            #expect(asked.exchange.failure?.code == .tlsFailed)
        }
        try await provider.stop()
    }

    @Test(.enabled(if: Certificate.canBeMade))
    func `a file that cannot be used is an error at the start, with its key and its name`() async throws {
        let (one, other) = (try Certificate(), try Certificate())
        defer {
            try? one.discard()
            try? other.discard()
        }
        var missing = TargetTransport()
        missing.caFile = "/nowhere/ca.pem"
        var noPEM = TargetTransport()
        noPEM.caFile = "/dev/null"
        var mismatched = TargetTransport()
        (mismatched.clientCertificateFile, mismatched.clientKeyFile) = (one.certificateFile, other.keyFile)
        for (transport, words) in [
            (missing, "providers.acme.ca_file: /nowhere/ca.pem cannot be used"),
            (noPEM, "providers.acme.ca_file: /dev/null cannot be used"),
            (mismatched, "providers.acme.client_key_file: \(other.keyFile) cannot be used"),
        ] {
            #expect(transport.fault(ofProvider: "acme")?.description.hasPrefix(words) == true)
            let fault = await #expect(throws: TransportFault.self) {
                try await TransportHouse.run(TransportHouse.Plan(transport: transport)) { _ in }
            }
            #expect(fault?.description.hasPrefix(words) == true)
        }
        #expect(TargetTransport().fault(ofProvider: "acme") == nil)
    }

    @Test func `connections are kept warm before anybody asks, and no more of them than wanted`() async throws {
        let provider = PlainProvider()
        var plan = TransportHouse.Plan()
        plan.origin = Origin(isTLS: false, host: "127.0.0.1", port: try await provider.start())
        plan.upkeep.warmConnections = 3
        try await TransportHouse.run(plan) { house in
            let areWarm = try await becomes(within: .seconds(5)) { provider.opened == 3 }
            #expect(areWarm)
            #expect(try await house.ask().exchange.attempts.first?.isReused == true)
            #expect(try await becomes(within: .milliseconds(600)) { provider.opened > 3 } == false)
        }
        try await provider.stop()
    }

    @Test func `a target that cannot be reached is not dialled without a pause`() async throws {
        var plan = TransportHouse.Plan()
        plan.upkeep.warmConnections = 1
        try await TransportHouse.run(plan) { house in
            let tried = {
                house.listener.upstreamTally.all.first?.counts.results.first { $0.result == "connect_failed" }
            }
            let isTriedAgain = try await becomes(within: .seconds(5)) { tried()?.count == 2 }
            #expect(isTriedAgain)
            #expect(try await becomes(within: .milliseconds(1_200)) { tried()?.count != 2 } == false)
        }
    }

    @Test func `health is asked for with the credential, and each answer is told`() async throws {
        let provider = PlainProvider()
        var plan = TransportHouse.Plan()
        plan.origin = Origin(isTLS: false, host: "127.0.0.1", port: try await provider.start())
        plan.upkeep.health = HealthQuestion(path: "/health?deep=1", interval: .milliseconds(250))
        let told = Mutex<[HealthResult]>([])
        try await TransportHouse.run(plan) { house in
            await house.listener.watchHealth { _, result, _ in told.withLock { $0.append(result) } }
            let isWell = try await becomes(within: .seconds(5)) { told.withLock { $0.count == 2 } }
            #expect(isWell && told.withLock { $0 } == [.well, .well])
            provider.answer(503)
            #expect(try await becomes(within: .seconds(5)) { told.withLock { $0.contains(.status(503)) } })
            #expect(provider.opened == 1)
            #expect(house.recorder.exchanges.isEmpty)
        }
        let asked = try #require(provider.requests.first)
        #expect(
            asked.firstLine == "GET /health?deep=1 HTTP/1.1" && asked["authorization"] == "Bearer \(House.providerKey)"
        )
        try await provider.stop()
        told.withLock { $0 = [] }
        try await TransportHouse.run(plan) { house in
            await house.listener.watchHealth { _, result, _ in told.withLock { $0.append(result) } }
            let isTold = try await becomes(within: .seconds(5)) { told.withLock { !$0.isEmpty } }
            #expect(isTold && told.withLock { $0.first } == .failed(.connectFailed))
        }
    }
}
