import Crypto
package import Exchange
import GRDB

extension ControlStore {
    /// Opens a session for a name and its password; nil for any other, which takes as long.
    ///
    /// Takes some tenths of a second and 128 MiB: callers bound how many run at once, and how often they ask. The
    /// oldest session of an account that has too many ends.
    package func openSession(
        _ name: String,
        _ password: Secret,
        cost: PasswordCost = .standard,
        at now: WallTime
    ) throws(StorageError) -> AdminSession? {
        let found = try StorageError.wrapping {
            try queue.read {
                try Row.fetchOne($0, sql: "SELECT * FROM admin_accounts WHERE name = ?", arguments: [name])
            }
        }
        let stored = found.map(Self.password) ?? .nobody(cost)
        let isRight = try StorageError.wrapping { try stored.matches(password) }
        guard isRight, let found, found.wall("disabled_us") == nil else {
            try noteLogin(of: found.map { $0["id"] as String } ?? "nobody", at: now)
            return nil
        }
        return try openSession(of: found["id"], having: stored.hash, at: now)
    }

    private func openSession(of account: String, having hash: [UInt8], at now: WallTime) throws(StorageError)
        -> AdminSession?
    {
        let id = Radix.hex(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
        let digest = mac(.session).mark(Array(id.utf8))
        return try audited(.sessionOpen, of: account, by: .account(account), at: now) { database, note in
            // The password may have been changed, or the account disabled, while the hash was computed.
            let row = try Row.fetchOne(
                database,
                sql: "SELECT * FROM admin_accounts WHERE id = ? AND disabled_us IS NULL",
                arguments: [account]
            )
            guard let row, row.bytes("hash") == hash else {
                note.isSilent = true
                return nil
            }
            try Self.trimSessions(of: account, at: now, in: database)
            try database.execute(
                sql: "INSERT INTO admin_sessions (digest, account_id, created_us, seen_us) VALUES (?, ?, ?, ?)",
                arguments: [digest.blob, account, now.microseconds, now.microseconds]
            )
            let owner = Self.account(row)
            note.detail = [("name", .word(owner.name))]
            return AdminSession(account: owner, created: now, csrf: csrf(of: id), id: Secret(id))
        }
    }

    /// The session of a cookie's value, or nil; using it keeps it from idling, written down once a minute.
    package func session(_ id: String, at now: WallTime) throws(StorageError) -> AdminSession? {
        guard id.utf8.count == 64 else { return nil }
        let digest = mac(.session).mark(Array(id.utf8))
        let found = try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT a.*, s.created_us AS opened_us, s.seen_us AS seen_us FROM admin_sessions s
                        JOIN admin_accounts a ON a.id = s.account_id
                        LEFT JOIN organisations o ON o.id = a.organisation_id
                        WHERE s.digest = :digest AND s.created_us > :opened AND s.seen_us > :seen
                            AND a.disabled_us IS NULL AND o.disabled_us IS NULL
                            AND (o.expires_us IS NULL OR o.expires_us > :now)
                        """,
                    arguments: [
                        "now": now.microseconds, "digest": digest.blob,
                        "opened": (now + (.zero - AdminSession.fullTime)).microseconds,
                        "seen": (now + (.zero - AdminSession.idleTime)).microseconds,
                    ]
                )
            }
        }
        guard let found else { return nil }
        if let seen = found.wall("seen_us"), now.microseconds - seen.microseconds > 60_000_000 {
            try StorageError.wrapping {
                try queue.write {
                    try $0.execute(
                        sql: "UPDATE admin_sessions SET seen_us = max(seen_us, ?) WHERE digest = ?",
                        arguments: [now.microseconds, digest.blob]
                    )
                }
            }
        }
        let opened = found.wall("opened_us") ?? now
        return AdminSession(account: Self.account(found), created: opened, csrf: csrf(of: id), id: nil)
    }

    /// Ends the session of a cookie's value; true when there was one.
    @discardableResult
    package func closeSession(_ id: String, of account: String, at now: WallTime) throws(StorageError) -> Bool {
        let digest = mac(.session).mark(Array(id.utf8))
        return try audited(.sessionClose, of: account, by: .account(account), at: now) { database, note in
            try database.execute(
                sql: "DELETE FROM admin_sessions WHERE digest = ? AND account_id = ?",
                arguments: [digest.blob, account]
            )
            note.isSilent = database.changesCount == 0
            return database.changesCount > 0
        }
    }

    /// How many sessions there are, ended ones that were not yet removed included.
    package func sessionCount() throws(StorageError) -> Int {
        try StorageError.wrapping {
            try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM admin_sessions") ?? 0 }
        }
    }

    private func csrf(of id: String) -> String { Radix.hex(mac(.csrf).mark(Array(id.utf8))) }

    /// Removes what has ended, and the oldest ones where one more would be too many.
    private static func trimSessions(of account: String, at now: WallTime, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM admin_sessions WHERE created_us <= ? OR seen_us <= ?",
            arguments: [
                (now + (.zero - AdminSession.fullTime)).microseconds,
                (now + (.zero - AdminSession.idleTime)).microseconds,
            ]
        )
        try database.execute(
            sql: """
                DELETE FROM admin_sessions WHERE digest IN (
                    SELECT digest FROM admin_sessions WHERE account_id = ? ORDER BY created_us DESC, digest
                    LIMIT -1 OFFSET ?)
                """,
            arguments: [account, AdminAccount.mostSessions - 1]
        )
    }

    /// Writes a login that failed; how often that can be is bounded by whoever asks.
    private func noteLogin(of account: String, at now: WallTime) throws(StorageError) {
        try StorageError.wrapping {
            try queue.write { database in
                try Self.insert(AuditNote(.sessionOpen, of: account), .refused, by: .server, at: now, into: database)
            }
        }
    }

    private static func password(_ row: Row) -> PasswordHash {
        PasswordHash(
            salt: row.bytes("salt"),
            hash: row.bytes("hash"),
            cost: PasswordCost(rounds: row["rounds"], blockSize: row["block_size"], parallelism: row["parallelism"])
        )
    }
}
