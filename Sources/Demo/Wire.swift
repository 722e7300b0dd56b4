import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The caller's connection, for what HTTP cannot say: closing it, resetting it, waiting on it.
struct Wire: Sendable {
    /// The connection is not to be used any more.
    struct Closed: Error {}

    /// How long a connection stays open with bytes on it that belong to no answer.
    private static let shortHold = Duration.seconds(10)

    /// The socket.
    let channel: any Channel

    /// Waits; ends early with an error when the caller leaves or the task is cancelled.
    func wait(_ time: Duration) async throws {
        guard time > .zero else { return }
        // A short wait is not worth a watch: the write that follows it finds out.
        guard time >= .seconds(1) else { return try await Task.sleep(for: time) }
        let (gone, left) = AsyncStream<Never>.makeStream()
        channel.closeFuture.whenComplete { _ in left.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Task.sleep(for: time) }
            group.addTask {
                for await _ in gone {}
                throw Closed()
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Sends the whole answer in a message that is not in order; then the connection is over.
    func send(_ fault: WireFault, in answer: DemoAnswer) async throws {
        let type = answer.stream == nil ? "application/json" : DemoAnswer.streamType
        let bytes = fault.message(answer.stream?.bytes ?? answer.body().bytes, type: type)
        try await channel.eventLoop.submit { [channel] in
            try channel.pipeline.syncOperations.addHandler(BareBytes(bytes), position: .first)
        }.get()
        // The rest is to lie on a connection that looks free.
        if fault == .short { try await wait(Self.shortHold) }
        try await close(rst: false)
    }

    /// Ends the connection: with FIN behind all that was written, or with a reset.
    func close(rst: Bool) async throws(Closed) {
        // One turn of the event loop: what was written before it is then with the kernel.
        try? await channel.eventLoop.submit {}.get()
        if rst {
            let atOnce = linger(l_onoff: 1, l_linger: 0)
            try? await (channel as? any SocketOptionProvider)?.setSoLinger(atOnce).get()
            try? await channel.close()
        } else {
            try? await channel.close(mode: .output)
        }
        throw Closed()
    }
}
