package import Exchange
import GRDB

extension ControlStore {
    /// Stores a credential that takes the place and the name of one that an admin stored.
    ///
    /// The one before stays enabled as a spare for `overlap`, under a name with a number behind it; `endOverlaps`
    /// disables it then. Without an overlap it is disabled at once.
    package func rotateCredential(
        _ draft: CredentialDraft,
        overlap: Duration,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> (new: Credential, old: Credential) {
        let fingerprint = index.fingerprint(of: draft.secret, provider: draft.provider, origin: draft.origin)
        let subject = "\(draft.provider)/\(draft.name)"
        return try withKeys { () throws(StorageError) in
            try audited(.credentialRotate, of: subject, by: actor, at: now) { database, note in
                let found = try Self.predecessor(of: draft, fingerprint, in: database)
                let id = found["id"] as String
                let ends = overlap > .zero ? now + overlap : nil
                try database.execute(
                    sql: """
                        UPDATE credentials SET name = ?, ends_us = ?, disabled_us = coalesce(disabled_us, ?) WHERE id = ?
                        """,
                    arguments: [
                        try Self.freeName(draft.name, of: draft.provider, in: database), ends?.microseconds,
                        ends == nil ? now.microseconds : nil, id,
                    ]
                )
                let new = try insert(draft, fingerprint, at: now, into: database)
                try Self.note(draft.secret, of: new.id, in: database)
                let old = Self.credential(try Self.row(id, in: database))
                note.take(new)
                note.detail += [("before", .word(old.id)), ("ends_us", .integer(ends?.microseconds))]
                return (new, old)
            }
        }
    }

    /// Enables a credential that was disabled or is a spare; from then on it is used like any other.
    package func enableCredential(
        _ id: String,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> Credential {
        try audited(.credentialEnable, of: id, by: actor, at: now) { database, note in
            let row = try Self.row(id, in: database)
            note.isSilent = row.wall("disabled_us") == nil && row.wall("ends_us") == nil
            try database.execute(
                sql: "UPDATE credentials SET disabled_us = NULL, ends_us = NULL WHERE id = ?",
                arguments: [id]
            )
            let enabled = Self.credential(try Self.row(id, in: database))
            note.take(enabled)
            return enabled
        }
    }

    /// Disables the spares whose time is over; an entry of the audit trail for each.
    @discardableResult
    package func endOverlaps(by actor: AuditActor = .server, at now: WallTime) throws(StorageError) -> [Credential] {
        let due = try StorageError.wrapping {
            try queue.read { database in
                try String.fetchAll(
                    database,
                    sql: "SELECT id FROM credentials WHERE ends_us <= ? AND disabled_us IS NULL ORDER BY id",
                    arguments: [now.microseconds]
                )
            }
        }
        var ended: [Credential] = []
        for id in due {
            let credential = try audited(.credentialDisable, of: id, by: actor, at: now) { database, note in
                try database.execute(
                    sql: "UPDATE credentials SET disabled_us = ? WHERE id = ? AND ends_us <= ? AND disabled_us IS NULL",
                    arguments: [now.microseconds, id, now.microseconds]
                )
                // somebody may have enabled it since it was found to be due
                note.isSilent = database.changesCount == 0
                let credential = Self.credential(try Self.row(id, in: database))
                note.take(credential)
                note.detail.append(("reason", .word("its overlap is over")))
                return note.isSilent ? nil : credential
            }
            if let credential { ended.append(credential) }
        }
        return ended
    }

    private static func predecessor(
        of draft: CredentialDraft,
        _ fingerprint: [UInt8],
        in database: Database
    ) throws -> Row {
        let found = try Row.fetchOne(
            database,
            sql: "SELECT * FROM credentials WHERE provider = ? AND name = ?",
            arguments: [draft.provider, draft.name]
        )
        guard let found else { throw StorageError.notFound("a stored key \(draft.name) of \(draft.provider)") }
        guard found["source"] as String == Credential.Source.cli.rawValue else {
            throw StorageError.name("the key \(draft.name) comes from the configuration; change it there")
        }
        guard found.bytes("fingerprint") != fingerprint else {
            throw StorageError.name("this is the key that is stored already")
        }
        return found
    }

    /// The name with the first number behind it that no other credential of the provider has.
    private static func freeName(_ name: String, of provider: String, in database: Database) throws -> String {
        var number = 1
        while true {
            let candidate = "\(name)~\(number)"
            let isTaken = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM credentials WHERE provider = ? AND name = ?)",
                arguments: [provider, candidate]
            )
            if isTaken != true { return candidate }
            number += 1
        }
    }
}
