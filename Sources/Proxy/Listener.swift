package import Exchange
import NIOCore
import NIOHTTP2
package import NIOPosix
import NIOSSL
import NIOTLS
import Policy
import Synchronization

/// Certificate chain and key of a listener, and whose callers it takes, as PEM files.
package struct ListenerTLS: Sendable, Hashable {
    /// The certificate chain's file.
    package let certificateFile: String
    /// The private key's file.
    package let keyFile: String

    /// The file of the authorities by one of which callers must be certified; nil asks for no certificate.
    package let clientCAFile: String?

    /// Names the files.
    package init(certificateFile: String, keyFile: String, clientCAFile: String? = nil) {
        self.clientCAFile = clientCAFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// Why a listener cannot listen.
private struct ListenerFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// How many callers' connections there are and were.
package struct ConnectionCounts: Sendable {
    /// Open now.
    package var open = 0
    /// Accepted since the start.
    package var accepted = 0
    /// How often accepting paused because as many were open as there may be.
    package var pausedAtLimit = 0
    /// How often accepting paused because the process or the system had no file left.
    package var pausedForFiles = 0
    /// Ended by a failed TLS handshake.
    package var failedHandshakes = 0
}

/// The data plane's door: accepts connections, gives each its loop's room, and empties the house at the end.
package final class Listener: Sendable {
    private let gateway: Gateway
    private let group: MultiThreadedEventLoopGroup
    private let rooms: [NIOLoopBound<LoopRoom>]
    private let counts = Mutex(ConnectionCounts())
    private let server = Mutex<Door?>(nil)
    private let budget: DescriptorBudget
    /// Told of each answer to a health question, once there is somebody to be told.
    private let health = Mutex<(@Sendable (Target, HealthResult, Moment) -> Void)?>(nil)
    /// The connections to providers.
    package let upstreamTally: UpstreamTally

    /// What listens.
    private struct Door: Sendable {
        let channel: any Channel
        let socket: ListeningSocket
        let gate: NIOLoopBound<AcceptGate>
    }

    /// Makes the door; nothing listens yet.
    ///
    /// `openFiles` is how many files the process may have open; connections get no more of them than
    /// `DescriptorBudget` says.
    ///
    /// - Throws: `TransportFault` when a provider's certificates cannot be used.
    package init(gateway: Gateway, group: MultiThreadedEventLoopGroup, openFiles: Int = 1 << 30) async throws {
        self.gateway = gateway
        self.group = group
        budget = DescriptorBudget(openFiles: openFiles, configured: gateway.limits.connections)
        let tally = UpstreamTally(limit: budget.providers)
        upstreamTally = tally
        let targets = gateway.snapshot.targets
        let dialer = SocketDialer(tls: try UpstreamTLS(targets: targets), time: gateway.time, tally: tally)
        var rooms: [NIOLoopBound<LoopRoom>] = []
        for loop in group.makeIterator() {
            rooms.append(
                try await loop.submit { Listener.openRoom(on: loop, gateway: gateway, dialer: dialer, tally: tally) }
                    .get()
            )
        }
        self.rooms = rooms
        let count = rooms.count
        let first = gateway.snapshot
        await onEachLoop { $0.keepWarm(first, loops: count) }
    }

    /// Begins to ask every target that has a health question, all from one loop; `tell` hears of each answer there.
    package func watchHealth(_ tell: @escaping @Sendable (Target, HealthResult, Moment) -> Void) async {
        health.withLock { $0 = tell }
        await probe(gateway.snapshot)
    }

    private func probe(_ snapshot: Snapshot) async {
        guard let first = rooms.first, let tell = health.withLock({ $0 }) else { return }
        try? await first.eventLoop.submit { first.value.probe(snapshot, tell) }.get()
    }

    /// Puts another configuration in place of the present one; returns when every event loop has it.
    ///
    /// Exchanges that run keep theirs to the end. Not to be called twice at once. Once weir drains, nothing changes.
    package func adopt(_ snapshot: Snapshot) async {
        guard !gateway.isDraining else { return }
        gateway.adopt(snapshot)
        let count = rooms.count
        await onEachLoop { $0.adopt(snapshot, loops: count) }
        await probe(snapshot)
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

    /// Begins to listen on an address of its own; returns the port.
    ///
    /// - Throws: when the address is taken or a TLS file is bad.
    package func bind(host: String, port: Int, tls: ListenerTLS?) async throws -> Int {
        let socket = try ListeningSocket(host: host, port: port)
        try await listen(on: socket, tls: tls)
        return socket.port
    }

    /// Begins to accept what comes to a socket, and owns it from now on.
    ///
    /// - Throws: when a TLS file is bad; the socket is then closed.
    package func listen(on socket: ListeningSocket, tls: ListenerTLS?) async throws {
        let context: NIOSSLContext?
        do {
            context = try tls.map(Self.serverContext)
        } catch {
            socket.giveUp()
            throw error
        }
        let gates = Mutex<NIOLoopBound<AcceptGate>?>(nil)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let gate = AcceptGate(limit: budget.callers) { [self] in note($0) }
                    gates.withLock { $0 = NIOLoopBound(gate, eventLoop: channel.eventLoop) }
                    try channel.pipeline.syncOperations.addHandler(gate)
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.writeBufferWaterMark, value: StreamBuffers.pending)
            .childChannelOption(.tcpOption(StreamBuffers.unsentOption), value: StreamBuffers.unsentBytes)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try welcome(channel, context) }
            }
            .withBoundSocket(socket.descriptor).get()
        socket.widenBacklog()
        let gate = gates.withLock { $0 }
        server.withLock { server in server = gate.map { Door(channel: channel, socket: socket, gate: $0) } }
    }

    private func note(_ pause: AcceptGate.Pause) {
        counts.withLock { counts in
            switch pause {
            case .limit: counts.pausedAtLimit += 1
            case .files: counts.pausedForFiles += 1
            }
        }
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
        if let file = tls.clientCAFile {
            let authorities = try NIOSSLCertificate.fromPEMFile(file)
            guard !authorities.isEmpty else { throw ListenerFault("\(file) holds no certificate") }
            configuration.trustRoots = .certificates(authorities)
            // a caller has no name to verify; without this word no certificate is asked for
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private func room(of loop: any EventLoop) -> LoopRoom? {
        rooms.first { $0.eventLoop === loop }?.value
    }

    // MARK: a new connection

    private func welcome(_ channel: any Channel, _ context: NIOSSLContext?) throws {
        guard let room = room(of: channel.eventLoop) else { return channel.close(promise: nil) }
        counts.withLock { counts in
            counts.open += 1
            counts.accepted += 1
        }
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
        let timer = channel.eventLoop.scheduleTask(in: .nanoseconds(room.limits.handshakeTime.inNanoseconds)) {
            // its end counts it
            channel.close(promise: nil)
        }
        let isWelcome = NIOLoopBoundBox(false, eventLoop: channel.eventLoop)
        channel.closeFuture.whenComplete { [self] _ in
            guard !isWelcome.value else { return }
            timer.cancel()
            counts.withLock { $0.failedHandshakes += 1 }
        }
        let handler = ApplicationProtocolNegotiationHandler { [self] outcome in
            timer.cancel()
            isWelcome.value = true
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

    /// Takes no more connections; those that have been accepted are served, each with one more answer.
    ///
    /// For `linger` new connections are left to the process that listens on the same address, and what the kernel has
    /// queued here is still taken. A socket that others hold too keeps its queue for them.
    package func stopAccepting(lingering linger: Duration = .zero) async {
        gateway.beginDrain()
        let door = server.withLock { server in
            defer { server = nil }
            return server
        }
        guard let door else { return }
        if linger > .zero {
            door.socket.steerAway()
            try? await Task.sleep(for: linger)
        }
        let gate = door.gate
        try? await door.channel.eventLoop.submit { gate.value.stop() }.get()
        // what was accepted must have reached its own loop, or closing the door would close it
        await onEachLoop { _ in }
        try? await door.channel.eventLoop.submit {}.get()
        try? await door.channel.close()
    }

    /// Stops listening, lets exchanges finish for `time`, breaks off the rest with an error event, and closes all.
    ///
    /// `isHurried` ends the time early: exchanges are then broken off at once, and still leave their records.
    package func drain(for time: Duration, isHurried: @Sendable () -> Bool = { false }) async {
        await stopAccepting()
        await onEachLoop { $0.drainWatched() }
        let end = gateway.time.now + time
        while isServing, gateway.time.now < end, !isHurried() {
            try? await Task.sleep(for: .milliseconds(50))
            await onEachLoop { $0.drainWatched() }
        }
        await onEachLoop { $0.endWatched() }
        let hardEnd = gateway.time.now + .seconds(5)
        while isServing, gateway.time.now < hardEnd {
            try? await Task.sleep(for: .milliseconds(20))
        }
        await onEachLoop { $0.close() }
    }

    /// True while a connection is open or a copy runs.
    private var isServing: Bool { connections.open > 0 || gateway.copies.load(ordering: .relaxed) > 0 }

    private func onEachLoop(_ body: @escaping @Sendable (LoopRoom) -> Void) async {
        for room in rooms {
            try? await room.eventLoop.submit { body(room.value) }.get()
        }
    }
}
