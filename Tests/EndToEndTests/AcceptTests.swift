import Exchange
import Glibc
import NIOCore
import NIOPosix
import Proxy
import Support
import Synchronization
import Testing

@Suite(.serialized) struct AcceptTests {
    @Test func `half of the open files go to callers, what is left of them to providers, and some to neither`() {
        let usual = DescriptorBudget(openFiles: 65_536, configured: 10_000)
        #expect(usual.callers == 10_000 && usual.providers == 55_408)
        let small = DescriptorBudget(openFiles: 1_024, configured: 10_000)
        #expect(small.callers == 448 && small.providers == 448)
        for files in [0, 1, 127, 128, 129, 130] {
            let least = DescriptorBudget(openFiles: files, configured: 10_000)
            #expect(least.callers == 1 && least.providers == 1)
        }
        #expect(DescriptorBudget(openFiles: DescriptorBudget.wanted(configured: 7), configured: 7).callers == 7)
    }

    @Test func `who comes when the house is full waits, and is served once somebody leaves`() async throws {
        let provider = PlainProvider()
        var plan = TransportHouse.Plan()
        plan.origin = Origin(isTLS: false, host: "127.0.0.1", port: try await provider.start())
        plan.limits.connections = 3
        try await TransportHouse.run(plan) { house in
            let first = try (0..<3).map { _ in try RawCaller(port: house.port) }
            #expect(try await becomes(within: .seconds(5)) { house.listener.connections.open == 3 })
            let late = try (0..<4).map { _ in try RawCaller(port: house.port) }
            for caller in late { try caller.send(request("plain 1", fields: "Connection: close\r\n")) }
            for caller in first {
                try caller.send(request("plain 1"))
                #expect(try caller.answer().status == 200)
            }
            #expect(house.listener.connections.open == 3 && house.listener.connections.accepted == 3)
            for caller in first { caller.leave() }
            for caller in late { #expect(try caller.answer().status == 200) }
            #expect(house.listener.connections.accepted == 7)
            #expect(house.listener.connections.pausedAtLimit >= 1)
        }
        try await provider.stop()
    }

    @Test func `the limit of open files bounds callers however many are configured`() async throws {
        var plan = TransportHouse.Plan()
        plan.openFiles = 132
        try await TransportHouse.run(plan) { house in
            let callers = try (0..<5).map { _ in try RawCaller(port: house.port) }
            #expect(try await becomes(within: .seconds(5)) { house.listener.connections.open == 2 })
            #expect(try await becomes(within: .milliseconds(300)) { house.listener.connections.open > 2 } == false)
            for caller in callers { caller.leave() }
        }
    }

    @Test func `a descriptor that does not listen is refused`() throws {
        #expect(throws: ListeningSocket.Fault.self) { try ListeningSocket(inherited: 0) }
        #expect(throws: ListeningSocket.Fault.self) { try ListeningSocket(inherited: 9_999) }
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
        #expect(throws: IOError.self) { try ListeningSocket(host: "127.0.0.1", port: socket.port) }
        #expect(try ListeningSocket(inherited: socket.descriptor) == socket)
        socket.giveUp()
        let six = try ListeningSocket(host: "::1", port: 0, reusesPort: true)
        #expect(six.host == "::1" && six.reusesPort)
        six.giveUp()
    }
}

/// Callers that ask one thing after another, on connections they keep as long as they may.
private final class Callers: Sendable {
    private let port: Int
    private let isOver = Atomic<Bool>(false)
    private let seen = Mutex<(answers: Int, losses: [String])>((0, []))

    init(port: Int) {
        self.port = port
    }

    var answers: Int { seen.withLock { $0.answers } }
    var losses: [String] { seen.withLock { $0.losses } }

    func stop() { isOver.store(true, ordering: .relaxed) }

    /// Runs so many callers beside `body`, which ends them.
    func run(_ count: Int, _ body: () async throws -> Void) async throws {
        let group = Threads(count) { [self] in work() }
        defer { group.join() }
        defer { stop() }
        try await body()
    }

