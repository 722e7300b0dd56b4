import Exchange
import NIOCore
import NIOEmbedded
import Proxy
import Support

/// A caller's side of one connection to weir.
final class CallerEnd {
    let channel: EmbeddedChannel
    let errands: [Errand]
    private(set) var reader = MessageReader(.answers)
    private(set) var received: [UInt8] = []
    private(set) var hasLeft = false
    private(set) var isBlocked = false
    /// True when it stopped sending in the middle, for good.
    private(set) var hasStopped = false
    /// How many answers have begun to be written to it.
    private(set) var begun = 0
    private var pieces: [[UInt8]]
    private var tap: Tap?
    /// What weir writes, at the moment it is written.
    private var written = MessageReader(.answers)

    /// `onBegin` is told the number of each request whose answer's first byte is written.
    init(
        loop: EmbeddedEventLoop,
        errands: [Errand],
        draw: inout Draw,
        onBegin: @escaping (Int) -> Void
    ) throws {
        channel = EmbeddedChannel(loop: loop)
        self.errands = errands
        // the pieces do not mind where one request ends and the next begins
        pieces = draw.split(errands.flatMap(\.wire))
        for (index, errand) in errands.enumerated() where errand.isHead {
            reader.bodiless.insert(index)
            written.bodiless.insert(index)
        }
        let tap = Tap { [unowned self] bytes in
            written.feed(bytes)
            while begun < written.messages.count, begun < errands.count {
                begun += 1
                onBegin(errands[begun - 1].number)
            }
        }
        self.tap = tap
        try channel.pipeline.syncOperations.addHandler(tap)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 8_080), promise: nil)
    }

    /// True while there is something to send and weir takes it.
    var canSend: Bool { !pieces.isEmpty && channel.isActive && channel.isReading }

    /// True when it has all it waits for, or nothing more can come.
    var isSettled: Bool { !channel.isActive || (pieces.isEmpty && reader.wholeCount >= errands.count) }

    /// True when weir, not the caller, closed the connection.
    var wasClosed: Bool { !channel.isActive && !hasLeft }

    func send() throws {
        guard canSend else { return }
        let piece = pieces.removeFirst()
        try channel.writeInbound(ByteBuffer(bytes: piece))
    }

    /// Takes what weir wrote.
    func collect() throws {
        guard let tap, tap.hasWritten else { return }
        tap.hasWritten = false
        while let piece = try channel.readOutbound(as: ByteBuffer.self) {
            let bytes = Array(buffer: piece)
            if hasLeft { continue }
            received += bytes
            reader.feed(bytes)
        }
    }

    /// Tells weir that the caller takes nothing, or again something.
    func block(_ isBlocked: Bool) {
        guard channel.isActive, isBlocked != self.isBlocked else { return }
        self.isBlocked = isBlocked
        channel.isWritable = !isBlocked
        channel.pipeline.fireChannelWritabilityChanged()
    }

    /// Sends nothing more of what it has begun.
    func stop() {
        hasStopped = hasStopped || !pieces.isEmpty
        pieces = []
    }

    func leave() {
        guard channel.isActive else { return }
        hasLeft = true
        channel.close(promise: nil)
    }

    /// The connection is over: a body that ends with it is whole when weir closed it.
    func end() {
        if wasClosed { reader.end() }
    }
}

extension EmbeddedChannel {
    /// False while weir has turned reading off.
    var isReading: Bool {
        for (option, value) in options where option is ChannelOptions.Types.AutoReadOption {
            return value as? Bool ?? true
        }
        return true
    }
}
