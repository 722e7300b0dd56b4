package import Exchange

extension Event {
    /// The process runs; the hash is of its configuration, the warnings are what it does not like.
    package static func start(configHash: String, listeners: [String], openFileLimit: Int64?, warnings: [String])
        -> Event
    {
        Event(
            .start,
            warnings.isEmpty ? .info : .warning,
            "weir started on \(listeners.joined(separator: ", "))",
            [
                ("weir.config.hash", .text(configHash)),
                ("weir.start.listeners", .texts(listeners)),
                openFileLimit.map { ("weir.start.open_file_limit", .count($0)) },
                warnings.isEmpty ? nil : ("weir.start.warnings", .texts(warnings)),
            ]
        )
    }

    /// weir accepts requests, so long after its start.
    package static func ready(after time: Duration) -> Event {
        Event(.ready, .info, "weir is ready", [("weir.ready.after_ms", .milliseconds(time.inNanoseconds))])
    }

    /// weir finishes what it has and takes no more.
    package static func drain(inFlight: Int64, deadline: Duration) -> Event {
        Event(
            .drain,
            .info,
            "weir drains \(inFlight) requests",
            [
                ("weir.drain.in_flight", .count(inFlight)),
                ("weir.drain.deadline_ms", .milliseconds(deadline.inNanoseconds)),
            ]
        )
    }

    /// The process ends; `abandoned` requests did not finish in time.
    package static func stop(reason: String, abandoned: Int64) -> Event {
        Event(
            .stop,
            abandoned > 0 ? .warning : .info,
            "weir stopped: \(reason)",
            [("weir.stop.reason", .text(reason)), ("weir.stop.abandoned", .count(abandoned))]
        )
    }

    /// A configuration came into force.
    package static func configApplied(hash: String, before: String) -> Event {
        Event(
            .configApplied,
            .info,
            "configuration \(hash) is in force",
            [("weir.config.hash", .text(hash)), ("weir.config.hash_before", .text(before))]
        )
    }

    /// A configuration was refused; `hash` is the one that stays in force.
    package static func configRefused(hash: String, problems: [String]) -> Event {
        Event(
            .configRefused,
            .error,
            "configuration refused, \(hash) stays in force",
            [("weir.config.hash", .text(hash)), ("weir.config.problems", .texts(problems))]
        )
    }

    /// So many history rows were lost since the last such line.
    package static func logstoreDropped(_ count: Int64, reason: DropReason) -> Event {
        Event(
            .logstoreDropped,
            .error,
            "\(count) history rows were dropped: \(reason.rawValue)",
            [("weir.logstore.dropped", .count(count)), ("weir.logstore.reason", .text(reason.rawValue))]
        )
    }

    /// The history cannot be written for this reason, or, where there is none, can be written again.
    package static func storeDegraded(_ reason: String?) -> Event {
        Event(
            .storeDegraded,
            reason == nil ? .notice : .error,
            reason == nil ? "the history is written again" : "the history cannot be written; requests go on",
            [("weir.store.degraded", .count(reason == nil ? 0 : 1)), reason.map { ("error.message", .text($0)) }]
        )
    }

    /// So many exchanges of an earlier process were stored, of which `crashed` had not ended.
    package static func recovered(_ count: Int64, crashed: Int64, _ words: String) -> Event {
        Event(
            .recovered,
            .warning,
            words,
            [("weir.recovered.exchanges", .count(count)), ("weir.recovered.crashed", .count(crashed))]
        )
    }

    /// Retention deleted these days and so many exchanges of others; `failed` days stayed.
    package static func retention(days: [String], failed: [String], trimmed: Int64, freedBytes: Int64) -> Event {
        Event(
            .retention,
            failed.isEmpty ? .info : .error,
            "retention deleted \(days.count) days and \(trimmed) exchanges of others",
            [
                ("weir.retention.days", .texts(days)), ("weir.retention.failed_days", .texts(failed)),
                ("weir.retention.exchanges", .count(trimmed)), ("weir.retention.freed_bytes", .count(freedBytes)),
            ]
        )
    }

    /// An entry of the audit trail: what was changed, used or refused; hashes and words, never the things themselves.
    package static func audit(_ name: EventName, _ change: AuditChange) -> Event {
        Event(
            name,
            change.isRefused ? .warning : .notice,
            "\(change.actor) \(change.action) \(change.target)" + (change.isRefused ? ", refused" : ""),
            [
                ("weir.audit.actor", .text(change.actor)),
                ("weir.audit.action", .text(change.action)),
                ("weir.audit.target", .text(change.target)),
                ("weir.audit.result", .text(change.isRefused ? "refused" : "ok")),
                change.detail.map { ("weir.audit.detail", .text($0)) },
                change.before.map { ("weir.audit.hash_before", .text($0)) },
                change.after.map { ("weir.audit.hash_after", .text($0)) },
            ]
        )
    }

    /// Anything else; `label` names the part of weir that speaks, `error` what went wrong.
    package static func log(_ level: LogLevel, _ label: String, _ message: String, error: String? = nil) -> Event {
        Event(
            .log,
            level,
            message,
            [("weir.log.label", .text(label)), error.map { ("error.message", .text($0)) }]
        )
    }
}

/// Who changed or used what, as the audit trail has it.
package struct AuditChange: Sendable, Hashable {
    /// Who: `server`, `cli:` and a user's number, or a key's id.
    package var actor: String
    /// What was done: `key.create`, `credential.open`.
    package var action: String
    /// To what, by id.
    package var target: String
    /// More about it, a JSON object; nil when there is nothing to say.
    package var detail: String?
    /// True when it was asked for and not done.
    package var isRefused = false
    /// A hash of it before, or nil when it is new.
    package var before: String?
    /// A hash of it after, or nil when it is gone.
    package var after: String?

    /// Makes a change.
    package init(actor: String, action: String, target: String, before: String? = nil, after: String? = nil) {
        self.actor = actor
        self.action = action
        self.target = target
        self.before = before
        self.after = after
    }
}
