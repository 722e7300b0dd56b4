import Config
import Exchange
import Storage
import Telemetry

/// What is told of reloads: to the log, to metrics, to the history of revisions, to who asked.
extension Reloader {
    /// What was read is what is in force.
    func unchanged(_ turn: Turn) -> ReloadReport {
        succeeded(turn, .unchanged, before: inForce.revision)
    }

    func succeeded(
        _ turn: Turn,
        _ result: ReloadReport.Result,
        before: String,
        _ changes: [String] = []
    ) -> ReloadReport {
        inForce.change { state in
            state.refusedEntries = nil
            // entries were applied to the file in force: what is wrong with the present one still is
            if !turn.isOfEntries { state.refused = nil }
            state.succeeded = house.time.wall
            state.counts[.ok, default: 0] += 1
        }
        return ReloadReport(
            result: result,
            revision: inForce.revision,
            before: before,
            diagnostics: turn.reading?.result.diagnostics ?? Diagnostics(file: source.file ?? "environment", []),
            changes: changes
        )
    }

    /// Keeps everything as it is, and says why; what was refused for the same reasons before is no news.
    func refuse(_ diagnostics: Diagnostics, _ turn: Turn, count: ReloadReport.Count) -> ReloadReport {
        let lines = diagnostics.errors.map { $0.line(in: diagnostics.file) }
        let revision = inForce.revision
        let known = turn.isOfEntries ? inForce.now.refusedEntries : inForce.now.refused
        let refused = InForce.Refused(
            problems: lines,
            bytes: turn.reading?.bytes,
            sequence: turn.reading == nil ? nil : turn.managed.sequence,
            again: house.time.now + Self.patience
        )
        let isNews = !turn.cause.isByItself || known.map { !$0.isLike(refused) } ?? true
        inForce.change { state in
            if turn.isOfEntries { state.refusedEntries = refused } else { state.refused = refused }
            if isNews { state.counts[count, default: 0] += 1 }
        }
        if isNews {
            house.events.emit(.configRefused(hash: revision, problems: lines))
            var draft = ConfigRevisionDraft(revision, .refused, cause: turn.cause.rawValue)
            draft.file = source.file
            draft.findings = lines.joined(separator: "\n")
            keep(draft, turn.actor)
        }
        return ReloadReport(result: .refused, revision: revision, before: revision, diagnostics: diagnostics)
    }

    func report(refusing why: String, _ present: InForce.State) -> ReloadReport {
        ReloadReport(
            result: .refused,
            revision: present.revision,
            before: present.revision,
            diagnostics: finding(why)
        )
    }

    func finding(_ why: String) -> Diagnostics {
        Diagnostics(file: source.file ?? "environment", [Diagnostic(.error, at: nil, path: "", why)])
    }

    /// Writes the configuration in force into the history of revisions.
    func note(_ turn: Turn, _ reading: ConfigSource.Reading) {
        let text = house.keptText(reading)
        inForce.change { $0.text = text }
        var draft = ConfigRevisionDraft(inForce.revision, .applied, cause: turn.cause.rawValue)
        draft.file = source.file
        draft.contents = ConfigContents(text: text, managed: turn.managed.entries.map(\.draft))
        keep(draft, turn.actor)
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

extension InForce.Refused {
    /// True where the same was refused for the same reasons.
    fileprivate func isLike(_ other: InForce.Refused) -> Bool {
        guard problems == other.problems, sequence == other.sequence else { return false }
        switch (bytes, other.bytes) {
        case (nil, nil): return true
        case (let one?, let two?): return one.hasSameBytes(as: two)
        default: return false
        }
    }
}

extension ReloadCause {
    /// True where nobody asked for it.
    fileprivate var isByItself: Bool { self == .file || self == .managed }
}
