package import Exchange
import GRDB

extension ControlStore {
    /// Makes an organisation, a team or a user.
    package func createPrincipal(
        _ draft: PrincipalDraft,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> PrincipalEntry {
        var generator = SystemRandomNumberGenerator()
        let kind = draft.kind
        let id = kind.prefix + ULID(at: now, using: &generator).text
        return try audited(AuditAction.of(.create, kind), of: draft.name, by: actor, at: now) { database, note in
            let parent = try Self.parent(of: draft, in: database)
            try AttributeChecks.check(draft.attributes)
            try Self.checkName(draft.name, of: kind, below: parent?.principal.id, in: database)
            var columns = Self.columns(draft.attributes, disabledAt: now)
            columns += try Self.identityColumns(draft.identity, of: kind, id: id, in: database)
            try Self.insert(kind, id: id, name: draft.name, parent: parent?.principal.id, columns, now, into: database)
            note.take(Principal(kind, id: id, name: draft.name), draft.attributes, version: 1)
            note.take(draft.identity)
            if let parent { note.detail.append((kind.parent?.column ?? "", .word(parent.principal.id))) }
            return try Self.entry(kind, id, in: database)
        }
    }

    /// Organisations, teams or users in the order of their ids, from behind `cursor` on; at most 200.
    package func principals(
        _ kind: PrincipalKind,
        below parent: String? = nil,
        after cursor: String? = nil,
        limit: Int = 50
    ) throws(StorageError) -> PrincipalPage {
        try StorageError.wrapping {
            try queue.read { database in
                let most = min(max(limit, 1), PrincipalPage.most)
                var condition = "id > :after"
                var above: String?
                if let parent, let upper = kind.parent {
                    above = try Self.existing(PrincipalReference(upper, parent), in: database).principal.id
                    condition += " AND \(upper.column) = :above"
                }
                var arguments: StatementArguments = ["after": cursor ?? "", "most": most + 1]
                if let above { _ = arguments.append(contentsOf: ["above": above]) }
                let rows = try Row.fetchAll(
                    database,
                    sql: "SELECT * FROM \(kind.table) WHERE \(condition) ORDER BY id LIMIT :most",
                    arguments: arguments
                )
                let entries = try rows.prefix(most).map { try Self.entry(PrincipalRow(kind, $0), in: database) }
                return PrincipalPage(entries: entries, next: rows.count > most ? entries.last?.principal.id : nil)
            }
        }
    }

    /// The organisation, team or user that is meant, or nil; an ambiguous name is an error.
    package func principal(_ reference: PrincipalReference) throws(StorageError) -> PrincipalEntry? {
        try StorageError.wrapping {
            try queue.read { database in
                try Self.found(reference, in: database).map { try Self.entry($0, in: database) }
            }
        }
    }

    /// Changes name and attributes; a running server obeys within a second.
    ///
    /// `isEnabled` among the attributes is left to `setEnabled`.
    package func changePrincipal(
        _ reference: PrincipalReference,
        to change: PrincipalChange,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> PrincipalEntry {
        let kind = reference.kind
        return try audited(AuditAction.of(.change, kind), of: reference.name, by: actor, at: now) { database, note in
            let row = try Self.existing(reference, expecting: change.expecting, in: database)
            var attributes = change.attributes ?? row.attributes
            attributes.isEnabled = row.attributes.isEnabled
            let name = change.name ?? row.principal.name
            let identity = change.identity ?? row.identity
            guard attributes != row.attributes || name != row.principal.name || identity != row.identity else {
                note.isSilent = true
                return try Self.entry(row, in: database)
            }
            try AttributeChecks.check(attributes)
            if name != row.principal.name { try Self.checkName(name, of: kind, below: row.parent, in: database) }
            var columns = Self.columns(attributes, disabledAt: nil)
            columns += try Self.identityColumns(identity, of: kind, id: row.principal.id, in: database)
            try Self.update(row, name: name, columns, now, in: database)
            note.take(Principal(kind, id: row.principal.id, name: name), attributes, version: row.version + 1)
            note.take(identity)
            if name != row.principal.name { note.detail.append(("name_before", .word(row.principal.name))) }
            return try Self.entry(kind, row.principal.id, in: database)
        }
    }

    /// Lets nobody below ask anything, or lets them ask again; a running server obeys within a second.
    package func setEnabled(
        _ reference: PrincipalReference,
        to isEnabled: Bool,
        expecting version: Int64? = nil,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> PrincipalEntry {
        let action = AuditAction.of(isEnabled ? .enable : .disable, reference.kind)
        return try audited(action, of: reference.name, by: actor, at: now) { database, note in
            let row = try Self.existing(reference, expecting: version, in: database)
            note.subject = row.principal.id
            note.detail = [("name", .word(row.principal.name)), ("version", .integer(row.version + 1))]
            guard row.attributes.isEnabled != isEnabled else {
                note.isSilent = true
                return try Self.entry(row, in: database)
            }
            try database.execute(
                sql: """
                    UPDATE \(reference.kind.table) SET disabled_us = ?, version = version + 1, updated_us = ?
                    WHERE id = ?
                    """,
                arguments: [isEnabled ? nil : now.microseconds, now.microseconds, row.principal.id]
            )
            return try Self.entry(reference.kind, row.principal.id, in: database)
        }
    }

    /// Removes one that nobody belongs to any more.
    ///
    /// Keys that are revoked do not keep it: they can never be used again, and belong to nobody then.
    package func deletePrincipal(
        _ reference: PrincipalReference,
        expecting version: Int64? = nil,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) -> PrincipalEntry {
        let kind = reference.kind
        return try audited(AuditAction.of(.delete, kind), of: reference.name, by: actor, at: now) { database, note in
            let row = try Self.existing(reference, expecting: version, in: database)
            let entry = try Self.entry(row, in: database)
            try Self.checkEmpty(row.principal, in: database)
            let id = row.principal.id
            let orphaning = "UPDATE client_keys SET \(kind.column) = NULL, version = version + 1"
            try database.execute(
                sql: "\(orphaning) WHERE \(kind.column) = ? AND revoked_us IS NOT NULL",
                arguments: [id]
            )
            note.subject = id
            note.detail = [
                ("name", .word(row.principal.name)), ("revoked_keys", .integer(Int64(database.changesCount))),
            ]
            try database.execute(sql: "DELETE FROM \(kind.table) WHERE id = ?", arguments: [id])
            return entry
        }
    }
}
