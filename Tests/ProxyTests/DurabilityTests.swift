import Exchange
import NIOCore
import NIOEmbedded
import Policy
import Proxy
import Support
import Synchronization
import Testing

/// Where the history is durable, the last byte of a whole answer waits for the commit of its row.
@Suite struct DurabilityTests {
    private static let key = "wr_test_GOODgoodGOODgoodGOODgood"

    @Test func `the answer goes out when its row is committed, and its record says so`() throws {
        let bench = try Bench(.committed)
        try bench.ask("/v1/models")
        #expect(try bench.answer().isEmpty)
        #expect(bench.recorder.exchanges.isEmpty && bench.history.waiting == 1)
        bench.history.settle(.stored)
        bench.loop.run()
        #expect(try bench.answer().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(bench.recorder.exchanges.map(\.persisted) == [.stored])
        // the connection serves the next one
        try bench.ask("/v1/models")
        bench.history.settle(.stored)
        bench.loop.run()
        #expect(try bench.answer().hasPrefix("HTTP/1.1 200 OK\r\n"))
        try bench.end()
    }

    @Test func `when the commit takes too long the answer goes out, and its record says that its row waits`() throws {
        let bench = try Bench(.committed)
        try bench.ask("/v1/models")
        try bench.pass(.milliseconds(1_900))
        #expect(try bench.answer().isEmpty)
        try bench.pass(.milliseconds(200))
        #expect(try bench.answer().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(bench.recorder.exchanges.map(\.persisted) == [.queued])
        #expect(bench.recorder.exchanges.first?.timeline.total == .zero)
        bench.history.settle(.stored)
        bench.loop.run()
        #expect(bench.recorder.exchanges.count == 1)
        try bench.end()
    }

    @Test func `an answer whose row is lost goes out and says so`() throws {
        let bench = try Bench(.committed)
        try bench.ask("/v1/nothing", key: "wrong")
        #expect(try bench.answer().isEmpty)
        bench.history.settle(.dropped)
        bench.loop.run()
        #expect(try bench.answer().hasPrefix("HTTP/1.1 401 "))
        #expect(bench.recorder.exchanges.map(\.persisted) == [.dropped])
        #expect(bench.recorder.exchanges.first?.flags.contains(.historyDropped) == true)
        try bench.end()
    }

    @Test func `a caller that leaves is not waited for`() throws {
        let bench = try Bench(.committed)
        try bench.ask("/v1/models")
        bench.channel.pipeline.fireChannelInactive()
        bench.loop.run()
        #expect(bench.recorder.exchanges.map(\.persisted) == [.queued])
        bench.history.settle(.stored)
        try bench.end()
    }

    @Test func `where rows are batched no answer waits`() throws {
        let bench = try Bench(.batched)
        try bench.ask("/v1/models")
        #expect(try bench.answer().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(bench.recorder.exchanges.map(\.persisted) == [.queued])
        try bench.end()
    }

    @Test(arguments: Durability.allCases) func `the flight recorder hears of each exchange from its first to its last`(
        durability: Durability
    ) throws {
        let bench = try Bench(durability)
        for key in [Self.key, "wrong"] {
            try bench.ask("/v1/models", key: key)
            bench.history.settle(.stored)
            bench.loop.run()
        }
        try bench.pass(.seconds(1))
        #expect(bench.flight.calls == ["claim 0", "note 0", "end 0", "claim 1", "end 1"])
        #expect(bench.history.slots == [0, 1])
        #expect(bench.recorder.exchanges.allSatisfy { $0.flightSlot == nil })
        try bench.end()
    }

    /// A gateway on one loop whose history settles rows when it is told to.
    private final class Bench {
        let loop = EmbeddedEventLoop()
        let time = ManualTime()
        let history = SlowHistory()
        let recorder = CollectingRecorder()
        let flight = CallList()
        let channel: EmbeddedChannel
        private let room: LoopRoom

