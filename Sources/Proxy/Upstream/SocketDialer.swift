import Exchange
import NIOCore
import NIOPosix

/// Opens TCP and TLS connections, each phase timed.
final class SocketDialer: Dialer {
    private let tls: UpstreamTLS
    private let time: any TimeSource

    init(tls: UpstreamTLS, time: any TimeSource) {
        self.tls = tls
        self.time = time
    }

    func start(_ dial: Dial, on loop: any EventLoop) {
        let origin = dial.target.origin
        if let address = try? SocketAddress(ipAddress: origin.host, port: origin.port) {
            return connect(dial, on: loop, addresses: [address])
        }
        let bound = NIOLoopBound(dial, eventLoop: loop)
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try Resolver.addresses(of: origin) }
            .whenComplete { [self] found in
                let dial = bound.value
                dial.resolved()
                switch found {
                case .success(let addresses) where !addresses.isEmpty:
                    connect(dial, on: loop, addresses: addresses[...])
                case .success:
                    dial.fail(Failure(.dnsFailed, "the provider's name has no address"))
                case .failure(let error):
                    dial.fail(Failure(.dnsFailed, "the provider's name could not be resolved", cause: "\(error)"))
                }
            }
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
            .connectTimeout(.nanoseconds(share.inNanoseconds))
            .channelInitializer { [tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    let dial = bound.value
                    if dial.target.origin.isTLS {
                        try channel.pipeline.syncOperations.addHandler(tls.handler(for: dial.target))
                    }
                    try dial.attach(to: channel)
                }
            }
            .connect(to: address)
            .whenComplete { [self] outcome in
                let dial = bound.value
                switch outcome {
                case .success: dial.connected()
                case .failure(let error):
                    if addresses.count > 1 { return connect(dial, on: loop, addresses: addresses.dropFirst()) }
                    dial.fail(Self.failure(error))
                }
            }
    }

    private static func failure(_ error: any Error) -> Failure {
        if let error = error as? ChannelError, case .connectTimeout = error {
            return Failure(.connectTimeout, "no connection to the provider in time")
        }
        return Failure(.connectFailed, "the provider did not take the connection", cause: "\(error)")
    }
}
