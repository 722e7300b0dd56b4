package import Exchange
package import Policy

/// Deletes the days of the history that are over: whole files, so that the disk gets its room back at once.
package struct Sweeper: Sendable {
    /// What a sweep did.
    package struct Report: Sendable, Hashable {
        /// The days that are gone now.
        package var deleted: [CivilDay] = []
        /// The days whose files could not be deleted.
        package var failed: [CivilDay] = []
    }

    private let files: HistoryFiles

    /// Sweeps the given folder.
    package init(files: HistoryFiles) {
        self.files = files
    }

    /// Deletes what `retention` says is over.
    package func sweep(_ retention: Retention, now: WallTime) throws(StorageError) -> Report {
        var report = Report()
        for day in retention.expired(try files.allDays(), now: now) {
            if files.delete(day) { report.deleted.append(day) } else { report.failed.append(day) }
        }
        return report
    }
}
