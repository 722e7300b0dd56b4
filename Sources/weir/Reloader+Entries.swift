import Config
import Exchange
import Policy
import Storage

/// Changes of the entries that are kept in control.db.
extension Reloader {
    /// Judges a text as if it were the file's; changes nothing.
    nonisolated func validate(_ text: [UInt8]) -> Diagnostics {
        let result = source.judge(Secret(copying: text), inForce.now.managed.entries)
        return refusal(of: result) ?? result.diagnostics
    }

    /// Why a configuration could not take the place of the one in force, certificates included; nil where it could.
    nonisolated func refusal(of result: ConfigLoader.Result) -> Diagnostics? {
        if case .refuse(let diagnostics) = ReloadRule.judge(result, inForce: inForce.settings) { return diagnostics }
        let faults = result.settings?.transportFaults ?? []
        guard !faults.isEmpty else { return nil }
        let findings = faults.map { fault in
            Diagnostic(.error, at: result.position(of: fault.path), path: fault.path, fault.reason)
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
        // what the reloads that run come to is what this is judged beside
        await settle()
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
