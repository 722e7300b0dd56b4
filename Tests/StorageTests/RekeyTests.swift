import Exchange
import Foundation
import GRDB
import Storage
import Synchronization
import Testing

/// Sealed rows beside writers, other rotations, full disks and hands that reach into the database.
@Suite struct RekeyTests {
    private let origin = Origin(isTLS: true, host: "api.openai.com", port: 443)

    private func draft(_ secret: String, _ name: String = "main", provider: String = "openai") -> CredentialDraft {
        CredentialDraft(provider: provider, name: name, origin: origin, secret: Secret(secret), source: .cli)
    }

    /// A database with so many secrets under `key`, `sk-` and their number.
    private func filled(_ count: Int, _ path: String, _ key: KeyEncryptionKey) throws -> [String] {
        let store = try ControlStore(path: path, keyring: Keyring([key]), now: .noon)
        let ids = try (0..<count).map { try store.putCredential(draft("sk-\($0)", "n\($0)"), at: .noon).id }
        try store.close()
        return ids
    }

    @Test func `a store that runs learns of a new key and seals under it from the first batch on`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let (old, new) = (try KeyEncryptionKey.random(), try KeyEncryptionKey.random())
        let ids = try filled(250, path, old)
        let source = Mutex(try Keyring([old]))
        let server = try ControlStore(path: path, keyring: Keyring([old]), now: .noon) { source.withLock { $0 } }
        let both = try Keyring([new, old])
        let command = try ControlStore(path: path, keyring: both, now: .noon)
        source.withLock { $0 = both }
        var batches = 0
        let done = try command.rekey(at: .noon) { progress in
            batches += 1
            // what the running server does between two batches
            do {
                for id in [ids[0], ids[249]] { _ = try server.openCredential(id, for: origin) }
                _ = try server.putCredential(draft("sk-later-\(batches)", "later\(batches)"), at: .noon)
            } catch {
                Issue.record("\(error)")
            }
            return true
        }
        #expect(done == RekeyProgress(done: 251, remaining: 0) && batches == 3)
        let facts = try server.sealedFacts()
        #expect(facts.rows == [new.id.description: 254])
        #expect(facts.active == new.id.description && facts.missing.isEmpty && facts.fault == nil)
        #expect(try command.verifySecrets().good == 254)
        try command.retireKey(old.id, at: .noon)
        #expect(throws: StorageError.keyInUse(new.id.description, rows: 254)) {
            try command.retireKey(new.id, at: .noon)
        }
        let alone = try ControlStore(path: path, keyring: Keyring([new]), now: .noon)
        #expect(try alone.verifySecrets().bad.isEmpty)
    }

    @Test func `a store whose source lacks the new key stores nothing rather than under the old one`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let (old, new) = (try KeyEncryptionKey.random(), try KeyEncryptionKey.random())
        let ids = try filled(3, path, old)
        let asked = Atomic<Int>(0)
        let server = try ControlStore(path: path, keyring: Keyring([old]), now: .noon) { () throws(KeyError) in
            asked.add(1, ordering: .relaxed)
            return try Keyring([old])
        }
        try ControlStore(path: path, keyring: Keyring([new, old]), now: .noon).rekey(at: .noon)
        for _ in 0..<50 {
            #expect(throws: StorageError.sealed(.unknownKey(new.id.description))) {
                try server.putCredential(draft("sk-x", "x"), at: .noon)
            }
            #expect(throws: StorageError.sealed(.unknownKey(new.id.description))) {
                try server.openCredential(ids[0], for: origin)
            }
        }
        #expect(try server.sealedFacts().missing == [new.id.description])
        // a command that prints the key is not run for every call
        #expect(asked.load(ordering: .relaxed) == 1)
        #expect(try server.sealedRows() == [new.id.description: 4])
    }

    @Test func `of two rotations at once the one that began first gives way and nothing is lost`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let keys = try (0..<3).map { _ in try KeyEncryptionKey.random() }
        _ = try filled(349, path, keys[0])
        let first = try ControlStore(path: path, keyring: Keyring([keys[1], keys[0], keys[2]]), now: .noon)
        let second = try ControlStore(path: path, keyring: Keyring([keys[2], keys[0], keys[1]]), now: .noon)
        var hasRun = false
        #expect(throws: StorageError.overtaken(by: keys[2].id.description)) {
            try first.rekey(at: .noon) { _ in
                if !hasRun { _ = try? second.rekey(at: .noon) }
                hasRun = true
                return true
            }
        }
        #expect(try second.sealedRows() == [keys[2].id.description: 350])
        #expect(try second.verifySecrets().good == 350)
    }

    @Test func `only one command at a time changes the keys`() throws {
        let folder = try Folder()
        let data = try DataDirectory(path: "\(folder.path)/weir-data")
        let claim = try data.claimKeys()
        #expect(throws: StorageError.keysTaken(path: data.path)) { try data.claimKeys() }
        claim.release()
        try data.claimKeys().release()
    }

    @Test func `encrypting anew changes every ciphertext and no secret`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let key = try KeyEncryptionKey.random()
        let ids = try filled(150, path, key)
        let raw = try DatabaseQueue(path: path)
        let blobs = { try raw.read { try Data.fetchSet($0, sql: "SELECT substr(sealed, 105) FROM credentials") } }
        let before = try blobs()
        let store = try ControlStore(path: path, keyring: Keyring([key]), now: .noon)
        let token = try store.createKey(ClientKeyDraft(name: "app"), at: .noon).token
        #expect(try store.reencrypt(at: .noon) == RekeyProgress(done: 151, remaining: 0))
        #expect(try before.isDisjoint(with: blobs()))
        for (index, id) in ids.enumerated() {
            #expect(try store.openCredential(id, for: origin).revealed == "sk-\(index)")
        }
        try store.close()
        let again = try ControlStore(path: path, keyring: Keyring([key]), now: .noon)
        let table = try again.keyTable()
        #expect(token.withBytes { table.caller(for: $0, at: .noon).keyName } == "app")
        let entries = try again.audit().filter { $0.action == "secrets.reencrypt" }
        #expect(entries.map(\.detail) == [#"{"rows":100}"#, #"{"rows":51}"#])
    }

    @Test func `a full disk in the middle of a rotation leaves every row good, and it goes on later`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let (old, new) = (try KeyEncryptionKey.random(), try KeyEncryptionKey.random())
        _ = try filled(350, path, old)
        let store = try ControlStore(path: path, keyring: Keyring([new, old]), now: .noon)
        // the entries of the trail grow the file; a bound on its pages says what a full disk does
        let raw = try DatabaseQueue(path: path)
        try raw.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER full_disk BEFORE INSERT ON audit
                    WHEN (SELECT count(*) FROM audit WHERE action = 'secrets.rekey') >= 2
                    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END
                    """
            )
        }
        #expect(throws: StorageError.self) { try store.rekey(at: .noon) }
        #expect(try store.sealedRows() == [new.id.description: 200, old.id.description: 151])
        #expect(try store.verifySecrets().good == 351)
        try raw.write { try $0.execute(sql: "DROP TRIGGER full_disk") }
        #expect(try store.rekey(at: .noon) == RekeyProgress(done: 151, remaining: 0))
        #expect(try store.verifySecrets().good == 351)
    }

    /// Exchanges and changes of stored rows, each of which must keep the first secret shut.
    private static let splices = [
        "UPDATE credentials SET sealed = (SELECT sealed FROM credentials WHERE name = 'b') WHERE name = 'a'",
        "UPDATE credentials SET sealed = (SELECT sealed FROM credentials WHERE provider = 'other') WHERE name = 'a'",
        "UPDATE credentials SET sealed = (SELECT sealed FROM root) WHERE name = 'a'",
        "UPDATE credentials SET version = version + 1 WHERE name = 'a'",
        "UPDATE credentials SET provider = 'azure' WHERE name = 'a'",
        "UPDATE credentials SET origin = 'https://evil.example:443' WHERE name = 'a'",
        "UPDATE credentials SET id = 'cred_moved' WHERE name = 'a'",
        "UPDATE credentials SET sealed = substr(sealed, 1, length(sealed) - 64) WHERE name = 'a'",
        "UPDATE credentials SET sealed = X'' WHERE name = 'a'",
        "UPDATE root SET sealed = (SELECT sealed FROM credentials WHERE name = 'a')",
    ]

    @Test(arguments: splices) func `a row that was put together of others does not open`(_ statement: String) throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let ring = try Keyring([.random()])
        let store = try ControlStore(path: path, keyring: ring, now: .noon)
        let id = try store.putCredential(draft("sk-a", "a"), at: .noon).id
        _ = try store.putCredential(draft("sk-b", "b"), at: .noon)
        _ = try store.putCredential(draft("sk-c", "c", provider: "other"), at: .noon)
        let raw = try DatabaseQueue(path: path)
        try raw.write { try $0.execute(sql: statement) }
        #expect(try store.verifySecrets().bad.count == 1)
        let moved = statement.contains("SET id") ? "cred_moved" : id
        if !statement.contains("UPDATE root") {
            #expect(throws: StorageError.self) { try store.openCredential(moved, for: origin) }
        } else {
            #expect(throws: StorageError.self) { try ControlStore(path: path, keyring: ring, now: .noon) }
        }
    }

    @Test func `an earlier value put back under the present version does not open`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let store = try ControlStore(path: path, keyring: Keyring([.random()]), now: .noon)
        let id = try store.putCredential(draft("sk-1"), at: .noon).id
        let raw = try DatabaseQueue(path: path)
        let before = try raw.read { try Data.fetchOne($0, sql: "SELECT sealed FROM credentials") }
        _ = try store.putCredential(draft("sk-2"), at: .noon)
        try raw.write { try $0.execute(sql: "UPDATE credentials SET sealed = ?", arguments: [before]) }
        #expect(throws: StorageError.sealed(.refused)) { try store.openCredential(id, for: origin) }
    }

    @Test func `every flipped byte of a stored row keeps it shut, and a rotation does not pass over it`() throws {
        let folder = try Folder()
        let path = "\(folder.path)/control.db"
        let (old, new) = (try KeyEncryptionKey.random(), try KeyEncryptionKey.random())
        _ = try filled(1, path, old)
        let raw = try DatabaseQueue(path: path)
        let good = try #require(try raw.read { try Data.fetchOne($0, sql: "SELECT sealed FROM credentials") })
        let store = try ControlStore(path: path, keyring: Keyring([new, old]), now: .noon)
        for index in good.indices {
            var bad = good
            bad[index] ^= 0x40
            try raw.write { try $0.execute(sql: "UPDATE credentials SET sealed = ?", arguments: [bad]) }
            #expect(try store.verifySecrets().bad.count == 1, "byte \(index)")
            #expect(throws: StorageError.self, "byte \(index)") { try store.rekey(at: .noon) }
        }
        #expect(try store.sealedRows() == [old.id.description: 2])
        try raw.write { try $0.execute(sql: "UPDATE credentials SET sealed = ?", arguments: [good]) }
        #expect(try store.rekey(at: .noon).remaining == 0)
    }
}
