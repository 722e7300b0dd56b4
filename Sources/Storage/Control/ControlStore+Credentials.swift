package import Exchange
import GRDB

extension ControlStore {
    /// Stores a credential under its provider and name; the same value for the same origin changes nothing.
    ///
    /// Another value or origin is sealed as the next version under the same id. An admin's put also enables a
    /// disabled credential; the configuration's enables none of its own.
    ///
    /// - Throws: `taken` where an enabled credential of that name came from elsewhere and has another value.
    package func putCredential(
        _ draft: CredentialDraft,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> Credential {
        let fingerprint = index.fingerprint(of: draft.secret, provider: draft.provider, origin: draft.origin)
        return try withKeys { () throws(StorageError) in
            try audited(.credentialStore, of: "\(draft.provider)/\(draft.name)", by: actor, at: now) { database, note in
                try put(draft, fingerprint, at: now, in: database, &note)
            }
        }
    }

    private func put(
        _ draft: CredentialDraft,
        _ fingerprint: [UInt8],
        at now: WallTime,
        in database: Database,
        _ note: inout AuditNote
    ) throws -> Credential {
        guard !draft.provider.isEmpty, !draft.name.isEmpty else {
            throw StorageError.name("a credential needs a provider and a name")
        }
        let found = try Row.fetchOne(
            database,
            sql: "SELECT * FROM credentials WHERE provider = ? AND name = ?",
            arguments: [draft.provider, draft.name]
        )
        let stored: Credential
        if let found {
            if found.bytes("fingerprint") == fingerprint, (try? open(found, for: draft.origin)) != nil {
                note.action = .credentialEnable
                stored = try touch(found, draft.source, in: database)
                note.isSilent = (found.wall("disabled_us") == nil) == (stored.disabled == nil)
            } else {
                try Self.checkSource(found, draft)
                note.action = .credentialReplace
                stored = try replace(found, with: draft, fingerprint, at: now, in: database)
            }
        } else {
            stored = try insert(draft, fingerprint, at: now, into: database)
        }
        try Self.note(draft.secret, of: stored.id, in: database)
        note.take(stored)
        return stored
    }

    /// What the configuration holds no admin overwrites, nor the other way round.
    private static func checkSource(_ row: Row, _ draft: CredentialDraft) throws {
        let isOther = row["source"] as String != draft.source.rawValue
        guard isOther, row.wall("disabled_us") == nil else { return }
        let (id, place) = (row["id"] as String, "\(draft.provider)/\(draft.name)")
        throw StorageError.taken(
            draft.source == .cli
                ? "\(place) is a key of the configuration: change it there, or take another name; remove \(id) first "
                    + "if it does not stand there any more"
                : "\(place) is a stored key, \(id), with another value: take another name, or remove it first"
        )
    }

    /// All credentials, by provider and name.
    package func credentials() throws(StorageError) -> [Credential] {
        try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchAll(database, sql: "SELECT * FROM credentials ORDER BY provider, name")
                    .map(Self.credential)
            }
        }
    }

    /// Opens a credential for the origin it was stored for.
    ///
    /// - Throws: `originChanged` when it was stored for another, `disabled`, `notFound`, or `sealed`.
    package func openCredential(_ id: String, for origin: Origin) throws(StorageError) -> Secret {
        try withKeys { () throws(StorageError) in
            try StorageError.wrapping {
                let row = try queue.read { try Self.row(id, in: $0) }
                guard row.wall("disabled_us") == nil else { throw StorageError.disabled(row["name"]) }
                return try open(row, for: origin)
            }
        }
    }

    /// Disables a credential; its value stays sealed.
    package func disableCredential(
        _ id: String,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> Credential {
        try audited(.credentialDisable, of: id, by: actor, at: now) { database, note in
            note.isSilent = try Self.row(id, in: database).wall("disabled_us") != nil
            try database.execute(
                sql: "UPDATE credentials SET disabled_us = coalesce(disabled_us, ?) WHERE id = ?",
                arguments: [now.microseconds, id]
            )
            let disabled = Self.credential(try Self.row(id, in: database))
            note.take(disabled)
            return disabled
        }
    }

    func insert(
        _ draft: CredentialDraft,
        _ fingerprint: [UInt8],
        at now: WallTime,
        into database: Database
    ) throws -> Credential {
        var generator = SystemRandomNumberGenerator()
        let id = "cred_" + ULID(at: now, using: &generator).text
        let ring = try sealing(in: database)
        let blob = try Vault(ring).seal(
            draft.secret,
            in: .credential(id: id, provider: draft.provider, origin: draft.origin, version: 1)
        )
        try database.execute(
            sql: """
                INSERT INTO credentials (id, provider, name, origin, source, version, fingerprint, kid, sealed,
                    created_us, updated_us)
                VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, draft.provider, draft.name, draft.origin.description, draft.source.rawValue, fingerprint.blob,
                ring.active.id.bytes.blob, blob.blob, now.microseconds, now.microseconds,
            ]
        )
        return Self.credential(try Self.row(id, in: database))
    }

    private func replace(
        _ row: Row,
        with draft: CredentialDraft,
        _ fingerprint: [UInt8],
        at now: WallTime,
        in database: Database
    ) throws -> Credential {
        let id = row["id"] as String
        let version = (row["version"] as UInt32) &+ 1
        let ring = try sealing(in: database)
        let blob = try Vault(ring).seal(
            draft.secret,
            in: .credential(id: id, provider: draft.provider, origin: draft.origin, version: version)
        )
        try database.execute(
            sql: """
                UPDATE credentials SET origin = ?, source = ?, version = ?, fingerprint = ?, kid = ?, sealed = ?,
                    updated_us = ?, ends_us = NULL,
                    disabled_us = CASE WHEN ? = 'cli' OR ? THEN NULL ELSE disabled_us END
                WHERE id = ?
                """,
            arguments: [
                draft.origin.description, draft.source.rawValue, version, fingerprint.blob,
                ring.active.id.bytes.blob, blob.blob, now.microseconds, draft.source.rawValue,
                row["source"] as String != draft.source.rawValue, id,
            ]
        )
        return Self.credential(try Self.row(id, in: database))
    }

    private func touch(_ row: Row, _ source: Credential.Source, in database: Database) throws -> Credential {
        let id = row["id"] as String
        if source == .cli, row.wall("disabled_us") != nil {
            try database.execute(
                sql: "UPDATE credentials SET disabled_us = NULL, ends_us = NULL WHERE id = ?",
                arguments: [id]
            )
        }
        return Self.credential(try Self.row(id, in: database))
    }

    func open(_ row: Row, for origin: Origin) throws -> Secret {
        let stored = row["origin"] as String
        guard stored == origin.description else {
            throw StorageError.originChanged(stored: stored, wanted: origin.description)
        }
        // The origin that is authenticated is the one the secret will be sent to, not the stored text.
        let context = SecretContext.credential(
            id: row["id"],
            provider: row["provider"],
            origin: origin,
            version: row["version"]
        )
        return try vault.open(row.bytes("sealed"), in: context)
    }

    static func row(_ id: String, in database: Database) throws -> Row {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM credentials WHERE id = ?", arguments: [id])
        else { throw StorageError.notFound("the credential \(id)") }
        return row
    }

    static func credential(_ row: Row) -> Credential {
        Credential(
            id: row["id"],
            provider: row["provider"],
            name: row["name"],
            origin: row["origin"],
            source: Credential.Source(rawValue: row["source"]) ?? .config,
            version: row["version"],
            kid: KeyEncryptionKey.ID(bytes: row.bytes("kid")).description,
            created: row.wall("created_us") ?? WallTime(nanoseconds: 0),
            updated: row.wall("updated_us") ?? WallTime(nanoseconds: 0),
            disabled: row.wall("disabled_us"),
            ends: row.wall("ends_us")
        )
    }
}
