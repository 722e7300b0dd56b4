import Admin
import Config
import Demo
import Exchange
import NIOCore
import NIOPosix
import Proxy
import Storage
import Synchronization
import Telemetry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The house at work: starts what listens, looks after it, and empties it at the end.
struct Running: Sendable {
    let house: House
    /// The data listener's socket where it is open already, or nil.
    let socket: ListeningSocket?
    /// True when this server may follow one that still closes the operators' listener.
    let hasWaited: Bool

    /// Runs until SIGTERM or SIGINT; returns when everything is stored and closed.
    func run() async throws {
        // before anybody is served: a signal whose default action stands would cut their answers
        let signals = StopSignals()
        let hangUps = HangUps()
        let demoPort = Promise<Int>()
        let settings = house.settings
        try await withThrowingTaskGroup(of: Void.self) { group in
            if settings.demo.isEnabled {
                group.addTask { try await house.demo.run { demoPort.fulfil($0) } }
            }
            let port = settings.demo.isEnabled ? try await first(of: demoPort, orFailureIn: &group) : nil
            house.tokens.take(try await house.trust(in: settings))
            let gateway = try house.gateway(house.routes(demoPort: port))
            let loops = settings.eventLoops == 0 ? Machine.coreCount : settings.eventLoops
            let loopGroup = MultiThreadedEventLoopGroup(numberOfThreads: loops)
            let openFiles = OpenFiles.limit(wanted: DescriptorBudget.wanted(configured: settings.limits.connections))
            let listener = try await Listener(gateway: gateway, group: loopGroup, openFiles: openFiles)
            let handOver = HandOver(house: house)
            let reloader = Reloader(
                house: house,
                gateway: gateway,
                listener: listener,
                demoPort: port,
                thread: MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
            )
            let watch = Watch(house: house, gateway: gateway, listener: listener, reloader: reloader)
            watch.registerGauges()
            let data = settings.listeners.data
            let door = try socket ?? Self.opened(data)
            try await listening("data", data) {
                let tls = data.tls.map { ListenerTLS($0) }
                try await listener.listen(on: door, tls: tls)
            }
            await listener.watchHealth { [register = gateway.register] target, result, now in
                var random = SystemRandomNumberGenerator()
                register.note(target, isHealthy: result.isWell, at: now, using: &random)
            }
            let adminPort = Promise<Int>()
            group.addTask { try await runAdmin(watch, adminPort, until: handOver.adminEnd) }
            group.addTask { await watch.keepKeysFresh() }
            group.addTask { await watch.fetchIssuerKeys() }
            group.addTask { await watch.keepSecretsFresh() }
            let changes = ConfigWatch(house: house, reloader: reloader, hangUps: hangUps)
            group.addTask { await changes.obeySignals() }
            group.addTask { await changes.look() }
            group.addTask { await watch.sweep() }
            group.addTask { await watch.reportLosses() }
            group.addTask { await watch.reportStore() }
            group.addTask { await watch.expireQuotas() }
            group.addTask { await watch.followSpending() }
            group.addTask { await watch.measurePressure(openFiles: openFiles) }
            let admin = try await first(of: adminPort, orFailureIn: &group)
            announce(dataPort: door.port, adminPort: admin, openFiles: openFiles)
            try await first(of: signals.stop, orFailureIn: &group)
            await drain(listener, watch, signals, handOver)
            group.cancelAll()
            try? await loopGroup.shutdownGracefully()
        }
    }

