package import Exchange
import GRDB

extension ControlStore {
    /// All entries of the configuration that are kept here, by kind and name.
    package func managed() throws(StorageError) -> ManagedState {
        try StorageError.wrapping { try queue.read { try Self.managed(in: $0) } }
    }

    /// How often any entry was changed; cheap enough to be asked every second.
    package func managedSequence() throws(StorageError) -> Int64 {
        try StorageError.wrapping { try queue.read { try Self.sequence(in: $0) } }
    }

    /// The entry of that kind and name, or nil.
    package func managed(_ kind: ManagedKind, _ name: String) throws(StorageError) -> ManagedEntry? {
        try StorageError.wrapping { try queue.read { try Self.find(kind, name, in: $0).map(Self.managedEntry) } }
    }

    /// Makes an entry, or changes the one that has `version`.
    ///
    /// The same JSON changes nothing and keeps the version. A version is never used twice, even if the entry is
    /// removed and made again. What the entry means must have been looked at before, with
    /// the whole configuration.
    ///
    /// - Throws: `exists` without a version where there is one, `versionChanged`, `notFound`, `bound`, or `name` for
    ///   what may not be kept.
    package func putManaged(
        _ draft: ManagedDraft,
        ifVersion version: Int64?,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> ManagedEntry {
        let (kind, subject) = (draft.kind, "\(draft.kind.rawValue)/\(draft.name)")
        return try audited(.configPut, of: subject, by: actor, at: now) { database, note in
            let json = try draft.checked()
            let found = try Self.find(kind, draft.name, in: database).map(Self.managedEntry)
            try Self.check(found, version, kind, draft.name)
            if let found, found.json == json {
                note.isSilent = true
                return found
            }
            let next = ManagedEntry(
                kind: kind,
                name: draft.name,
                json: json,
                version: try Self.sequence(in: database) + 1,
                actor: AuditNote.safe(actor.name),
                created: found?.created ?? now,
                updated: now
            )
            try Self.write(next, to: database)
            try Self.checkBounds(kind, in: database)
            try Self.advance(database)
            note.detail = [
                ("kind", .word(kind.rawValue)), ("name", .word(next.name)), ("version", .integer(next.version)),
            ]
            return next
        }
    }

    /// Removes an entry; a version, where one is given, must be the entry's.
    package func removeManaged(
        _ kind: ManagedKind,
        _ name: String,
        ifVersion version: Int64? = nil,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> ManagedEntry {
        try audited(.configRemove, of: "\(kind.rawValue)/\(name)", by: actor, at: now) { database, note in
            guard let found = try Self.find(kind, name, in: database).map(Self.managedEntry) else {
                throw StorageError.notFound("the \(kind.rawValue) \(name)")
            }
            if version != nil { try Self.check(found, version, kind, name) }
            try database.execute(
                sql: "DELETE FROM managed_entries WHERE kind = ? AND name = ?",
                arguments: [kind.rawValue, name]
            )
            try Self.advance(database)
            note.detail = [
                ("kind", .word(kind.rawValue)), ("name", .word(name)), ("version", .integer(found.version)),
            ]
            return found
        }
    }

    /// Puts all entries back to those of an older revision; nothing else is left.
    ///
    /// Those that change get a version of their own, so that whoever holds an older one is told.
    package func restoreManaged(
        _ drafts: [ManagedDraft],
        of revision: String,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> ManagedState {
        try audited(.configRollback, of: revision, by: actor, at: now) { database, note in
            let before = try Self.managed(in: database)
            var counts = (changed: Int64(0), removed: Int64(0))
            let kept = Set(drafts.map { "\($0.kind.rawValue)/\($0.name)" })
            for entry in before.entries where !kept.contains("\(entry.kind.rawValue)/\(entry.name)") {
                try database.execute(
                    sql: "DELETE FROM managed_entries WHERE kind = ? AND name = ?",
                    arguments: [entry.kind.rawValue, entry.name]
                )
                counts.removed += 1
            }
            for draft in drafts {
                let json = try draft.checked()
                let found = before.entries.first { $0.kind == draft.kind && $0.name == draft.name }
                if found?.json == json { continue }
                let next = ManagedEntry(
                    kind: draft.kind,
                    name: draft.name,
                    json: json,
                    version: before.sequence + 1,
                    actor: AuditNote.safe(actor.name),
                    created: found?.created ?? now,
                    updated: now
                )
                try Self.write(next, to: database)
                counts.changed += 1
            }
            for kind in ManagedKind.allCases { try Self.checkBounds(kind, in: database) }
            note.detail = [("changed", .integer(counts.changed)), ("removed", .integer(counts.removed))]
            if counts != (0, 0) { try Self.advance(database) }
            return try Self.managed(in: database)
        }
    }

    private static func check(_ found: ManagedEntry?, _ version: Int64?, _ kind: ManagedKind, _ name: String) throws {
        guard let version else {
            guard found == nil else { throw StorageError.exists("a \(kind.rawValue) named \(name)") }
            return
        }
        guard let found else { throw StorageError.notFound("the \(kind.rawValue) \(name)") }
        guard found.version == version else {
            throw StorageError.versionChanged(
                "\(kind.rawValue)/\(name)",
                expected: version,
                found: found.version
            )
        }
    }

    private static func checkBounds(_ kind: ManagedKind, in database: Database) throws {
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM managed_entries WHERE kind = ?",
            arguments: [kind.rawValue]
        )
        guard (count ?? 0) <= ManagedBounds.entries else {
            throw StorageError.bound("there are \(ManagedBounds.entries) of the kind \(kind.rawValue) already")
        }
        let bytes = try Int.fetchOne(database, sql: "SELECT sum(length(CAST(json AS BLOB))) FROM managed_entries")
        guard (bytes ?? 0) <= ManagedBounds.bytes else {
            throw StorageError.bound("all entries together have at most \(ManagedBounds.bytes) bytes of JSON")
        }
    }

    private static func write(_ entry: ManagedEntry, to database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO managed_entries (kind, name, json, version, actor, created_us, updated_us)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, name) DO UPDATE SET json = excluded.json, version = excluded.version,
                    actor = excluded.actor, updated_us = excluded.updated_us
                """,
            arguments: [
                entry.kind.rawValue, entry.name, entry.json, entry.version, entry.actor, entry.created.microseconds,
                entry.updated.microseconds,
            ]
        )
    }

    private static func advance(_ database: Database) throws {
        try database.execute(sql: "UPDATE managed_state SET sequence = sequence + 1 WHERE id = 1")
    }

    private static func sequence(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT sequence FROM managed_state WHERE id = 1") ?? 0
    }

    private static func managed(in database: Database) throws -> ManagedState {
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM managed_entries ORDER BY kind, name")
        return ManagedState(
            // An entry of a kind that only a newer version knows is left alone.
            entries: rows.compactMap { ManagedKind(rawValue: $0["kind"]) == nil ? nil : managedEntry($0) },
            sequence: try sequence(in: database)
        )
    }

    private static func find(_ kind: ManagedKind, _ name: String, in database: Database) throws -> Row? {
        try Row.fetchOne(
            database,
            sql: "SELECT * FROM managed_entries WHERE kind = ? AND name = ?",
            arguments: [kind.rawValue, name]
        )
    }

    private static func managedEntry(_ row: Row) -> ManagedEntry {
        ManagedEntry(
            kind: ManagedKind(rawValue: row["kind"]) ?? .provider,
            name: row["name"],
            json: row["json"],
            version: row["version"],
            actor: row["actor"],
            created: row.wall("created_us") ?? WallTime(nanoseconds: 0),
            updated: row.wall("updated_us") ?? WallTime(nanoseconds: 0)
        )
    }
}
