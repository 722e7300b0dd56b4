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
    /// Wraps every row that is under another key under the first of the ring, 100 rows to a transaction.
    ///
    /// The root key comes first: from then on everybody seals under the new key. Every row is read back and opened
    /// before its batch is committed. What was committed stays: a stopped rotation goes on where it was. `progress` is
    /// told after each batch and stops the rotation by false.
    ///
    /// - Throws: `overtaken` when another rotation began meanwhile.
    @discardableResult
    package func rekey(
        by actor: AuditActor = .server,
        at now: WallTime,
        progress: (RekeyProgress) -> Bool = { _ in true }
    ) throws(StorageError) -> RekeyProgress {
        let ring = keyring
        let target = ring.active.id
        var state = RekeyProgress(done: 0, remaining: try outdatedRows(target))
        while state.remaining > 0 {
            let hasBegun = state.done > 0
            let count = try audited(.secretsRekey, of: target.description, by: actor, at: now) { database, note in
                if hasBegun, let active = try Self.sealingKey(in: database), active != target {
                    throw StorageError.overtaken(by: active.description)
                }
                let count = try rewrapBatch(under: ring, in: database)
                note.detail = [("rows", .integer(Int64(count)))]
                note.isSilent = count == 0
                return count
            }
            state.done += count
            state.remaining = try outdatedRows(target)
            guard count > 0, progress(state) else { break }
        }
        return state
    }

    /// Encrypts every secret anew, each under a fresh key of its own, 100 rows to a transaction.
    ///
    /// Every row is read back before its batch is committed. One that is stopped leaves rows of both kinds, all of
    /// them good; another one begins anew.
    @discardableResult
    package func reencrypt(
        by actor: AuditActor = .server,
        at now: WallTime,
        progress: (RekeyProgress) -> Bool = { _ in true }
    ) throws(StorageError) -> RekeyProgress {
        var state = RekeyProgress(done: 0, remaining: try sealedRows().values.reduce(0, +))
        var last = ""
        var isFirst = true
        while state.remaining > 0 {
            let kid = keyring.active.id.description
            let count = try audited(.secretsReencrypt, of: kid, by: actor, at: now) { database, note in
                let ring = try sealing(in: database)
                let rows = try Row.fetchAll(
                    database,
                    sql: "SELECT * FROM credentials WHERE id > ? ORDER BY id LIMIT 99",
                    arguments: [last]
                )
                if isFirst { try sealRootAnew(under: ring, in: database) }
                for row in rows {
                    try change(row, under: ring, in: database) { vault, blob, context throws(VaultError) in
                        try vault.seal(vault.open(blob, in: context), in: context)
                    }
                }
                last = rows.last?["id"] ?? last
                note.subject = ring.active.id.description
                let count = rows.count + (isFirst ? 1 : 0)
                note.detail = [("rows", .integer(Int64(count)))]
                note.isSilent = count == 0
                return count
            }
            isFirst = false
            state.done += count
            state.remaining = count == 0 ? 0 : max(0, state.remaining - count)
            guard count > 0, progress(state) else { break }
        }
        return state
    }

    /// Opens every sealed row and says which do not open, by id; at most 100 are named.
    package func verifySecrets() throws(StorageError) -> (good: Int, bad: [(id: String, reason: String)]) {
        let vault = vault
        var (good, last) = (0, "")
        var bad: [(id: String, reason: String)] = []
        func count(_ id: String, _ open: () throws(VaultError) -> Secret) {
            do throws(VaultError) {
                _ = try open()
                good += 1
            } catch {
                if bad.count < 100 { bad.append((id, error.description)) }
            }
        }
        let root = try StorageError.wrapping {
            try queue.read { try [UInt8].fetchOne($0, sql: "SELECT sealed FROM root WHERE id = 1") }
        }
        count("root") { () throws(VaultError) in try vault.open(root ?? [], in: .root) }
        while true {
            let rows = try StorageError.wrapping {
                try queue.read {
                    try Row.fetchAll(
                        $0,
                        sql: "SELECT * FROM credentials WHERE id > ? ORDER BY id LIMIT 500",
                        arguments: [last]
                    )
                }
            }
            for row in rows {
                count(row["id"]) { () throws(VaultError) in
                    try vault.open(row.bytes("sealed"), in: Self.place(of: row))
                }
            }
            guard let end = rows.last else { return (good, bad) }
            last = end["id"]
        }
    }

    private func outdatedRows(_ target: KeyEncryptionKey.ID) throws(StorageError) -> Int {
        try sealedRows().filter { $0.key != target.description }.values.reduce(0, +)
    }

    private func rewrapBatch(under ring: Keyring, in database: Database) throws -> Int {
        let active = ring.active.id.bytes.blob
        let vault = Vault(ring)
        var count = 0
        if let blob = try [UInt8].fetchOne(database, sql: "SELECT sealed FROM root WHERE kid <> ?", arguments: [active])
        {
            try write(root: try vault.rewrap(blob, in: .root), under: ring, in: database)
            count += 1
        }
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT * FROM credentials WHERE kid <> ? LIMIT ?",
            arguments: [active, 100 - count]
        )
        for row in rows {
            try change(row, under: ring, in: database) { vault, blob, context throws(VaultError) in
                try vault.rewrap(blob, in: context)
            }
        }
        return count + rows.count
    }

    private func sealRootAnew(under ring: Keyring, in database: Database) throws {
        let vault = Vault(ring)
        let blob = try [UInt8].fetchOne(database, sql: "SELECT sealed FROM root WHERE id = 1") ?? []
        try write(root: try vault.seal(vault.open(blob, in: .root), in: .root), under: ring, in: database)
    }

    /// Writes the sealed root key, and opens what is stored then: the same, or nothing changes.
    private func write(root blob: [UInt8], under ring: Keyring, in database: Database) throws {
        try database.execute(
            sql: "UPDATE root SET kid = ?, sealed = ? WHERE id = 1",
            arguments: [ring.active.id.bytes.blob, blob.blob]
        )
        let written = try [UInt8].fetchOne(database, sql: "SELECT sealed FROM root WHERE id = 1") ?? []
        _ = try Vault(ring).open(written, in: .root)
    }

    /// Puts another blob of the same secret in a row's place, and opens what is stored then: the same, or nothing
    /// changes.
    private func change(
        _ row: Row,
        under ring: Keyring,
        in database: Database,
        _ make: (Vault, [UInt8], SecretContext) throws(VaultError) -> [UInt8]
    ) throws {
        let vault = Vault(ring)
        let context = try Self.place(of: row)
        let before = row.bytes("sealed")
        let blob = try make(vault, before, context)
        let id = row["id"] as String
        try database.execute(
            sql: "UPDATE credentials SET kid = ?, sealed = ? WHERE id = ?",
            arguments: [ring.active.id.bytes.blob, blob.blob, id]
        )
        let written = try [UInt8].fetchOne(
            database,
            sql: "SELECT sealed FROM credentials WHERE id = ?",
            arguments: [id]
        )
        guard try vault.open(written ?? [], in: context).hasSameBytes(as: vault.open(before, in: context)) else {
            throw VaultError.refused
        }
    }

    /// Where a stored credential belongs; only the origin's text is authenticated, so it can stand for itself here.
    private static func place(of row: Row) throws(VaultError) -> SecretContext {
        guard let origin = Origin(canonical: row["origin"]) else { throw .malformed }
        return .credential(id: row["id"], provider: row["provider"], origin: origin, version: row["version"])
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
