import Exchange
import NIOCore
import NIOHTTP2
package import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// Certificate chain and key of a listener, as PEM files.
package struct ListenerTLS: Sendable, Hashable {
    /// The certificate chain's file.
    package let certificateFile: String
    /// The private key's file.
    package let keyFile: String

    /// Names the two files.
    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// How many callers' connections there are and were.
package struct ConnectionCounts: Sendable {
    /// Open now.
    package var open = 0
    /// Accepted since the start.
    package var accepted = 0
    /// Closed at once because of the limit.
    package var rejectedAtLimit = 0
    /// Ended by a failed TLS handshake.
    package var failedHandshakes = 0
}

/// The data plane's door: accepts connections, gives each its loop's room, and empties the house at the end.
package final class Listener: Sendable {
    private let gateway: Gateway
    private let group: MultiThreadedEventLoopGroup
    private let rooms: [NIOLoopBound<LoopRoom>]
    private let counts = Mutex(ConnectionCounts())
    private let server = Mutex<(any Channel)?>(nil)
    /// The connections to providers.
    package let upstreamTally: UpstreamTally

    /// Makes the door; nothing listens yet.
    package init(gateway: Gateway, group: MultiThreadedEventLoopGroup) async throws {
        self.gateway = gateway
        self.group = group
        let tally = UpstreamTally()
        upstreamTally = tally
        let dialer = SocketDialer(tls: try UpstreamTLS(), time: gateway.time)
        var rooms: [NIOLoopBound<LoopRoom>] = []
        for loop in group.makeIterator() {
            rooms.append(
                try await loop.submit { Listener.openRoom(on: loop, gateway: gateway, dialer: dialer, tally: tally) }
                    .get()
            )
        }
        self.rooms = rooms
    }

    private static func openRoom(
        on loop: any EventLoop,
        gateway: Gateway,
        dialer: any Dialer,
        tally: UpstreamTally
    ) -> NIOLoopBound<LoopRoom> {
        let room = LoopRoom(
            loop: loop,
            time: gateway.time,
            dialer: dialer,
            limits: gateway.limits,
            seed: .random(in: 0 ... .max),
            tally: tally
        )
        room.open()
        return NIOLoopBound(room, eventLoop: loop)
    }

    /// Begins to listen; returns the port.
    ///
    /// - Throws: when the address is taken or a TLS file is bad.
    package func bind(host: String, port: Int, tls: ListenerTLS?) async throws -> Int {
        let context = try tls.map(Self.serverContext)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try welcome(channel, context) }
            }
            .bind(host: host, port: port).get()
        server.withLock { $0 = channel }
        return channel.localAddress?.port ?? port
    }

    /// How many connections there are and were.
    package var connections: ConnectionCounts { counts.withLock { $0 } }

    /// Reads a listener's certificate and key as `bind` would; throws when either cannot be used.
    package static func check(_ tls: ListenerTLS) throws {
        _ = try serverContext(tls)
    }

    private static func serverContext(_ tls: ListenerTLS) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(tls.certificateFile).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: tls.keyFile, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    private func room(of loop: any EventLoop) -> LoopRoom? {
        rooms.first { $0.eventLoop === loop }?.value
    }

    // MARK: a new connection

    private func welcome(_ channel: any Channel, _ context: NIOSSLContext?) throws {
        let isWelcome = counts.withLock { counts in
            guard counts.open < gateway.limits.connections, !gateway.isDraining else {
                counts.rejectedAtLimit += 1
                return false
            }
            counts.open += 1
            counts.accepted += 1
            return true
        }
        guard isWelcome, let room = room(of: channel.eventLoop) else { return channel.close(promise: nil) }
        channel.closeFuture.whenComplete { [self] _ in counts.withLock { $0.open -= 1 } }
        let address = channel.remoteAddress?.ipAddress ?? "unknown"
        guard let context else {
            return try speakHTTP1(channel, room, address, isTLS: false)
        }
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        try negotiate(channel, room, address)
    }

    private func speakHTTP1(_ channel: any Channel, _ room: LoopRoom, _ address: String, isTLS: Bool) throws {
        try room.welcome(channel, gateway: gateway, address: address, isTLS: isTLS)
    }

    private func negotiate(_ channel: any Channel, _ room: LoopRoom, _ address: String) throws {
        let bound = NIOLoopBound(room, eventLoop: channel.eventLoop)
        let timer = channel.eventLoop.scheduleTask(in: .nanoseconds(gateway.limits.handshakeTime.inNanoseconds)) {
            [self] in
            counts.withLock { $0.failedHandshakes += 1 }
            channel.close(promise: nil)
        }
        let handler = ApplicationProtocolNegotiationHandler { [self] outcome in
            timer.cancel()
            return channel.eventLoop.makeCompletedFuture {
                if case .negotiated("h2") = outcome {
                    try HTTP2Session(
                        gateway: gateway,
                        room: bound.value,
                        channel: channel,
                        address: address,
                        isTLS: true
                    ).install()
                } else {
                    try speakHTTP1(channel, bound.value, address, isTLS: true)
                }
            }
        }
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    // MARK: the end

    /// Stops listening, lets exchanges finish for `time`, breaks off the rest with an error event, and closes all.
    ///
    /// `isHurried` ends the time early: exchanges are then broken off at once, and still leave their records.
    package func drain(for time: Duration, isHurried: @Sendable () -> Bool = { false }) async {
        gateway.beginDrain()
        let channel = server.withLock { server in
            defer { server = nil }
            return server
        }
        try? await channel?.close()
        await onEachLoop { $0.drainWatched() }
        let end = gateway.time.now + time
        while connections.open > 0, gateway.time.now < end, !isHurried() {
            try? await Task.sleep(for: .milliseconds(50))
            await onEachLoop { $0.drainWatched() }
        }
        await onEachLoop { $0.endWatched() }
        let hardEnd = gateway.time.now + .seconds(5)
        while connections.open > 0, gateway.time.now < hardEnd {
            try? await Task.sleep(for: .milliseconds(20))
        }
        await onEachLoop { $0.close() }
    }

    private func onEachLoop(_ body: @escaping @Sendable (LoopRoom) -> Void) async {
        for room in rooms {
            try? await room.eventLoop.submit { body(room.value) }.get()
        }
    }
}
