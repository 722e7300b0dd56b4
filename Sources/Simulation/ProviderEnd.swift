import Exchange
import NIOCore
import NIOEmbedded
import Proxy
import Support

/// A provider's side of one connection from weir.
final class ProviderEnd {
    let channel: EmbeddedChannel
    private(set) var provider: ScriptedProvider
    /// Every byte weir sent.
    private(set) var received: [UInt8] = []
    fileprivate(set) var isBlocked = false
    /// True when it takes nothing any more, for good.
    fileprivate(set) var isStuck = false

    init(loop: EmbeddedEventLoop, provider: ScriptedProvider) {
        channel = EmbeddedChannel(loop: loop)
        self.provider = provider
    }

    /// True when it has something to say and weir listens.
    var canAct: Bool { provider.isBusy && channel.isActive && channel.isReading && !isBlocked }

    /// Reads what weir wrote; a blocked provider does nothing.
    func collect(_ draw: inout Draw) throws {
        if isBlocked { return }
        while let piece = try channel.readOutbound(as: ByteBuffer.self) {
            let bytes = Array(buffer: piece)
            received += bytes
            provider.take(bytes, &draw)
        }
    }

    func act(_ draw: inout Draw) throws {
        guard canAct else { return }
        // bytes behind an answer that cross the next request cannot be told from its answer by anybody
        try collect(&draw)
        switch provider.act(&draw) {
        case .wait: break
        case .send(let bytes): try channel.writeInbound(ByteBuffer(bytes: bytes))
        case .close: close(isReset: draw.once(in: 4))
        }
    }

    /// Closes the connection, by a reset or in good order.
    func close(isReset: Bool) {
        guard channel.isActive else { return }
        if isReset { channel.pipeline.fireErrorCaught(ConnectionReset()) }
        if channel.isActive { channel.close(promise: nil) }
        _ = try? channel.throwIfErrorCaught()
    }

    /// Tells weir that the provider takes nothing, or again something; it says nothing meanwhile.
    func block(_ isBlocked: Bool) {
        guard channel.isActive, isBlocked != self.isBlocked, !isStuck else { return }
        self.isBlocked = isBlocked
        channel.isWritable = !isBlocked
        channel.pipeline.fireChannelWritabilityChanged()
    }
}

extension ProviderEnd {
    /// Takes nothing from its first byte on.
    func getStuck() {
        isStuck = true
        isBlocked = true
        channel.isWritable = false
    }
}

/// What a socket says when the other side reset the connection.
struct ConnectionReset: Error {}
