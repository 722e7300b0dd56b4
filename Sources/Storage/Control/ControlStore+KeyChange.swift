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
    /// The version that is to be changed; nil changes whatever there is.
    package var expecting: Int64?

    /// Changes nothing yet.
    package init() {}
}

extension ControlStore {
    /// Changes a key that is not revoked; a running server obeys within a second.
    ///
    /// Its kind, its owner and what an admin key may do never change: make another key.
    package func changeKey(
        _ id: String,
        to change: ClientKeyChange,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> ClientKey {
        try audited(.keySet, of: id, by: actor, at: now) { database, note in
            let key = try Self.existing(id, expecting: change.expecting, in: database)
            guard key.revoked == nil else { throw StorageError.revoked(key.name) }
            let name = change.name ?? key.name
            let permission = change.permission ?? key.permission
            let expires = change.expires ?? key.expires
            guard name != key.name || permission != key.permission || expires != key.expires else {
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
            return try Self.key(key.id, in: database)
        }
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
    }
}
