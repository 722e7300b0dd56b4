package import Exchange
import GRDB

/// What the database says of the keys that its secrets are sealed under.
package struct SealedFacts: Sendable, Hashable {
    /// How many sealed rows there are under each key, by the key's name.
    package var rows: [String: Int] = [:]
    /// The name of the key that new secrets are sealed under.
    package var active: String?
    /// The names of keys that rows need and that are not at hand.
    package var missing: [String] = []
    /// Why the source of the keys could not be read the last time, in words, or nil.
    package var fault: String?

    /// Knows of nothing yet.
    package init() {}
}

extension ControlStore {
    /// How many sealed rows there are under each key, by the key's name.
    package func sealedRows() throws(StorageError) -> [String: Int] {
        try StorageError.wrapping {
            try queue.read { Dictionary(uniqueKeysWithValues: try Self.counts(in: $0).map { ($0.description, $1) }) }
        }
    }

    /// What there is under which key; reads the source of the keys again when one is missing.
    ///
    /// To be called when the database has changed: so a running server learns of a new key.
    package func sealedFacts() throws(StorageError) -> SealedFacts {
        let (counts, active) = try StorageError.wrapping {
            try queue.read { (try Self.counts(in: $0), try Self.sealingKey(in: $0)) }
        }
        let wanted = Set(counts.keys)
        if wanted.contains(where: { keyring.key($0) == nil }) { _ = cabinet.refresh(wanting: wanted) }
        let ring = keyring
        var facts = SealedFacts()
        facts.rows = Dictionary(uniqueKeysWithValues: counts.map { ($0.description, $1) })
        facts.active = active?.description
        facts.missing = wanted.filter { ring.key($0) == nil }.map(\.description).sorted()
        facts.fault = cabinet.fault?.description
        return facts
    }

    /// Gives up a key under which nothing is sealed any more.
    ///
    /// - Throws: `keyInUse` while anything is.
    package func retireKey(
        _ id: KeyEncryptionKey.ID,
        by actor: AuditActor = .server,
        at now: WallTime
    ) throws(StorageError) {
        try audited(.secretsRetire, of: id.description, by: actor, at: now) { database, note in
            let rows = try Self.counts(in: database)[id] ?? 0
            guard rows == 0 else { throw StorageError.keyInUse(id.description, rows: rows) }
            note.detail = [("active", .word(try Self.sealingKey(in: database)?.description))]
        }
    }

    /// Runs `body`, and once more when a key was missing that the source of the keys has by now.
    func withKeys<R>(_ body: () throws(StorageError) -> R) throws(StorageError) -> R {
        do throws(StorageError) {
            return try body()
        } catch {
            guard case .sealed(.unknownKey(let name)) = error, let id = KeyEncryptionKey.ID(name),
                cabinet.refresh(wanting: [id])
            else { throw error }
            return try body()
        }
    }

    /// The ring with the key active that seals now: the one the root key is sealed under.
    ///
    /// A rotation wraps the root key first, so from its first batch on everybody seals under the new key, and nothing
    /// that is stored meanwhile is left behind under an old one.
    func sealing(in database: Database) throws -> Keyring {
        let ring = keyring
        guard let id = try Self.sealingKey(in: database), id != ring.active.id else { return ring }
        guard let activated = ring.activating(id) else { throw VaultError.unknownKey(id.description) }
        return activated
    }

    static func sealingKey(in database: Database) throws -> KeyEncryptionKey.ID? {
        try [UInt8].fetchOne(database, sql: "SELECT kid FROM root WHERE id = 1").map { KeyEncryptionKey.ID(bytes: $0) }
    }

    static func counts(in database: Database) throws -> [KeyEncryptionKey.ID: Int] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT kid, count(*) AS rows
                FROM (SELECT kid FROM root UNION ALL SELECT kid FROM credentials) GROUP BY kid
                """
        )
        let pairs = rows.map { (KeyEncryptionKey.ID(bytes: $0.bytes("kid")), $0["rows"] as Int) }
        return Dictionary(pairs, uniquingKeysWith: +)
    }
}
