package import Exchange
package import NIOCore

/// One connection being opened: how long each phase took, and what came of it.
///
/// Confined to its loop. Ends once; what ends later is closed or goes to the pool.
package final class Dial {
    /// Where it goes.
    package let target: Target
    var dns: Duration?
    var connect: Duration?
    var tls: Duration?
    private(set) var result: Result<UpstreamConnection, Failure>?
    /// Called once, when `result` is there.
    var onDone: (() -> Void)?
    /// True once nobody waits; the connection then goes to the pool.
    var isAbandoned = false
    /// The certificates of the configuration it belongs to; nil for those of the start.
    var trust: UpstreamTLS?
    private let room: LoopRoom
    private let time: any TimeSource
    private let started: Moment
    private var connectStarted: Moment
    private let counts: ProviderConnections
    private var channel: (any Channel)?

    init(target: Target, room: LoopRoom, time: any TimeSource) {
        self.target = target
        self.room = room
        self.time = time
        started = time.now
        connectStarted = started
        counts = room.pool.tally.counts(of: target.provider)
        counts.dialBegan()
    }

    /// When everything must be done.
    var deadline: Moment { started + target.timeouts.connect }

    /// The name has been looked up.
    func resolved() {
        dns = time.now - started
    }

    /// The connection stands, through the proxy if there is one; TLS may follow.
    func connected() {
        connect = connect ?? time.now - connectStarted
    }

    /// A channel is about to be connected; it is closed when it cannot be used in time.
    func begin(on channel: any Channel) {
        connectStarted = time.now
        self.channel = channel
        room.watch(self)
    }

    /// Puts the provider's end on a channel; the dial ends when it can be used.
    package func attach(to channel: any Channel) throws {
        if self.channel !== channel { begin(on: channel) }
        let connection = UpstreamConnection(key: PoolKey(target), room: room, time: time, counts: counts)
        connection.onReady = { [weak connection] failure in
            guard let connection else { return }
            self.ready(connection, failure)
        }
        try channel.pipeline.syncOperations.addHandler(connection)
    }

    /// Ends the dial without a connection.
    package func fail(_ failure: Failure) {
        end(.failure(failure))
    }

    private func ready(_ connection: UpstreamConnection, _ failure: Failure?) {
        let span = time.now - connectStarted
        if connection.isTLS {
            tls = span - (connect ?? .zero)
        } else {
            connect = span
        }
        end(failure.map { .failure($0) } ?? .success(connection))
    }

    private func end(_ result: Result<UpstreamConnection, Failure>) {
        guard self.result == nil else {
            if case .success(let connection) = result { connection.close() }
            return
        }
        self.result = result
        channel = nil
        room.unwatch(self)
        switch result {
        case .success: counts.dialEnded(nil)
        case .failure(let failure): counts.dialEnded(failure.code)
        }
        if isAbandoned {
            if case .success(let connection) = result { room.pool.give(connection) }
            return
        }
        room.executor.enter()
        onDone?()
        room.executor.leave()
    }
}

extension Dial: Watched {
    // A handshake that stands still would keep the connection for ever, also when nobody waits any more.
    func tick(_ now: Moment) {
        guard now > deadline else { return }
        let channel = channel
        fail(Failure(.connectTimeout, "no connection to the provider in time"))
        channel?.close(promise: nil)
    }
}

/// Opens connections; the sockets of the system, or a script in the simulation.
package protocol Dialer: Sendable {
    /// Begins to open a connection on `loop`: attaches the dial to a channel and connects it, or fails the dial.
    func start(_ dial: Dial, on loop: any EventLoop)
}
