import Exchange
import NIOCore
import NIOEmbedded
import Proxy
import Support

/// A provider's side of one connection from weir.
final class ProviderEnd {
    let channel: EmbeddedChannel
    /// Who weir means to reach.
    let host: String
    private let tap: Tap
    private(set) var provider: ScriptedProvider
    /// Every byte weir sent.
    private(set) var received: [UInt8] = []
    fileprivate(set) var isBlocked = false
    /// True when it takes nothing any more, for good.
    fileprivate(set) var isStuck = false

    /// `onAsk` is told the number of each request at the moment weir writes it, and the upstream whose key it bears.
    init(
        loop: EmbeddedEventLoop,
        host: String,
        provider: ScriptedProvider,
        onAsk: @escaping (_ number: Int, _ upstream: String) -> Void
    ) throws {
        channel = EmbeddedChannel(loop: loop)
        self.host = host
        self.provider = provider
        tap = Tap { bytes in
            guard let head = Asking(bytes) else { return }
            onAsk(head.number, head.upstream)
        }
        try channel.pipeline.syncOperations.addHandler(tap)
    }

    /// True when it has something to say and weir listens.
    var canAct: Bool { provider.isBusy && channel.isActive && channel.isReading && !isBlocked }

    /// Reads what weir wrote; a blocked provider does nothing.
    func collect(_ draw: inout Draw) throws {
        guard tap.hasWritten, !isBlocked else { return }
        tap.hasWritten = false
        while let piece = try channel.readOutbound(as: ByteBuffer.self) {
            let bytes = Array(buffer: piece)
            received += bytes
            provider.take(bytes, &draw)
        }
    }

    /// Says or does the next thing of its script; returns what, for the tale.
    func act(_ draw: inout Draw) throws -> String? {
        guard canAct else { return nil }
        // bytes behind an answer that cross the next request cannot be told from its answer by anybody
        try collect(&draw)
        switch provider.act(&draw) {
        case .wait: return nil
        case .send(let bytes):
            try channel.writeInbound(ByteBuffer(bytes: bytes))
            return "\(host) sends \(bytes.count) bytes"
        case .close:
            let isReset = draw.once(in: 4)
            close(isReset: isReset)
            return "\(host) \(isReset ? "resets" : "closes") a connection"
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

/// The beginning of a request as weir writes it: its number, and whose credential it bears.
private struct Asking {
    let number: Int
    let upstream: String

    /// Looks for a head; nil for a piece of a body.
    init?(_ bytes: [UInt8]) {
        guard bytes.holds("X-Plan: ") else { return nil }
        var reader = MessageReader(.requests)
        reader.feed(bytes)
        guard let message = reader.messages.first, let number = message["x-plan"].flatMap({ Int($0) }),
            let upstream = Names.upstream(of: message["authorization"])
        else { return nil }
        (self.number, self.upstream) = (number, upstream)
    }
}
