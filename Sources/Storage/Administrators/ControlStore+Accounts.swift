package import Exchange
import GRDB

extension ControlStore {
    /// Makes an account; hashing its password takes some tenths of a second.
    package func createAccount(
        _ draft: AdminAccountDraft,
        cost: PasswordCost = .standard,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> AdminAccount {
        let hash = try Self.hash(draft.password, cost)
        var generator = SystemRandomNumberGenerator()
        let id = "adm_" + ULID(at: now, using: &generator).text
        return try audited(.adminCreate, of: draft.name, by: actor, at: now) { database, note in
            guard Self.isName(draft.name) else {
                throw StorageError.name("an account's name has 1 to 64 characters of A-Z a-z 0-9 . _ -")
            }
            let organisation = try draft.organisation.map {
                try Self.existing(PrincipalReference(.organisation, $0), in: database).principal.id
            }
            let isTaken = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM admin_accounts WHERE name = ?)",
                arguments: [draft.name]
            )
            guard isTaken == false else { throw StorageError.taken("an account named \(draft.name) exists") }
            try database.execute(
                sql: """
                    INSERT INTO admin_accounts (id, name, role, scopes, organisation_id, salt, hash, rounds, block_size,
                        parallelism, version, created_us, updated_us)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
                    """,
                arguments: [
                    id, draft.name, draft.grant.role.rawValue, TextList.encode(draft.grant.scopes.map(\.rawValue)),
                    organisation, hash.salt.blob, hash.hash.blob, cost.rounds, cost.blockSize, cost.parallelism,
                    now.microseconds, now.microseconds,
                ]
            )
            note.subject = id
            note.detail = [
                ("name", .word(draft.name)), ("role", .word(draft.grant.role.rawValue)),
                ("scopes", .words(draft.grant.scopes.map(\.rawValue))), ("organisation_id", .word(organisation)),
            ]
            return try Self.account(id, in: database)
        }
    }

    /// All accounts, by name.
    package func accounts() throws(StorageError) -> [AdminAccount] {
        try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchAll(database, sql: "SELECT * FROM admin_accounts ORDER BY name").map(Self.account)
            }
        }
    }

    /// Gives an account another password, which ends all its sessions.
    package func setPassword(
        of idOrName: String,
        to password: Secret,
        cost: PasswordCost = .standard,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> AdminAccount {
        let hash = try Self.hash(password, cost)
        return try changeAccount(idOrName, .adminPassword, by: actor, at: now) { database, id in
            try database.execute(
                sql: """
                    UPDATE admin_accounts SET salt = ?, hash = ?, rounds = ?, block_size = ?, parallelism = ?,
                        version = version + 1, updated_us = ? WHERE id = ?
                    """,
                arguments: [
                    hash.salt.blob, hash.hash.blob, cost.rounds, cost.blockSize, cost.parallelism, now.microseconds, id,
                ]
            )
        }
    }

    /// Disables an account, which ends all its sessions, or enables it again.
    package func setAccountEnabled(
        _ idOrName: String,
        to isEnabled: Bool,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> AdminAccount {
        let action = isEnabled ? AuditAction.adminEnable : .adminDisable
        return try changeAccount(idOrName, action, by: actor, at: now) { database, id in
            try database.execute(
                sql: "UPDATE admin_accounts SET disabled_us = ?, version = version + 1, updated_us = ? WHERE id = ?",
                arguments: [isEnabled ? nil : now.microseconds, now.microseconds, id]
            )
        }
    }

    private func changeAccount(
        _ idOrName: String,
        _ action: AuditAction,
        by actor: AuditActor,
        at now: WallTime,
        _ change: (Database, String) throws -> Void
    ) throws(StorageError) -> AdminAccount {
        try audited(action, of: idOrName, by: actor, at: now) { database, note in
            let id = try String.fetchOne(
                database,
                sql: "SELECT id FROM admin_accounts WHERE id = :given OR name = :given ORDER BY id = :given DESC",
                arguments: ["given": idOrName]
            )
            guard let id else { throw StorageError.notFound("the account \(idOrName)") }
            try change(database, id)
            try database.execute(sql: "DELETE FROM admin_sessions WHERE account_id = ?", arguments: [id])
            let account = try Self.account(id, in: database)
            note.subject = id
            note.detail = [("name", .word(account.name)), ("sessions", .integer(Int64(database.changesCount)))]
            return account
        }
    }

    private static func hash(_ password: Secret, _ cost: PasswordCost) throws(StorageError) -> PasswordHash {
        guard AdminAccount.passwordBytes.contains(password.count) else {
            throw .name("a password has \(AdminAccount.passwordBytes.lowerBound) to 1024 bytes")
        }
        return try StorageError.wrapping { try PasswordHash(of: password, cost: cost) }
    }

    static func account(_ id: String, in database: Database) throws -> AdminAccount {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM admin_accounts WHERE id = ?", arguments: [id])
        else { throw StorageError.notFound("the account \(id)") }
        return account(row)
    }

    static func account(_ row: Row) -> AdminAccount {
        AdminAccount(
            id: row["id"],
            name: row["name"],
            grant: grant(row),
            disabled: row.wall("disabled_us"),
            version: row["version"],
            created: row.wall("created_us") ?? WallTime(nanoseconds: 0)
        )
    }

    /// The grant of a row; a scope that this version does not know opens nothing, and never everything.
    static func grant(_ row: Row, organisation: String? = nil) -> AdminGrant {
        let words = TextList.decode(row["scopes"])
        let role = (row["role"] as String?).flatMap { AdminRole(rawValue: $0) } ?? .viewer
        let scopes = words.compactMap { AdminScope(rawValue: $0) }
        let known = words.isEmpty || !scopes.isEmpty ? scopes : [.statusRead]
        return AdminGrant(role, scopes: known, organisation: organisation ?? row["organisation_id"])
    }
}