    /// Waits for the promise; a task of the group that fails first ends the wait with its error.
    private func first<Value: Sendable>(
        of promise: Promise<Value>,
        orFailureIn group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws -> Value {
        group.addTask { _ = await promise.wait() }
        while true {
            if let value = promise.known { return value }
            try await group.next()
            try Task.checkCancellation()
        }
    }

    /// Opens a listener's socket; where it cannot be had, says on which address and why.
    static func opened(_ listener: ListenerSettings) throws -> ListeningSocket {
        let address = listener.address
        do {
            return try ListeningSocket(host: address.host, port: address.port, reusesPort: listener.reusesPort)
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw CommandFailure("listeners.data.address: cannot listen on \(address): \(reason)")
        }
    }

    /// Runs `body`; when it cannot listen, says on which address or with which certificate, and why.
    private func listening<Value>(
        _ name: String,
        _ listener: ListenerSettings,
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw CommandFailure("listeners.\(name).address: cannot listen on \(listener.address): \(reason)")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            guard let tls = listener.tls else { throw error }
            let files = "\(tls.certificateFile) and \(tls.keyFile)"
            throw CommandFailure("listeners.\(name).tls: \(files) cannot be used: \(error)", status: 78)
        }
    }

    /// Serves the operators until the end, or until a successor wants the address.
    private func runAdmin(_ watch: Watch, _ port: Promise<Int>, until end: Promise<Void>) async throws {
        let admin = house.settings.listeners.admin
        let plane = AdminPlane(watch.adminSources)
        let address = AdminPlane.Address(
            host: admin.address.host,
            port: admin.address.port,
            certificate: admin.tls.map { ($0.certificateFile, $0.keyFile) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await listening("admin", admin) {
                    try await retrying { try await plane.run(at: address) { port.fulfil($0) } }
                }
            }
            group.addTask { _ = await end.wait() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Runs `body` again while the last server still has the address, for a few seconds.
    private func retrying(_ body: () async throws -> Void) async throws {
        let end = house.time.now + (hasWaited ? .seconds(10) : .zero)
        while true {
            do {
                return try await body()
            } catch let error as IOError where error.errnoCode == EADDRINUSE && house.time.now < end {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func announce(dataPort: Int, adminPort: Int, openFiles: Int) {
        let listeners = house.settings.listeners
        let data = ListenAddress(host: listeners.data.address.host, port: dataPort)
        let admin = ListenAddress(host: listeners.admin.address.host, port: adminPort)
        Terminal.say("weir \(Version.text)")
        Terminal.say("data   \(listeners.data.tls == nil ? "http" : "https")://\(data)/v1")
        Terminal.say("admin  \(listeners.admin.tls == nil ? "http" : "https")://\(admin)/metrics")
        for warning in house.warnings { Terminal.say("warning: \(warning)") }
        house.events.emit(
            .start(
                configHash: house.configHash,
                listeners: ["\(data)", "\(admin)"],
                openFileLimit: Int64(openFiles),
                warnings: house.warnings
            )
        )
        house.events.emit(.ready(after: house.time.now - house.started))
    }

    /// How long handshakes that began here are still waited for when new ones go to the successor.
    private static let handshakeTime = Duration.milliseconds(250)

    /// Readiness goes off, streams finish or are broken off, every row is stored, every line is written.
    private func drain(_ listener: Listener, _ watch: Watch, _ signals: StopSignals, _ handOver: HandOver) async {
        let time = house.inForce.settings.drainTime
        house.events.emit(.drain(inFlight: house.ledger.snapshot.inFlight, deadline: time))
        watch.stopBeingReady()
        let isShared = house.settings.listeners.data.reusesPort && house.directory.hasSuccessor
        await listener.stopAccepting(lingering: isShared ? Self.handshakeTime : .zero)
        handOver.offer()
        await listener.drain(for: time) {
            handOver.offer()
            return signals.isHurried
        }
        let abandoned = house.ledger.snapshot.inFlight
        house.history.close(within: .seconds(5))
        try? house.keys.noteUses(at: house.time.wall, isFinal: true)
        try? watch.tellAudit(isLast: true)
        try? house.control.close()
        house.flight?.end()
        house.events.emit(.stop(reason: "signal", abandoned: abandoned))
        _ = house.sink.flush(within: .seconds(2))
    }
}
