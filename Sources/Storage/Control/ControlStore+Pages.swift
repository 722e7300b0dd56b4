package import Exchange
import GRDB

/// Which part of a list is asked for.
package struct PageAsk: Sendable, Hashable {
    /// The most rows of a page.
    package static let most = 200

    /// The place of the last row of the page before; nil for the first page.
    package var after: String?
    /// The most rows, 1 to 200.
    package var limit: Int
    /// The id of the organisation that is asked for; nil for all, and for what belongs to none.
    package var organisation: String?

    /// Asks for a page.
    package init(after: String? = nil, limit: Int = 50, organisation: String? = nil) {
        self.after = after
        self.limit = min(max(limit, 1), Self.most)
        self.organisation = organisation
    }
}

/// Some rows of a list, and the place of the last one where there are more.
package struct Page<Row: Sendable>: Sendable {
    /// The rows.
    package let rows: [Row]
    /// The place behind which the next page begins; nil when there is none.
    package let next: String?
}

extension ControlStore {
    /// Keys in the order of their making.
    ///
    /// Where one organisation is asked for, those of its teams and users are among them.
    package func keys(_ ask: PageAsk) throws(StorageError) -> Page<ClientKey> {
        try StorageError.wrapping {
            try queue.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM client_keys WHERE id > :after AND (:org IS NULL OR organisation_id = :org
                            OR team_id IN (SELECT id FROM teams WHERE organisation_id = :org)
                            OR user_id IN (SELECT u.id FROM users u JOIN teams t ON t.id = u.team_id
                                WHERE t.organisation_id = :org))
                        ORDER BY id LIMIT :most
                        """,
                    arguments: ["after": ask.after ?? "", "org": ask.organisation, "most": ask.limit + 1]
                )
                let keys = try rows.prefix(ask.limit).map { try Self.key($0["id"], in: database) }
                return Page(rows: keys, next: rows.count > ask.limit ? keys.last?.id : nil)
            }
        }
    }

    /// The key of an id; nil where there is none, and where it is another organisation's than is asked for.
    package func key(_ id: String, within organisation: String?) throws(StorageError) -> ClientKey? {
        try StorageError.wrapping {
            try queue.read { database in
                let sql = "SELECT EXISTS (SELECT 1 FROM client_keys WHERE id = ?)"
                guard try Bool.fetchOne(database, sql: sql, arguments: [id]) == true else { return nil }
                let key = try Self.key(id, in: database)
                return organisation == nil || key.principals.organisation?.id == organisation ? key : nil
            }
        }
    }

    /// Organisations, teams or users in the order of their making; those below one parent where it is named.
    package func principals(
        _ kind: PrincipalKind,
        _ ask: PageAsk,
        below parent: String? = nil
    ) throws(StorageError) -> Page<PrincipalEntry> {
        let mine =
            switch kind {
            case .organisation: "id = :org"
            case .team: "organisation_id = :org"
            case .user: "team_id IN (SELECT id FROM teams WHERE organisation_id = :org)"
            }
        let above = kind.parent.map { "\($0.column) = :parent" } ?? ":parent IS NULL"
        return try StorageError.wrapping {
            try queue.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM \(kind.table)
                        WHERE id > :after AND (:org IS NULL OR \(mine)) AND (:parent IS NULL OR \(above))
                        ORDER BY id LIMIT :most
                        """,
                    arguments: [
                        "after": ask.after ?? "", "org": ask.organisation, "parent": parent, "most": ask.limit + 1,
                    ]
                )
                let entries = try rows.prefix(ask.limit).map { try Self.entry(PrincipalRow(kind, $0), in: database) }
                return Page(rows: entries, next: rows.count > ask.limit ? entries.last?.principal.id : nil)
            }
        }
    }

    /// The organisation, team or user of an id, or nil.
    ///
    /// What is another organisation's than is asked for is not there.
    package func principal(_ kind: PrincipalKind, _ id: String, within organisation: String?) throws(StorageError)
        -> PrincipalEntry?
    {
        try StorageError.wrapping {
            try queue.read { database in
                guard let row = try PrincipalRow.find(kind, id, in: database) else { return nil }
                let entry = try Self.entry(row, in: database)
                return organisation == nil || entry.chain.organisation?.id == organisation ? entry : nil
            }
        }
    }

    /// Providers' credentials in the order of their making; those of one provider where it is named.
    package func credentials(of provider: String?, _ ask: PageAsk) throws(StorageError) -> Page<CredentialFacts> {
        try StorageError.wrapping {
            try queue.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM credentials WHERE id > :after AND (:provider IS NULL OR provider = :provider)
                        ORDER BY id LIMIT :most
                        """,
                    arguments: ["after": ask.after ?? "", "provider": provider, "most": ask.limit + 1]
                )
                let found = rows.prefix(ask.limit).map(CredentialFacts.init)
                return Page(rows: found, next: rows.count > ask.limit ? found.last?.credential.id : nil)
            }
        }
    }

    /// What may be shown of the credential of an id, or nil.
    package func credentialFacts(_ id: String) throws(StorageError) -> CredentialFacts? {
        try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchOne(database, sql: "SELECT * FROM credentials WHERE id = ?", arguments: [id])
                    .map(CredentialFacts.init)
            }
        }
    }
}