        init(_ durability: Durability) throws {
            let caller = Caller(keyID: "key_1", keyName: "good", permission: KeyPermission(), expires: nil)
            var parts = Gateway.Parts(
                limits: Limits(),
                time: time,
                keys: FakeKeys([DurabilityTests.key: caller]),
                history: history,
                ledger: NoLedger(),
                recorders: [recorder],
                capture: CaptureRule(general: .metadata),
                configHash: "0123456789ab",
                routes: RouteTable(providers: [], aliases: [:], defaultProvider: nil)
            )
            parts.durability = durability
            parts.flight = flight
            room = LoopRoom(loop: loop, time: time, dialer: NoDialer(), limits: Limits(), seed: 1)
            room.open()
            channel = EmbeddedChannel(loop: loop)
            try room.welcome(channel, gateway: Gateway(parts), address: "127.0.0.1", isTLS: false)
            channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 80), promise: nil)
            loop.run()
        }

        func ask(_ path: String, key: String = DurabilityTests.key) throws {
            let text = "GET \(path) HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \(key)\r\n\r\n"
            try channel.writeInbound(ByteBuffer(string: text))
            loop.run()
        }

        /// What has gone out since the last look.
        func answer() throws -> String {
            var text = ""
            while var piece = try channel.readOutbound(as: ByteBuffer.self) {
                text += piece.readString(length: piece.readableBytes) ?? ""
            }
            return text
        }

        func pass(_ span: Duration) throws {
            time.advance(by: span)
            loop.advanceTime(by: .milliseconds(250))
            loop.run()
        }

        func end() throws {
            room.close()
            channel.close(promise: nil)
            loop.run()
        }
    }
}

/// A history that queues every row and settles them when it is told to.
private final class SlowHistory: HistoryKeeper {
    private struct State {
        var waiting: [@Sendable (RowFate) -> Void] = []
        var slots: [Int32] = []
    }

    private let state = Mutex(State())
    var waiting: Int { state.withLock { $0.waiting.count } }
    var slots: [Int32] { state.withLock { $0.slots } }

    func keep(_ exchange: borrowing Exchange) -> RowFate { keep(exchange) { _ in } }

    func keep(_ exchange: borrowing Exchange, whenSettled: @escaping @Sendable (RowFate) -> Void) -> RowFate {
        let slot = exchange.flightSlot
        state.withLock { state in
            state.waiting.append(whenSettled)
            if let slot { state.slots.append(slot.index) }
        }
        return .queued
    }

    func settle(_ fate: RowFate) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for whenSettled in waiting { whenSettled(fate) }
    }
}

/// A flight recorder that only remembers what it was called for.
private final class CallList: FlightRecorder {
    private struct State {
        var calls: [String] = []
        var next: Int32 = 0
    }

    private let state = Mutex(State())
    var calls: [String] { state.withLock { $0.calls } }

    func claim(_ exchange: borrowing Exchange) -> FlightSlot? {
        state.withLock { state in
            defer { state.next += 1 }
            state.calls.append("claim \(state.next)")
            return FlightSlot(index: state.next, generation: 1)
        }
    }

    func note(_ exchange: borrowing Exchange, in slot: FlightSlot) { add("note \(slot.index)") }
    func noteEnd(_ exchange: borrowing Exchange, in slot: FlightSlot) { add("end \(slot.index)") }
    func release(_ slots: [FlightSlot]) {}

    private func add(_ call: String) {
        state.withLock { state in
            // the line notes at each step; how often is its own business
            if state.calls.last != call { state.calls.append(call) }
        }
    }
}

/// A ledger nobody reads.
private struct NoLedger: Ledger {
    func accepted() {}
    func queued() {}
    func droppedAtEnd(_ reason: DropReason) {}
    func stored(_ count: Int) {}
    func lost(_ count: Int, _ reason: DropReason) {}
}

/// A dialer nobody needs.
private struct NoDialer: Dialer {
    func start(_ dial: Dial, on loop: any EventLoop) {
        dial.fail(Failure(.connectFailed, "there is no provider"))
    }
}
