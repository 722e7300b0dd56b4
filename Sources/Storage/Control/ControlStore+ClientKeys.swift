package import Exchange
import GRDB

extension ControlStore {
    /// Makes a key and its token.
    package func createKey(
        _ draft: ClientKeyDraft,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> IssuedKey {
        var generator = SystemRandomNumberGenerator()
        let id = "key_" + ULID(at: now, using: &generator).text
        let token = ClientToken.mint(draft.kind, using: &generator)
        let key = try audited(.keyCreate, of: draft.name, by: actor, at: now) { database, note in
            guard Self.isName(draft.name) else {
                throw StorageError.name("a key's name has 1 to 64 characters of A-Z a-z 0-9 . _ -")
            }
            guard draft.permission.maxConcurrent > 0 else { throw StorageError.name("max_concurrent is at least 1") }
            let permission = draft.permission
            try AttributeChecks.places(providers: permission.providers, residency: permission.residency)
            let owner = try draft.owner.map { try Self.existing($0, in: database).principal }
            let isTaken = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM client_keys WHERE name = ?)",
                arguments: [draft.name]
            )
            guard isTaken == false else { throw StorageError.taken("a key named \(draft.name) exists") }
            try Self.insert(draft, id: id, owner: owner, at: now, into: database)
            try insert(token, kind: draft.kind, of: id, at: now, into: database)
            note.take(draft, id: id)
            if let owner { note.detail.append((owner.kind.column, .word(owner.id))) }
            return try Self.key(id, in: database)
        }
        return IssuedKey(key: key, token: token)
    }

    /// All keys, admin keys included, in the order of their making.
    package func clientKeys() throws(StorageError) -> [ClientKey] {
        try StorageError.wrapping {
            try queue.read { database in
                let tokens = try Row.fetchAll(database, sql: "SELECT * FROM client_tokens ORDER BY created_us DESC")
                let byKey = Dictionary(grouping: tokens) { $0["key_id"] as String }
                let principals = try PrincipalRows(database)
                return try Row.fetchAll(database, sql: "SELECT * FROM client_keys ORDER BY id").map { row in
                    Self.key(row, Belonging(row, find: principals.find), tokens: byKey[row["id"]] ?? [])
                }
            }
        }
    }

    /// The key of that id or name, or nil.
    package func clientKey(_ idOrName: String) throws(StorageError) -> ClientKey? {
        try StorageError.wrapping {
            try queue.read { database in
                try Self.id(idOrName, in: database).map { try Self.key($0, in: database) }
            }
        }
    }

    /// Gives a key a new token; the old ones end after `overlap`, at once when it is zero.
    package func rotateKey(
        _ idOrName: String,
        overlap: Duration,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> IssuedKey {
        var generator = SystemRandomNumberGenerator()
        return try audited(.keyRotate, of: idOrName, by: actor, at: now) { database, note in
            let key = try Self.existing(idOrName, in: database)
            guard key.revoked == nil else { throw StorageError.revoked(key.name) }
            let token = ClientToken.mint(key.kind, using: &generator)
            let end = (now + max(overlap, .zero)).microseconds
            try database.execute(
                sql: """
                    UPDATE client_tokens SET expires_us = min(coalesce(expires_us, :end), :end)
                    WHERE key_id = :key
                    """,
                arguments: ["end": end, "key": key.id]
            )
            try database.execute(
                sql: "DELETE FROM client_tokens WHERE key_id = ? AND expires_us <= ?",
                arguments: [key.id, now.microseconds]
            )
            try insert(token, kind: key.kind, of: key.id, at: now, into: database)
            try database.execute(
                sql: "UPDATE client_keys SET version = version + 1 WHERE id = ?",
                arguments: [key.id]
            )
            note.take(key, [("old_token_ends_us", .integer(end))])
            return IssuedKey(key: try Self.key(key.id, in: database), token: token)
        }
    }

    /// Ends a key and all its tokens for good; a second time changes nothing.
    package func revokeKey(
        _ idOrName: String,
        expecting version: Int64? = nil,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> ClientKey {
        try audited(.keyRevoke, of: idOrName, by: actor, at: now) { database, note in
            let key = try Self.existing(idOrName, expecting: version, in: database)
            note.isSilent = key.revoked != nil
            note.take(key)
            try database.execute(
                sql: "UPDATE client_keys SET revoked_us = ?, version = version + 1 WHERE id = ? AND revoked_us IS NULL",
                arguments: [now.microseconds, key.id]
            )
            return try Self.key(key.id, in: database)
        }
    }

    /// Notes when keys were last used; a time only moves forward.
    ///
    /// A key's first use goes into the audit trail, and so do those of keys that are no longer good.
    func noteUses(
        _ uses: [(id: String, wall: WallTime)],
        refused: [RefusedUse],
        at wall: WallTime
    ) throws(StorageError) {
        guard !uses.isEmpty || !refused.isEmpty else { return }
        try StorageError.wrapping {
            try queue.write { database in
                let statement = try database.cachedStatement(
                    sql: "UPDATE client_keys SET last_used_us = max(coalesce(last_used_us, 0), ?) WHERE id = ?"
                )
                for use in uses {
                    let isUsed = try Bool.fetchOne(
                        database,
                        sql: "SELECT last_used_us IS NOT NULL FROM client_keys WHERE id = ?",
                        arguments: [use.id]
                    )
                    try statement.execute(arguments: [use.wall.microseconds, use.id])
                    if isUsed == false { try Self.insertFirstUse(of: use.id, at: use.wall, into: database) }
                }
                for use in refused { try Self.insert(use, at: wall, into: database) }
            }
        }
    }

    /// A table of the keys for the event loops, on a connection of its own.
    package func keyTable() throws(StorageError) -> KeyTable {
        try KeyTable(store: self)
    }
}

extension ControlStore {
    private static func insert(
        _ draft: ClientKeyDraft,
        id: String,
        owner: Principal?,
        at now: WallTime,
        into database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO client_keys
                    (id, name, kind, models, endpoints, max_concurrent, capture, created_us, expires_us, priority,
                    providers, residency, role, scopes, organisation_id, team_id, user_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, draft.name, draft.kind.rawValue, TextList.encode(draft.permission.models),
                TextList.encode(draft.permission.endpoints), draft.permission.maxConcurrent,
                draft.permission.capture?.rawValue, now.microseconds, draft.expires?.microseconds,
                draft.permission.priority.rawValue, TextList.encode(draft.permission.providers),
                TextList.encode(draft.permission.residency), draft.kind == .admin ? draft.role.rawValue : nil,
                TextList.encode(draft.kind == .admin ? draft.scopes.map(\.rawValue) : []),
            ] + StatementArguments(PrincipalKind.allCases.map { owner?.kind == $0 ? owner?.id : nil })
        )
    }

    private func insert(
        _ token: Secret,
        kind: ClientToken.Kind,
        of id: String,
        at now: WallTime,
        into database: Database
    ) throws {
        let (digest, last4) = token.withBytes { bytes in
            (index.digest(of: bytes), String(decoding: bytes.suffix(4), as: UTF8.self))
        }
        try database.execute(
            sql: "INSERT INTO client_tokens (digest, key_id, prefix, last4, created_us) VALUES (?, ?, ?, ?, ?)",
            arguments: [digest.bytes.blob, id, kind.prefix, last4, now.microseconds]
        )
    }

    static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x2D: true
                default: false
                }
            }
    }

    private static func id(_ idOrName: String, in database: Database) throws -> String? {
        try String.fetchOne(
            database,
            sql: "SELECT id FROM client_keys WHERE id = :given OR name = :given ORDER BY id = :given DESC LIMIT 1",
            arguments: ["given": idOrName]
        )
    }

    static func existing(
        _ idOrName: String,
        expecting version: Int64? = nil,
        in database: Database
    ) throws -> ClientKey {
        guard let id = try id(idOrName, in: database) else { throw StorageError.notFound("the key \(idOrName)") }
        let key = try key(id, in: database)
        if let version, version != key.version {
            throw StorageError.versionChanged(id, expected: version, found: key.version)
        }
        return key
    }

    static func key(_ id: String, in database: Database) throws -> ClientKey {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM client_keys WHERE id = ?", arguments: [id])
        else { throw StorageError.notFound("the key \(id)") }
        let tokens = try Row.fetchAll(
            database,
            sql: "SELECT * FROM client_tokens WHERE key_id = ? ORDER BY created_us DESC",
            arguments: [id]
        )
        let belonging = try Belonging(row) { try PrincipalRow.find($0, $1, in: database) }
        return key(row, belonging, tokens: tokens)
    }

    static func key(_ row: Row, _ belonging: Belonging, tokens: [Row]) -> ClientKey {
        ClientKey(
            id: row["id"],
            name: row["name"],
            kind: ClientToken.Kind(rawValue: row["kind"]) ?? .live,
            permission: permission(row),
            principals: belonging.principals,
            narrowing: belonging.narrowing,
            grant: row["kind"] == ClientToken.Kind.admin.rawValue
                ? grant(row, organisation: belonging.principals.organisation?.id) : nil,
            version: row["version"],
            created: row.wall("created_us") ?? WallTime(nanoseconds: 0),
            expires: row.wall("expires_us"),
            revoked: row.wall("revoked_us"),
            lastUsed: row.wall("last_used_us"),
            tokens: tokens.map { token in
                ClientKey.Token(
                    prefix: token["prefix"],
                    last4: token["last4"],
                    created: token.wall("created_us") ?? WallTime(nanoseconds: 0),
                    expires: token.wall("expires_us")
                )
            }
        )
    }

    static func permission(_ row: Row) -> KeyPermission {
        KeyPermission(
            models: TextList.decode(row["models"]),
            endpoints: TextList.decode(row["endpoints"]),
            providers: TextList.decode(row["providers"]),
            residency: TextList.decode(row["residency"]),
            maxConcurrent: row["max_concurrent"],
            capture: (row["capture"] as String?).flatMap { CaptureLevel(rawValue: $0) },
            priority: (row["priority"] as String?).flatMap { PriorityClass(rawValue: $0) } ?? .default
        )
    }
}
