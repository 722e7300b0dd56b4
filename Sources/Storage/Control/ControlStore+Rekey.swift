package import Exchange
import GRDB

/// How far a rotation has come.
package struct RekeyProgress: Sendable, Hashable {
    /// Rows wrapped anew so far.
    package var done: Int
    /// Rows still under another key.
    package var remaining: Int

    /// Makes a progress.
    package init(done: Int, remaining: Int) {
        self.done = done
        self.remaining = remaining
    }
}

extension ControlStore {
    /// How many sealed rows there are under each key, by the key's name.
    package func sealedRows() throws(StorageError) -> [String: Int] {
        try StorageError.wrapping {
            try queue.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT kid, count(*) AS rows
                        FROM (SELECT kid FROM root UNION ALL SELECT kid FROM credentials) GROUP BY kid
                        """
                )
                let pairs = rows.map { row in
                    (KeyEncryptionKey.ID(bytes: row.bytes("kid")).description, row["rows"] as Int)
                }
                return Dictionary(pairs, uniquingKeysWith: +)
            }
        }
    }

    /// Wraps every row that is under another key under the active one, 100 rows to a transaction.
    ///
    /// Every row is read back and opened before its batch is committed. What was committed stays: a stopped
    /// rotation goes on where it was. `progress` is told after each batch and stops the rotation by false.
    @discardableResult
    package func rekey(
        by actor: AuditActor = .server,
        at now: WallTime,
        progress: (RekeyProgress) -> Bool = { _ in true }
    ) throws(StorageError) -> RekeyProgress {
        var state = RekeyProgress(done: 0, remaining: try outdatedRows())
        while state.remaining > 0 {
            let count = try audited(.secretsRekey, of: keyring.active.id.description, by: actor, at: now) {
                database,
                note in
                let count = try rewrapBatch(in: database)
                note.detail = [("rows", .integer(Int64(count)))]
                note.isSilent = count == 0
                return count
            }
            state.done += count
            state.remaining = try outdatedRows()
            guard count > 0, progress(state) else { break }
        }
        return state
    }

    private func outdatedRows() throws(StorageError) -> Int {
        let active = keyring.active.id.description
        return try sealedRows().filter { $0.key != active }.values.reduce(0, +)
    }

    private func rewrapBatch(in database: Database) throws -> Int {
        let active = keyring.active.id.bytes.blob
        var count = 0
        if let blob = try [UInt8].fetchOne(database, sql: "SELECT sealed FROM root WHERE kid <> ?", arguments: [active])
        {
            try database.execute(
                sql: "UPDATE root SET kid = ?, sealed = ? WHERE id = 1",
                arguments: [active, try vault.rewrap(blob, in: .root).blob]
            )
            let written = try [UInt8].fetchOne(database, sql: "SELECT sealed FROM root WHERE id = 1") ?? []
            _ = try vault.open(written, in: .root)
            count += 1
        }
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT * FROM credentials WHERE kid <> ? LIMIT ?",
            arguments: [active, 100 - count]
        )
        for row in rows { try rewrap(row, in: database) }
        return count + rows.count
    }

    private func rewrap(_ row: Row, in database: Database) throws {
        let id = row["id"] as String
        // Only the origin's text is authenticated, so a stored one can stand for itself here.
        guard let origin = Origin(canonical: row["origin"]) else { throw VaultError.malformed }
        let context = SecretContext.credential(
            id: id,
            provider: row["provider"],
            origin: origin,
            version: row["version"]
        )
        let blob = try vault.rewrap(row.bytes("sealed"), in: context)
        try database.execute(
            sql: "UPDATE credentials SET kid = ?, sealed = ? WHERE id = ?",
            arguments: [keyring.active.id.bytes.blob, blob.blob, id]
        )
        let written = try [UInt8].fetchOne(
            database,
            sql: "SELECT sealed FROM credentials WHERE id = ?",
            arguments: [id]
        )
        _ = try vault.open(written ?? [], in: context)
    }
}

extension Origin {
    /// Reads `scheme://host:port` as `description` writes it; nil for anything else.
    init?(canonical text: String) {
        let isTLS = text.hasPrefix("https://")
        guard isTLS || text.hasPrefix("http://"), let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...])
        else { return nil }
        var host = text.dropFirst(isTLS ? 8 : 7).prefix(upTo: colon)
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self.init(isTLS: isTLS, host: String(host), port: port)
        guard description == text else { return nil }
    }
}
