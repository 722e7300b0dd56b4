package import Exchange
import GRDB

/// What of the audit trail is asked for, latest first.
package struct AuditAsk: Sendable, Hashable {
    /// Only entries of this time or later.
    package var since: WallTime?
    /// Only entries before this time.
    package var until: WallTime?
    /// Only this action, or all whose first word it is: `key.revoke`, `key`.
    package var action: String?
    /// Only what this actor did.
    package var actor: String?
    /// Only what was done to this.
    package var subject: String?

    /// Asks for everything.
    package init() {}
}

extension ControlStore {
    /// A page of the audit trail, latest first.
    package func audit(_ ask: AuditAsk, _ page: PageAsk) throws(StorageError) -> Page<AuditEntry> {
        try StorageError.wrapping {
            try queue.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM audit
                        WHERE id < :before AND at_us >= :since AND at_us < :until
                            AND (:actor IS NULL OR actor = :actor) AND (:subject IS NULL OR subject = :subject)
                            AND (:action IS NULL OR action = :action OR substr(action, 1, length(:kind)) = :kind)
                        ORDER BY id DESC LIMIT :most
                        """,
                    arguments: [
                        "before": page.after.flatMap { Int64($0) } ?? .max, "since": ask.since?.microseconds ?? .min,
                        "until": ask.until?.microseconds ?? .max, "actor": ask.actor, "subject": ask.subject,
                        "action": ask.action, "kind": ask.action.map { $0.hasSuffix(".") ? $0 : $0 + "." },
                        "most": page.limit + 1,
                    ]
                )
                let entries = rows.prefix(page.limit).map(Self.entry)
                return Page(rows: entries, next: rows.count > page.limit ? entries.last.map { "\($0.id)" } : nil)
            }
        }
    }
}
