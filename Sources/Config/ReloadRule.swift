/// Decides whether a configuration that was read may take the place of the one in force.
package enum ReloadRule {
    /// What is to be done with it.
    package enum Verdict: Sendable {
        /// It is the one in force, with all its secrets.
        case same
        /// It is good; what is different is told.
        case apply(Settings, SettingsDiff)
        /// It is refused, for what is found wrong with it.
        case refuse(Diagnostics)
    }

    /// Judges what was read beside what is in force.
    ///
    /// A key that is only read at a start refuses the whole, so that the file and the process never silently disagree.
    package static func judge(_ found: ConfigLoader.Result, inForce: Settings) -> Verdict {
        guard let settings = found.settings else { return .refuse(found.diagnostics) }
        let diff = SettingsDiff(from: inForce, to: settings)
        let late = diff.needsRestart.map { change in
            Diagnostic(
                .error,
                at: found.position(of: change.path),
                path: change.path,
                "is only read at a start: restart weir, or put it back; nothing of the file was taken"
            )
        }
        guard late.isEmpty else {
            return .refuse(Diagnostics(file: found.diagnostics.file, found.diagnostics.all + late))
        }
        return diff.changes.isEmpty ? .same : .apply(settings, diff)
    }
}
