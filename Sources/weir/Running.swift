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

    /// Runs until SIGTERM or SIGINT; returns when everything is stored and closed.
    func run() async throws {
        let demoPort = Promise<Int>()
        let settings = house.settings
        try await withThrowingTaskGroup(of: Void.self) { group in
            if settings.demo.isEnabled {
                group.addTask { try await house.demo.run { demoPort.fulfil($0) } }
            }
            let port = settings.demo.isEnabled ? try await first(of: demoPort, orFailureIn: &group) : nil
            let gateway = house.gateway(house.routes(demoPort: port))
            let loops = settings.eventLoops == 0 ? Machine.coreCount : settings.eventLoops
            let loopGroup = MultiThreadedEventLoopGroup(numberOfThreads: loops)
            let listener = try await Listener(gateway: gateway, group: loopGroup)
            let watch = Watch(house: house, gateway: gateway, listener: listener)
            watch.registerGauges()
            let data = settings.listeners.data
            let dataPort = try await listening("data", data) {
                try await listener.bind(
                    host: data.address.host,
                    port: data.address.port,
                    tls: data.tls.map { ListenerTLS(certificateFile: $0.certificateFile, keyFile: $0.keyFile) }
                )
            }
            let adminPort = Promise<Int>()
            group.addTask { try await runAdmin(watch, adminPort) }
            group.addTask { await watch.keepKeysFresh() }
            group.addTask { await watch.sweep() }
            group.addTask { await watch.reportLosses() }
            group.addTask { await watch.reportStore() }
            let signals = StopSignals()
            let admin = try await first(of: adminPort, orFailureIn: &group)
            announce(dataPort: dataPort, adminPort: admin)
            try await first(of: signals.stop, orFailureIn: &group)
            await drain(listener, watch, signals)
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

    private func runAdmin(_ watch: Watch, _ port: Promise<Int>) async throws {
        let admin = house.settings.listeners.admin
        let plane = AdminPlane(watch.adminSources)
        let address = AdminPlane.Address(
            host: admin.address.host,
            port: admin.address.port,
            certificate: admin.tls.map { ($0.certificateFile, $0.keyFile) }
        )
        try await listening("admin", admin) { try await plane.run(at: address) { port.fulfil($0) } }
    }

    private func announce(dataPort: Int, adminPort: Int) {
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
                openFileLimit: nil,
                warnings: house.warnings
            )
        )
        house.events.emit(.ready(after: house.time.now - house.started))
    }

    /// Readiness goes off, streams finish or are broken off, every row is stored, every line is written.
    private func drain(_ listener: Listener, _ watch: Watch, _ signals: StopSignals) async {
        let time = house.settings.drainTime
        house.events.emit(.drain(inFlight: house.ledger.snapshot.inFlight, deadline: time))
        watch.stopBeingReady()
        await listener.drain(for: time) { signals.isHurried }
        let abandoned = house.ledger.snapshot.inFlight
        house.history.close(within: .seconds(5))
        try? house.keys.noteUses(at: house.time.wall, isFinal: true)
        try? house.control.close()
        house.events.emit(.stop(reason: "signal", abandoned: abandoned))
        _ = house.sink.flush(within: .seconds(2))
    }
}
