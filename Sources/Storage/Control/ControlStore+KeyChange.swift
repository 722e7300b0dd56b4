package import Exchange
import GRDB

/// What is to be another than before of a key; nil stays.
package struct ClientKeyChange: Sendable {
    /// The new name, or nil.
    package var name: String?
    /// All that the key says itself that it may do, or nil.
    package var permission: KeyPermission?
    /// When it ends, where that changes; the inner nil is never.
    package var expires: WallTime??
    /// Whom it belongs to from now on, where that changes; the inner nil is nobody.
    package var owner: PrincipalReference??
    /// The version that is to be changed; nil changes whatever there is.
    package var expecting: Int64?

    /// Changes nothing yet.
    package init() {}
}

extension ControlStore {
    /// Changes a key that is not revoked; a running server obeys within a second.
    ///
    /// Its kind, what an admin key may do and whom that belongs to never change: make another key.
    package func changeKey(
        _ idOrName: String,
        to change: ClientKeyChange,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> ClientKey {
        try audited(.keySet, of: idOrName, by: actor, at: now) { database, note in
            let key = try Self.existing(idOrName, expecting: change.expecting, in: database)
            guard key.revoked == nil else { throw StorageError.revoked(key.name) }
            let name = change.name ?? key.name
            let permission = change.permission ?? key.permission
            let expires = change.expires ?? key.expires
            let owner = try Self.owner(change.owner, of: key, in: database)
            guard name != key.name || permission != key.permission || expires != key.expires || owner != nil else {
                note.isSilent = true
                return key
            }
            try Self.check(name, unlike: key, permission, in: database)
            try database.execute(
                sql: """
                    UPDATE client_keys SET name = ?, models = ?, endpoints = ?, providers = ?, residency = ?,
                        max_concurrent = ?, capture = ?, priority = ?, expires_us = ?, version = version + 1
                    WHERE id = ?
                    """,
                arguments: [
                    name, TextList.encode(permission.models), TextList.encode(permission.endpoints),
                    TextList.encode(permission.providers), TextList.encode(permission.residency),
                    permission.maxConcurrent, permission.capture?.rawValue, permission.priority.rawValue,
                    expires?.microseconds, key.id,
                ]
            )
            note.take(permission, expires, named: name, of: key)
            if let owner {
                try Self.set(owner, of: key.id, in: database)
                note.take(owner, before: key.principals.owner)
            }
            return try Self.key(key.id, in: database)
        }
    }

    /// Whom the key belongs to from now on, where that is another than before; the inner nil is nobody.
    private static func owner(
        _ reference: PrincipalReference??,
        of key: ClientKey,
        in database: Database
    ) throws -> Principal?? {
        guard let reference else { return nil }
        let owner = try reference.map { try existing($0, in: database).principal }
        guard owner != key.principals.owner else { return nil }
        guard key.grant == nil else {
            throw StorageError.name("whom an admin key belongs to never changes; make another key")
        }
        return .some(owner)
    }

    private static func set(_ owner: Principal?, of id: String, in database: Database) throws {
        try database.execute(
            sql: "UPDATE client_keys SET organisation_id = ?, team_id = ?, user_id = ? WHERE id = ?",
            arguments: StatementArguments(PrincipalKind.allCases.map { owner?.kind == $0 ? owner?.id : nil } + [id])
        )
    }

    private static func check(
        _ name: String,
        unlike key: ClientKey,
        _ permission: KeyPermission,
        in database: Database
    ) throws {
        guard isName(name) else {
            throw StorageError.name("a key's name has 1 to 64 characters of A-Z a-z 0-9 . _ -")
        }
        guard permission.maxConcurrent > 0 else { throw StorageError.name("max_concurrent is at least 1") }
        try AttributeChecks.places(providers: permission.providers, residency: permission.residency)
        guard name != key.name else { return }
        let sql = "SELECT EXISTS (SELECT 1 FROM client_keys WHERE name = ?)"
        let isTaken = try Bool.fetchOne(database, sql: sql, arguments: [name])
        guard isTaken == false else { throw StorageError.taken("a key named \(name) exists") }
    }
}

extension AuditNote {
    /// Tells of a key as it is from now on.
    fileprivate mutating func take(
        _ permission: KeyPermission,
        _ expires: WallTime?,
        named name: String,
        of key: ClientKey
    ) {
        subject = key.id
        detail = [
            ("name", .word(name)), ("models", .words(permission.models)), ("endpoints", .words(permission.endpoints)),
            ("providers", .words(permission.providers)), ("residency", .words(permission.residency)),
            ("max_concurrent", .integer(Int64(permission.maxConcurrent))),
            ("capture", .word(permission.capture?.rawValue)), ("priority", .word(permission.priority.rawValue)),
            ("expires_us", .integer(expires?.microseconds)), ("version", .integer(key.version + 1)),
        ]
        if name != key.name { detail.append(("name_before", .word(key.name))) }
        let before = key.permission
        if permission.capture != before.capture {
            detail.append(("capture_before", .word(before.capture?.rawValue)))
        }
        if permission.priority != before.priority {
            detail.append(("priority_before", .word(before.priority.rawValue)))
        }
    }

    /// Tells of another owner.
    fileprivate mutating func take(_ owner: Principal?, before: Principal?) {
        if let owner { detail.append((owner.kind.column, .word(owner.id))) }
        if let before { detail.append(("\(before.kind.column)_before", .word(before.id))) }
    }
}
