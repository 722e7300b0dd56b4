import Config
import Exchange
import NIOCore
import Policy
import Proxy
import Storage
import Telemetry

/// Puts another configuration in the place of the one in force, one after another, whole or not at all.
///
/// It has a thread of its own: what it does may wait for programs, files and the database.
actor Reloader {
    /// How long after a refusal it is looked again whether what was outside of the file has changed.
    static let patience = Duration.seconds(10)

    let house: House
    let gateway: Gateway
    private let listener: Listener
    private let demoPort: Int?
    private let thread: any EventLoop
    /// The reload that was begun last; the next one waits for it.
    private var last: Task<ReloadReport, Never>?

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.executor.asUnownedSerialExecutor() }
    nonisolated var inForce: InForce { house.inForce }
    nonisolated var source: ConfigSource { house.source }

    /// `thread` must be nobody else's, for it will be held up.
    init(house: House, gateway: Gateway, listener: Listener, demoPort: Int?, thread: any EventLoop) {
        self.house = house
        self.gateway = gateway
        self.listener = listener
        self.demoPort = demoPort
        self.thread = thread
    }

    /// Reads the configuration again and applies it if it is good; never while another reload runs.
    @discardableResult
    func reload(_ cause: ReloadCause, by actor: AuditActor = .server) async -> ReloadReport {
        let before = last
        let task = Task {
            _ = await before?.value
            return await perform(cause, by: actor)
        }
        last = task
        return await task.value
    }

    /// Returns when no reload is left; until the caller waits for something again none begins.
    func settle() async {
        while let task = last {
            _ = await task.value
            if last == task { last = nil }
        }
    }

    // MARK: one reload

    private func perform(_ cause: ReloadCause, by actor: AuditActor) async -> ReloadReport {
        let present = inForce.now
        guard !gateway.isDraining else { return report(refusing: "weir is shutting down", present) }
        if cause == .credentials { return await renew(present) }
        let turn: Turn
        do throws(StorageError) {
            let managed = try house.control.managed()
            turn = Turn(cause: cause, actor: actor, managed: managed, reading: read(cause, present, managed))
        } catch {
            return refuse(finding("control.db: \(error)"), Turn(cause: cause, actor: actor), count: .unreadable)
        }
        // a look at the file that finds what is in force is nobody's wish for anything
        if cause == .file, let bytes = turn.reading?.bytes, let known = present.bytes, bytes.hasSameBytes(as: known),
            turn.managed.sequence == present.managed.sequence
        {
            return unchanged(turn)
        }
        return await judge(turn, present)
    }

    /// A managed entry is applied to the file that is in force.
    ///
    /// Whatever has become of the file meanwhile is not looked at.
    private func read(_ cause: ReloadCause, _ present: InForce.State, _ managed: ManagedState) -> ConfigSource.Reading {
        guard cause == .managed else { return source.read(managed.entries) }
        return ConfigSource.Reading(bytes: present.bytes, result: source.judge(present.bytes, managed.entries))
    }

    private func judge(_ turn: Turn, _ present: InForce.State) async -> ReloadReport {
        guard let reading = turn.reading else { return report(refusing: "nothing was read", present) }
        switch ReloadRule.judge(reading.result, inForce: present.settings) {
        case .refuse(let diagnostics):
            return refuse(diagnostics, turn, count: reading.isUnreadable ? .unreadable : .invalid)
        case .same where turn.cause == .file || turn.cause == .managed:
            inForce.change { state in
                state.bytes = reading.bytes
                state.managed = turn.managed
            }
            note(turn, reading)
            return unchanged(turn)
        case .same: return await apply(present.settings, [], turn, reading)
        case .apply(let settings, let diff):
            return await apply(settings, diff.changes.map(\.description), turn, reading)
        }
    }

    private func apply(
        _ settings: Settings,
        _ changes: [String],
        _ turn: Turn,
        _ reading: ConfigSource.Reading
    ) async -> ReloadReport {
        let before = inForce.revision
        if let diagnostics = refusal(of: reading.result) { return refuse(diagnostics, turn, count: .invalid) }
        let next: Next
        do {
            next = try await prepare(settings)
        } catch {
            return refuse(finding("\(error)"), turn, count: .invalid)
        }
        guard !gateway.isDraining else { return report(refusing: "weir is shutting down", inForce.now) }
        house.tokens.take(next.trust)
        await listener.adopt(next.snapshot)
        house.credentials.take(settings, next.opened)
        inForce.change { state in
            state.settings = settings
            state.revision = next.snapshot.revision
            state.bytes = reading.bytes
            state.managed = turn.managed
        }
        house.metrics.configured(hash: next.snapshot.revision)
        house.events.emit(.configApplied(hash: next.snapshot.revision, before: before))
        for warning in next.opened.warnings { house.events.emit(.log(.warning, "weir.config", warning, error: nil)) }
        note(turn, reading)
        return succeeded(turn, .applied, before: before, changes)
    }

    /// Everything that a configuration needs, made beside the one in force.
    private struct Next {
        let trust: TokenAccess.Trust
        let snapshot: Snapshot
        let opened: CredentialDesk.Opened
    }

    /// What may fail is done here; the keys are sealed last.
    private func prepare(_ settings: Settings) async throws -> Next {
        let trust = try await house.trust(in: settings)
        let made = try SnapshotMaker(house: house, demoPort: demoPort).make(settings)
        return Next(trust: trust, snapshot: made.snapshot, opened: made.opened)
    }

    /// Uses the providers' keys there are now, whatever has become of the file; nothing else changes.
    private func renew(_ present: InForce.State) async -> ReloadReport {
        do throws(StorageError) {
            let made = try SnapshotMaker(house: house, demoPort: demoPort).renew(gateway.snapshot)
            await listener.adopt(made.snapshot)
            house.credentials.renewed(made.opened)
            for warning in made.opened.warnings {
                house.events.emit(.log(.warning, "weir.secrets", warning, error: nil))
            }
            inForce.change { $0.settings = house.credentials.settings }
            let none = Diagnostics(file: source.file ?? "environment", [])
            let revision = present.revision
            return ReloadReport(result: .applied, revision: revision, before: revision, diagnostics: none)
        } catch {
            return report(refusing: "control.db: \(error)", present)
        }
    }
}

/// One reload: who wants it, why, and what was read for it.
struct Turn {
    let cause: ReloadCause
    let actor: AuditActor
    var managed = ManagedState(entries: [], sequence: -1)
    /// Nil where control.db could not be read.
    var reading: ConfigSource.Reading?

    /// Which refusal it ends or begins: only the entries', or that of everything.
    var isOfEntries: Bool { cause == .managed }
}
