/// A day of the history as it lies on the disk, as far as retention needs to know it.
package struct StoredDay: Sendable, Hashable {
    /// What a key has in the day.
    package struct Key: Sendable, Hashable {
        /// The key's name; nil for exchanges without a key.
        package let name: String?
        /// Its exchanges.
        package let rows: Int64
        /// Its exchanges that have words.
        package let talks: Int64

        /// Makes a count.
        package init(name: String?, rows: Int64, talks: Int64) {
            self.name = name
            self.rows = rows
            self.talks = talks
        }
    }

    /// The day.
    package let day: CivilDay
    /// The bytes of its files, index and logs included.
    package let bytes: Int64
    /// Its exchanges; 0 when they were not counted.
    package let rows: Int64
    /// What each key has; empty when no rule needs it.
    package let keys: [Key]

    /// Makes a day.
    package init(day: CivilDay, bytes: Int64, rows: Int64 = 0, keys: [Key] = []) {
        self.day = day
        self.bytes = bytes
        self.rows = rows
        self.keys = keys
    }
}

/// One thing retention does.
package struct RetentionAction: Sendable, Hashable {
    /// Why a whole day goes.
    package enum Reason: String, Sendable, CaseIterable {
        /// It is older than `history.retention_days`.
        case age
        /// All days together take more than `history.retention_bytes`, and it is the oldest.
        case size
    }

    /// What is done.
    package enum Kind: Sendable, Hashable {
        /// The day's files are unlinked.
        case delete(Reason)
        /// The rows of the key of that name, or only their words, are deleted from the day's file.
        case trim(key: String?, keeps: RetentionRule.Rest)
    }

    /// The day it is done to.
    package let day: CivilDay
    /// What is done.
    package let kind: Kind
    /// How many exchanges it is about; 0 when they were not counted.
    package let rows: Int64
    /// How many bytes of the disk it frees; for a trim an estimate by the share of rows.
    package let bytes: Int64

    /// Makes an action.
    package init(day: CivilDay, kind: Kind, rows: Int64, bytes: Int64) {
        self.day = day
        self.kind = kind
        self.rows = rows
        self.bytes = bytes
    }

    /// Why it is done, in one word: `age`, `size` or `rule`.
    package var reason: String {
        switch kind {
        case .delete(let reason): reason.rawValue
        case .trim: "rule"
        }
    }
}

/// What retention would do, in order.
package struct RetentionPlan: Sendable, Hashable {
    /// What is to be done, in order.
    package let actions: [RetentionAction]
    /// The bytes of all files before anything is done.
    package let bytes: Int64

    /// Makes a plan.
    package init(actions: [RetentionAction], bytes: Int64) {
        self.actions = actions
        self.bytes = bytes
    }

    /// The bytes that are freed when everything is done, about.
    package var freedBytes: Int64 {
        actions.reduce(0) { total, action in
            let (sum, isTooMuch) = total.addingReportingOverflow(action.bytes)
            return isTooMuch ? .max : sum
        }
    }
}
