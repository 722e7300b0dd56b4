import Exchange
import NIOCore
import NIOHTTP2

/// One caller's HTTP/2 connection: its streams, and when it may close.
///
/// Confined to its event loop.
final class HTTP2Session: Drainable {
    /// The most streams at once, as announced to the caller.
    static let streamLimit = 128

    let address: String
    let isTLS: Bool
    private let gateway: Gateway
    private let room: LoopRoom
    private let channel: any Channel
    private var streams: [ObjectIdentifier: ServerStream] = [:]
    private var idleSince: Moment
    private var isDraining = false
    private var isEnding = false

    init(gateway: Gateway, room: LoopRoom, channel: any Channel, address: String, isTLS: Bool) {
        self.gateway = gateway
        self.room = room
        self.channel = channel
        self.address = address
        self.isTLS = isTLS
        idleSince = gateway.time.now
    }

    /// Puts the HTTP/2 handlers on the channel and begins to watch it.
    func install() throws {
        let bound = NIOLoopBound(self, eventLoop: room.loop)
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server,
            connectionConfiguration: Self.connectionConfiguration(room.limits),
            streamConfiguration: .init()
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                let session = bound.value
                try stream.pipeline.syncOperations.addHandler(
                    ServerStream(gateway: session.gateway, room: session.room, session: session)
                )
            }
        }
        room.watch(self)
        channel.closeFuture.whenComplete { _ in
            let session = bound.value
            session.room.unwatch(session)
        }
    }

    private static func connectionConfiguration(_ limits: Limits) -> NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: streamLimit),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: 65_535),
        ]
        return configuration
    }

    /// A stream began.
    func opened(_ stream: ServerStream) {
        streams[ObjectIdentifier(stream)] = stream
    }

    /// A stream is over.
    func closed(_ stream: ServerStream) {
        streams[ObjectIdentifier(stream)] = nil
        idleSince = gateway.time.now
        if isEnding && streams.isEmpty { channel.close(promise: nil) }
    }

    /// Tells the caller to open no more streams here, and closes the connection once it is silent.
    func drain() {
        if !isDraining {
            isDraining = true
            // all streams up to the last possible one are still served (RFC 9113, section 6.8)
            let goAway = HTTP2Frame.FramePayload.goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil)
            channel.writeAndFlush(HTTP2Frame(streamID: .rootStream, payload: goAway), promise: nil)
        }
        leaveIfSilent(gateway.time.now)
    }

    private func leaveIfSilent(_ now: Moment) {
        guard isDraining, streams.isEmpty, now - idleSince >= ServerConnection.silence else { return }
        channel.close(promise: nil)
    }

    /// Ends every exchange that runs, because the time to drain is over, and closes the connection behind them.
    func endForDrain() {
        isEnding = true
        if streams.isEmpty { return channel.close(promise: nil) }
        for stream in streams.values { stream.endForDrain() }
    }

    func tick(_ now: Moment) {
        leaveIfSilent(now)
        if streams.isEmpty, now - idleSince > room.limits.keepAliveTime { channel.close(promise: nil) }
    }
}
