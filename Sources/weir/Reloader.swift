import Config
import Exchange
import Policy
import Proxy
import Storage
import Telemetry

/// Puts another configuration in the place of the one in force, one after another, whole or not at all.
actor Reloader {
    private let house: House
    private let gateway: Gateway
    private let listener: Listener
    private let isDraining: @Sendable () -> Bool
    private let demoPort: Int?
    /// The reload that was begun last; the next one waits for it.
    private var last: Task<ReloadReport, Never>?

    nonisolated var inForce: InForce { house.inForce }
    nonisolated private var source: ConfigSource { house.source }

    init(house: House, gateway: Gateway, listener: Listener, demoPort: Int?) {
        self.house = house
        self.gateway = gateway
        self.listener = listener
        isDraining = { gateway.isDraining }
        self.demoPort = demoPort
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

    /// Judges a text as if it were the file's; changes nothing.
    nonisolated func validate(_ text: [UInt8]) -> Diagnostics {
        let result = source.judge(Secret(copying: text), inForce.now.managed.entries)
        return refusal(of: result) ?? result.diagnostics
    }

    /// Why a configuration could not take the place of the one in force, certificates included; nil where it could.
    nonisolated private func refusal(of result: ConfigLoader.Result) -> Diagnostics? {
        if case .refuse(let diagnostics) = ReloadRule.judge(result, inForce: inForce.settings) { return diagnostics }
        let faults = (result.settings?.providers ?? []).compactMap { $0.transport.fault(ofProvider: $0.name) }
        guard !faults.isEmpty else { return nil }
        let findings = faults.map { fault in
            let path = "providers.\(fault.provider)"
            return Diagnostic(.error, at: result.position(of: path), path: path, fault.reason)
        }
        return Diagnostics(file: result.diagnostics.file, result.diagnostics.all + findings)
    }

    /// Makes or changes an entry that is kept in control.db, and applies it; validated whole before it is kept.
    func put(_ draft: ManagedDraft, ifVersion version: Int64?, by actor: AuditActor) async -> ManagedOutcome {
        await change(by: actor) { entries in
            entries.removeAll { $0.kind == draft.kind && $0.name == draft.name }
            entries.append(draft.entry)
        } keep: { [house] () throws(StorageError) in
            try house.control.putManaged(draft, ifVersion: version, by: actor, at: house.time.wall)
        }
    }

    /// Removes an entry that is kept in control.db; refused where something else refers to it.
    func remove(
        _ kind: ManagedKind,
        _ name: String,
        ifVersion version: Int64?,
        by actor: AuditActor
    ) async -> ManagedOutcome {
        await change(by: actor) { entries in
            entries.removeAll { $0.kind == kind && $0.name == name }
        } keep: { [house] () throws(StorageError) in
            try house.control.removeManaged(kind, name, ifVersion: version, by: actor, at: house.time.wall)
        }
    }

    private func change(
        by actor: AuditActor,
        _ edit: (inout [ManagedEntry]) -> Void,
        keep: () throws(StorageError) -> ManagedEntry
    ) async -> ManagedOutcome {
        // what a reload that runs comes to is what this is judged beside
        _ = await last?.value
        do throws(StorageError) {
            let present = inForce.now
            var entries = try house.control.managed().entries
            let before = entries
            edit(&entries)
            let result = source.judge(present.bytes, entries)
            if let name = conflict(entries, before, result) { return .standsInFile(name) }
            if let diagnostics = refusal(of: result) { return .invalid(diagnostics) }
            let entry = try keep()
            return .done(entry, await reload(.managed, by: actor))
        } catch {
            return .refused(error)
        }
    }

    /// The path of a changed entry that the file has too, or nil.
    private func conflict(
        _ entries: [ManagedEntry],
        _ before: [ManagedEntry],
        _ result: ConfigLoader.Result
    ) -> String? {
        guard let settings = result.settings else { return nil }
        return entries.first { !before.contains($0) && !settings.managed.contains($0.section.path) }?.section.path
    }

    // MARK: one reload

    private func perform(_ cause: ReloadCause, by actor: AuditActor) async -> ReloadReport {
        let present = inForce.now
        guard !isDraining() else { return report(refusing: "weir is shutting down", present) }
        if cause == .credentials { return await renew(present) }
        let managed: ManagedState
        do throws(StorageError) {
            managed = try house.control.managed()
        } catch {
            return refuse(finding("control.db: \(error)"), cause, actor, count: .unreadable)
        }
        let reading = read(cause, present, managed)
        // a look at the file that finds what is in force is nobody's wish for anything
        if cause == .file, let bytes = reading.bytes, let known = present.bytes, bytes.hasSameBytes(as: known) {
            return unchanged(reading.result)
        }
        if cause == .file, let bytes = reading.bytes, let known = present.refused, bytes.hasSameBytes(as: known) {
            return report(refusing: "it is the file that was refused before", present)
        }
        let report = await judge(reading, present, managed, cause, actor)
        inForce.change { $0.refused = report.result == .refused ? reading.bytes : nil }
        return report
    }

    private func judge(
        _ reading: ConfigSource.Reading,
        _ present: InForce.State,
        _ managed: ManagedState,
        _ cause: ReloadCause,
        _ actor: AuditActor
    ) async -> ReloadReport {
        switch ReloadRule.judge(reading.result, inForce: present.settings) {
        case .refuse(let diagnostics):
            return refuse(diagnostics, cause, actor, count: reading.isUnreadable ? .unreadable : .invalid)
        case .same where cause == .file || cause == .managed:
            inForce.change { state in
                state.bytes = reading.bytes
                state.managed = managed
            }
            note(reading, managed, cause, actor)
            return unchanged(reading.result)
        case .same: return await apply(present.settings, [], reading, managed, cause, actor)
        case .apply(let settings, let diff):
            let changes = diff.changes.map(\.description)
            return await apply(settings, changes, reading, managed, cause, actor)
        }
    }

    /// A managed entry is applied to the file that is in force.
    ///
    /// Whatever has become of the file meanwhile is not looked at.
    private func read(_ cause: ReloadCause, _ present: InForce.State, _ managed: ManagedState) -> ConfigSource.Reading {
        guard cause == .managed else { return source.read(managed.entries) }
        return ConfigSource.Reading(bytes: present.bytes, result: source.judge(present.bytes, managed.entries))
    }

    private func apply(
        _ settings: Settings,
        _ changes: [String],
        _ reading: ConfigSource.Reading,
        _ managed: ManagedState,
        _ cause: ReloadCause,
        _ actor: AuditActor
    ) async -> ReloadReport {
        let before = inForce.revision
        let snapshot: Snapshot
        let opened: CredentialDesk.Opened
        if let diagnostics = refusal(of: reading.result) {
            return refuse(diagnostics, cause, actor, count: .invalid)
        }
        do {
            let made = try SnapshotMaker(house: house, demoPort: demoPort).make(settings)
            snapshot = made.snapshot
            opened = made.opened
        } catch {
            return refuse(finding("\(error)"), cause, actor, count: .invalid)
        }
        await listener.adopt(snapshot)
        house.credentials.take(settings, opened)
        guard !isDraining() else { return report(refusing: "weir is shutting down", inForce.now) }
        inForce.change { state in
            state.settings = settings
            state.revision = snapshot.revision
            state.bytes = reading.bytes
            state.managed = managed
            state.succeeded = house.time.wall
            state.problems = []
            state.counts[.ok, default: 0] += 1
        }
        house.metrics.configured(hash: snapshot.revision)
        house.events.emit(.configApplied(hash: snapshot.revision, before: before))
        for warning in opened.warnings { house.events.emit(.log(.warning, "weir.config", warning, error: nil)) }
        note(reading, managed, cause, actor)
        return ReloadReport(
            result: .applied,
            revision: snapshot.revision,
            before: before,
            diagnostics: reading.result.diagnostics,
            changes: changes
        )
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

    // MARK: what is told

    private func unchanged(_ result: ConfigLoader.Result) -> ReloadReport {
        inForce.change { state in
            state.problems = []
            state.succeeded = house.time.wall
            state.counts[.ok, default: 0] += 1
        }
        let revision = inForce.revision
        return ReloadReport(
            result: .unchanged,
            revision: revision,
            before: revision,
            diagnostics: result.diagnostics
        )
    }

    private func refuse(
        _ diagnostics: Diagnostics,
        _ cause: ReloadCause,
        _ actor: AuditActor,
        count: ReloadReport.Count
    ) -> ReloadReport {
        let lines = diagnostics.errors.map { $0.line(in: diagnostics.file) }
        let revision = inForce.revision
        inForce.change { state in
            state.problems = lines
            state.counts[count, default: 0] += 1
        }
        house.events.emit(.configRefused(hash: revision, problems: lines))
        var draft = ConfigRevisionDraft(revision, .refused, cause: cause.rawValue)
        draft.file = source.file
        draft.findings = lines.joined(separator: "\n")
        keep(draft, actor)
        return ReloadReport(result: .refused, revision: revision, before: revision, diagnostics: diagnostics)
    }

    private func report(refusing why: String, _ present: InForce.State) -> ReloadReport {
        ReloadReport(
            result: .refused,
            revision: present.revision,
            before: present.revision,
            diagnostics: finding(why)
        )
    }

    private func finding(_ why: String) -> Diagnostics {
        Diagnostics(file: source.file ?? "environment", [Diagnostic(.error, at: nil, path: "", why)])
    }

    /// Writes the configuration in force into the history of revisions.
    private func note(
        _ reading: ConfigSource.Reading,
        _ managed: ManagedState,
        _ cause: ReloadCause,
        _ actor: AuditActor
    ) {
        let text = house.keptText(reading)
        inForce.change { $0.text = text }
        var draft = ConfigRevisionDraft(inForce.revision, .applied, cause: cause.rawValue)
        draft.file = source.file
        draft.contents = ConfigContents(text: text, managed: managed.entries.map(\.draft))
        keep(draft, actor)
    }

    private func keep(_ draft: ConfigRevisionDraft, _ actor: AuditActor) {
        do throws(StorageError) {
            _ = try house.control.noteRevision(draft, by: actor, at: house.time.wall)
        } catch {
            // The configuration is in force, or refused, whether or not a full disk lets that be written down.
            house.events.emit(.log(.error, "weir.config", "a revision could not be written down", error: "\(error)"))
        }
    }
}

/// What came of a change of an entry that is kept in control.db.
enum ManagedOutcome: Sendable {
    /// It was made, and this is what the reload came to.
    case done(ManagedEntry, ReloadReport)
    /// The file has an entry of that path, which counts.
    case standsInFile(String)
    /// The whole configuration would not be good with it.
    case invalid(Diagnostics)
    /// The store refuses it: its version, its name, its size.
    case refused(StorageError)
}
