import Exchange
import NIOCore
import NIOPosix

/// Opens TCP and TLS connections, through a proxy where the target has one, each phase timed.
final class SocketDialer: Dialer {
    private let tls: UpstreamTLS
    private let time: any TimeSource
    private let tally: UpstreamTally
    /// True for an address that a target may not be reached at.
    private let forbids: @Sendable (Target, SocketAddress) -> Bool

    init(
        tls: UpstreamTLS,
        time: any TimeSource,
        tally: UpstreamTally,
        forbids: @escaping @Sendable (Target, SocketAddress) -> Bool = { _, _ in false }
    ) {
        self.forbids = forbids
        self.tally = tally
        self.tls = tls
        self.time = time
    }

    func start(_ dial: Dial, on loop: any EventLoop) {
        guard tally.mayDial else {
            return dial.fail(Failure(.connectFailed, "weir has no room for a connection", cause: "open file limit"))
        }
        let proxy = dial.target.transport.proxy
        let (host, port) = proxy.map { ($0.host, $0.port) } ?? (dial.target.origin.host, dial.target.origin.port)
        if let address = try? SocketAddress(ipAddress: host, port: port) {
            return connect(dial, on: loop, checking: [address])
        }
        let whose = proxy == nil ? "the provider's" : "the proxy's"
        let bound = NIOLoopBound(dial, eventLoop: loop)
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try Resolver.addresses(of: host, port: port) }
            .whenComplete { [self] found in
                let dial = bound.value
                dial.resolved()
                switch found {
                case .success(let addresses) where !addresses.isEmpty:
                    connect(dial, on: loop, checking: addresses)
                case .success:
                    dial.fail(Failure(.dnsFailed, "\(whose) name has no address"))
                case .failure(let error):
                    dial.fail(Failure(.dnsFailed, "\(whose) name could not be resolved", cause: "\(error)"))
                }
            }
    }

    /// Tries the addresses, if each of them is allowed: a name that also has another is no name to trust.
    private func connect(_ dial: Dial, on loop: any EventLoop, checking addresses: [SocketAddress]) {
        if addresses.contains(where: { forbids(dial.target, $0) }) {
            return dial.fail(Failure(.connectFailed, "the address is not a public one"))
        }
        connect(dial, on: loop, addresses: addresses[...])
    }

    /// Tries the addresses one after another until the deadline.
    private func connect(_ dial: Dial, on loop: any EventLoop, addresses: ArraySlice<SocketAddress>) {
        let left = dial.deadline - time.now
        guard let address = addresses.first, left > .zero else {
            return dial.fail(Failure(.connectTimeout, "no connection to the provider in time"))
        }
        let bound = NIOLoopBound(dial, eventLoop: loop)
        let share = addresses.count > 1 ? left / 2 : left
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.socketOption(.so_rcvbuf), value: .init(StreamBuffers.unreadBytes))
            .channelOption(.recvAllocator, value: StreamBuffers.received)
            .connectTimeout(.nanoseconds(share.inNanoseconds))
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, for: bound.value) }
            }
            .connect(to: address)
            .whenComplete { [self] outcome in
                let dial = bound.value
                switch outcome {
                case .success: if dial.target.transport.proxy == nil { dial.connected() }
                case .failure(let error):
                    if addresses.count > 1 { return connect(dial, on: loop, addresses: addresses.dropFirst()) }
                    dial.fail(Self.failure(error, isProxied: dial.target.transport.proxy != nil))
                }
            }
    }

    /// Puts on the channel what must be there before it is connected.
    private func prepare(_ channel: any Channel, for dial: Dial) throws {
        dial.begin(on: channel)
        guard let proxy = dial.target.transport.proxy else { return try finish(channel, for: dial) }
        let handshake = ProxyHandshake(proxy, to: dial.target.origin) { [self] failure in
            if let failure { return dial.fail(failure) }
            dial.connected()
            do {
                try finish(channel, for: dial)
            } catch {
                dial.fail(Failure(.tlsFailed, "the TLS handshake with the provider failed", cause: "\(error)"))
                channel.close(promise: nil)
            }
        }
        try channel.pipeline.syncOperations.addHandler(handshake)
    }

    /// Puts TLS, where it is spoken, and the provider's end on the channel.
    private func finish(_ channel: any Channel, for dial: Dial) throws {
        guard dial.target.origin.isTLS else { return try dial.attach(to: channel) }
        // in this order, or the handshake of a channel that is open already could end unseen
        let handler = try (dial.trust ?? tls).handler(for: dial.target)
        try dial.attach(to: channel)
        try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    }

    private static func failure(_ error: any Error, isProxied: Bool) -> Failure {
        if let error = error as? ChannelError, case .connectTimeout = error {
            return Failure(.connectTimeout, "no connection to the provider in time")
        }
        let whose = isProxied ? "the proxy" : "the provider"
        return Failure(.connectFailed, "\(whose) did not take the connection", cause: "\(error)")
    }
}