    private func work() {
        var caller: RawCaller?
        while !isOver.load(ordering: .relaxed) {
            do {
                let mine = try caller ?? RawCaller(port: port)
                try mine.send(request("plain 1"))
                let answer = try mine.answer()
                seen.withLock { seen in
                    seen.answers += 1
                    if answer.status != 200 { seen.losses.append("\(answer.status)") }
                }
                caller = answer["connection"] == "close" ? nil : mine
            } catch {
                seen.withLock { $0.losses.append("\(error)") }
                caller = nil
            }
        }
    }
}

/// Threads of their own, because a caller blocks.
private final class Threads {
    private let group = NIOThreadPool(numberOfThreads: 8)
    private let done: [EventLoopFuture<Void>]

    init(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        group.start()
        let group = group
        done = (0..<min(count, 8)).map { _ in
            group.runIfActive(eventLoop: MultiThreadedEventLoopGroup.singleton.next(), body)
        }
    }

    func join() {
        for future in done { _ = try? future.wait() }
        try? group.syncShutdownGracefully()
    }
}

@Suite(.serialized) struct HandOverTests {
    @Test(arguments: [false, true]) func `one listener follows another and no caller notices`(
        reusesPort: Bool
    ) async throws {
        let provider = PlainProvider()
        var plan = TransportHouse.Plan()
        plan.origin = Origin(isTLS: false, host: "127.0.0.1", port: try await provider.start())
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let kept = try ListeningSocket(host: "127.0.0.1", port: 0, reusesPort: reusesPort)
        let port = kept.port
        var serving = try await open(plan, group, reusesPort ? kept : try twin(of: kept))
        let callers = Callers(port: port)
        try await callers.run(6) {
            for _ in 0..<5 {
                let next =
                    reusesPort
                    ? try ListeningSocket(host: "127.0.0.1", port: port, reusesPort: true) : try twin(of: kept)
                let before = callers.answers
                await serving.stopAccepting(lingering: reusesPort ? .milliseconds(100) : .zero)
                // nobody accepts now: who comes waits
                let old = serving
                serving = try await open(plan, group, next)
                await old.drain(for: .seconds(5))
                #expect(try await becomes(within: .seconds(5)) { callers.answers > before + 100 })
            }
        }
        await serving.drain(for: .zero)
        if !reusesPort { kept.giveUp() }
        try await group.shutdownGracefully()
        try await provider.stop()
        #expect(callers.losses == [])
        #expect(callers.answers > 500)
    }

    @Test func `a promise to keep the connection holds while weir drains, for one more answer`() async throws {
        try await House.run { house in
            let caller = try house.caller(receiveBuffer: 4_096)
            try caller.send(request("big 6000000", method: "GET", path: "/v1/files/f"))
            _ = try caller.part(of: 1)
            async let isDrained: Void = house.listener.drain(for: .seconds(20))
            let isDraining = try await becomes(within: .seconds(5)) { house.gateway.isDraining }
            #expect(isDraining)
            let big = try caller.answer()
            #expect(big.isWhole && big["connection"] == nil)
            try caller.send(request("plain 1"))
            let last = try caller.answer()
            #expect(last.status == 200 && last["connection"] == "close")
            #expect(try caller.receive() == [])
            await isDrained
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `a connection that is silent for a second is closed while weir drains`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            try caller.send(request("plain 1"))
            #expect(try caller.answer()["connection"] == nil)
            let clock = ContinuousClock()
            let start = clock.now
            await house.listener.drain(for: .seconds(20))
            #expect(clock.now - start < .seconds(5))
            #expect(try caller.receive() == [])
        }
    }

    @Test func `each request of a connection is told to go on`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            for _ in 0..<2 {
                let whole = request("plain 3", fields: "Expect: 100-continue\r\n")
                let parts = whole.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
                try caller.send(parts[0] + "\r\n\r\n")
                let told = try caller.receive()
                #expect(String(decoding: told, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
                try caller.send(parts[1])
                #expect(try caller.answer().status == 200)
            }
        }
    }

    private func open(
        _ plan: TransportHouse.Plan,
        _ group: MultiThreadedEventLoopGroup,
        _ socket: ListeningSocket
    ) async throws -> Listener {
        let gateway = Gateway(TransportHouse.parts(plan, CollectingRecorder()))
        let listener = try await Listener(gateway: gateway, group: group)
        try await listener.listen(on: socket, tls: nil)
        return listener
    }

    /// A second descriptor of the same socket, as a process that inherits it has.
    private func twin(of socket: ListeningSocket) throws -> ListeningSocket {
        try ListeningSocket(inherited: fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 0))
    }
}
