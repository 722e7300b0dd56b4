package import Exchange
package import Policy

/// Deletes what is over of the history: whole days as files, so that the disk gets its room back at once, and rows.
package struct Sweeper: Sendable {
    /// What a sweep did.
    package struct Report: Sendable, Hashable {
        /// The days that are gone now.
        package var deleted: [CivilDay] = []
        /// The days whose files could not be deleted or changed.
        package var failed: [CivilDay] = []
        /// The exchanges that are gone from days that stay, or whose words are.
        package var trimmed: Int64 = 0
        /// The bytes of the files that are gone, and about those that rows took.
        package var freedBytes: Int64 = 0

        /// Makes the report of a sweep that did nothing.
        package init() {}

        /// True when there was nothing to do.
        package var isEmpty: Bool { deleted.isEmpty && failed.isEmpty && trimmed == 0 }
    }

    /// How far a sweep has come.
    package struct Progress: Sendable, Hashable {
        /// The action that is under way.
        package let action: RetentionAction
        /// How many actions are done.
        package let done: Int
        /// How many actions there are.
        package let total: Int
        /// How many exchanges of this action are done.
        package let rows: Int64
    }

    private let files: HistoryFiles

    /// Sweeps the given folder.
    package init(files: HistoryFiles) {
        self.files = files
    }

    /// What `retention` would do now; changes nothing.
    package func plan(_ retention: Retention, now: WallTime) throws(StorageError) -> RetentionPlan {
        retention.plan(try files.stored(for: retention, now: now), now: now)
    }

    /// Does what `retention` says is over.
    package func sweep(_ retention: Retention, now: WallTime) throws(StorageError) -> Report {
        try run(try plan(retention, now: now), now: now)
    }

    /// Does what a plan says.
    ///
    /// `report` is told before each action and within long ones, and ends the run by saying false.
    /// What cannot be done is noted as failed and does not keep the rest from being done.
    package func run(
        _ plan: RetentionPlan,
        now: WallTime,
        report: (Progress) -> Bool = { _ in true }
    ) throws(StorageError) -> Report {
        var result = Report()
        for (done, action) in plan.actions.enumerated() {
            func tell(_ rows: Int64) -> Bool {
                report(Progress(action: action, done: done, total: plan.actions.count, rows: rows))
            }
            guard tell(0) else { break }
            switch action.kind {
            case .delete:
                guard try files.deleteAll(action.day) else {
                    result.failed.append(action.day)
                    continue
                }
                result.deleted.append(action.day)
                result.freedBytes += action.bytes
            case .trim(let key, let keeps):
                guard let rows = trim(action.day, key, keeps, now: now, report: tell) else {
                    result.failed.append(action.day)
                    continue
                }
                result.trimmed += rows
                result.freedBytes += action.bytes
            }
        }
        return result
    }

    private func trim(
        _ day: CivilDay,
        _ key: String?,
        _ keeps: RetentionRule.Rest,
        now: WallTime,
        report: (Int64) -> Bool
    ) -> Int64? {
        // The words of what goes are in the search file too.
        files.deleteSearch(day)
        defer { files.deleteSearch(day) }
        return try? DayTrim(files: files, day: day, key: key, keeps: keeps).run(now: now, report: report)
    }
}
