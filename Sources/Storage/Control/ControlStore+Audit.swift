package import Exchange
import GRDB

extension ControlStore {
    /// The entries asked for, oldest first; at most 10,000.
    package func audit(_ filter: AuditFilter = AuditFilter()) throws(StorageError) -> [AuditEntry] {
        let order = filter.after == nil ? "DESC" : "ASC"
        let rows = try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM audit
                        WHERE id > :after AND at_us >= :since
                            AND (:action IS NULL OR action = :action OR substr(action, 1, length(:kind)) = :kind)
                        ORDER BY id \(order) LIMIT :limit
                        """,
                    arguments: [
                        "after": filter.after ?? 0, "since": filter.since?.microseconds ?? .min,
                        "action": filter.action, "kind": filter.action.map { $0.hasSuffix(".") ? $0 : $0 + "." },
                        "limit": min(max(filter.limit, 0), 10_000),
                    ]
                ).map(Self.entry)
            }
        }
        return filter.after == nil ? rows.reversed() : rows
    }

    /// The number of the last entry, 0 when there is none; what is behind it is new.
    package func lastAudit() throws(StorageError) -> Int64 {
        try StorageError.wrapping {
            try queue.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM audit") ?? 0 }
        }
    }

    /// Removes entries that are older than so many days, at least one; how many they were.
    ///
    /// What is removed leaves an entry of its own.
    @discardableResult
    package func trimAudit(
        keepingDays days: Int,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> Int {
        let bound = (now + .seconds(-86_400 * min(max(days, 1), 36_500))).microseconds
        return try audited(.auditTrim, of: "audit", by: actor, at: now) { database, note in
            try database.execute(sql: "UPDATE audit_bound SET before_us = ? WHERE id = 1", arguments: [bound])
            try database.execute(sql: "DELETE FROM audit WHERE at_us < ?", arguments: [bound])
            let count = database.changesCount
            try database.execute(sql: "UPDATE audit_bound SET before_us = ? WHERE id = 1", arguments: [Int64.min])
            note.detail = [("rows", .integer(Int64(count))), ("before_us", .integer(bound))]
            note.isSilent = count == 0
            return count
        }
    }

    /// Writes that an administrator isolated or released a target; no breakers means that there was none to be found.
    ///
    /// Breakers live in memory, so this stands by itself and follows what was done.
    package func noteTarget(
        _ action: AuditAction,
        upstream: String,
        model: String?,
        breakers: Int,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) {
        var note = AuditNote(action, of: upstream)
        note.detail = [("model", .word(model)), ("breakers", .integer(Int64(breakers)))]
        let (written, result) = (note, breakers > 0 ? AuditEntry.Result.ok : .refused)
        try StorageError.wrapping {
            try queue.write { try Self.insert(written, result, by: actor, at: now, into: $0) }
        }
    }

    /// Writes which credentials were opened for the data path, and which could not be; all in one transaction.
    ///
    /// They are opened from memory that nothing rolls back, so this stands by itself and follows what was done.
    package func noteOpenings(
        _ openings: [CredentialOpening],
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) {
        guard !openings.isEmpty else { return }
        try StorageError.wrapping {
            try queue.write { database in
                for opening in openings {
                    var note = AuditNote(.credentialOpen, of: opening.credential.id)
                    note.take(opening.credential)
                    if let failure = opening.failure { note.detail.append(("reason", .word(failure))) }
                    try Self.insert(note, opening.failure == nil ? .ok : .refused, by: actor, at: now, into: database)
                }
            }
        }
    }

    /// Makes a change and writes it into the audit trail in the same transaction, or neither.
    ///
    /// What is refused for its name or because there is no such thing is written too, by itself.
    func audited<R>(
        _ action: AuditAction,
        of subject: String,
        by actor: AuditActor,
        at now: WallTime,
        _ change: (Database, inout AuditNote) throws -> R
    ) throws(StorageError) -> R {
        var note = AuditNote(action, of: subject)
        do throws(StorageError) {
            return try StorageError.wrapping {
                try queue.write { database in
                    let result = try change(database, &note)
                    if !note.isSilent { try Self.insert(note, .ok, by: actor, at: now, into: database) }
                    return result
                }
            }
        } catch {
            guard error.isRefusal else { throw error }
            var note = AuditNote(action, of: subject)
            note.detail = [("reason", .word(error.description))]
            // The refusal is what the caller must learn, whether or not it could be written down.
            try? StorageError.wrapping {
                try queue.write { try Self.insert(note, .refused, by: actor, at: now, into: $0) }
            }
            throw error
        }
    }

    /// Writes that a key was used for the first time.
    static func insertFirstUse(of id: String, at wall: WallTime, into database: Database) throws {
        var note = AuditNote(.keyFirstUse, of: id)
        let name = try String.fetchOne(database, sql: "SELECT name FROM client_keys WHERE id = ?", arguments: [id])
        note.detail = [("name", .word(name))]
        try insert(note, .ok, by: .key(id), at: wall, into: database)
    }

    /// Writes how often a key was used that is no longer good.
    static func insert(_ use: RefusedUse, at wall: WallTime, into database: Database) throws {
        var note = AuditNote(.keyRefusedUse, of: use.keyID)
        note.detail = [
            ("name", .word(use.keyName)), ("revoked", .integer(use.revoked)), ("expired", .integer(use.expired)),
        ]
        if use.disabled > 0 { note.detail.append(("disabled", .integer(use.disabled))) }
        try insert(note, .refused, by: .key(use.keyID), at: wall, into: database)
    }

    static func insert(
        _ note: AuditNote,
        _ result: AuditEntry.Result,
        by actor: AuditActor,
        at wall: WallTime,
        into database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO audit (at_us, actor, action, subject, detail, result) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                wall.microseconds, AuditNote.safe(actor.name), note.action.rawValue, AuditNote.safe(note.subject),
                note.json, result.rawValue,
            ]
        )
    }

    static func entry(_ row: Row) -> AuditEntry {
        AuditEntry(
            id: row["id"],
            at: row.wall("at_us") ?? WallTime(nanoseconds: 0),
            actor: row["actor"],
            action: row["action"],
            subject: row["subject"],
            detail: row["detail"],
            result: AuditEntry.Result(rawValue: row["result"]) ?? .ok
        )
    }
}

extension StorageError {
    /// True when what was asked for cannot be, and nothing failed.
    fileprivate var isRefusal: Bool {
        switch self {
        case .name, .taken, .exists, .bound, .revoked, .notFound, .originChanged, .disabled, .versionChanged,
            .hasChildren, .keyInUse, .overtaken:
            true
        default: false
        }
    }
}
