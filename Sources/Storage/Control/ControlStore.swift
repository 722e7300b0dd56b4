package import Exchange
import GRDB

/// control.db: client keys and sealed credentials; every commit survives a loss of power.
///
/// Calls block for a disk sync and belong on no event loop.
package final class ControlStore: Sendable {
    let queue: ClosableQueue
    let cabinet: KeyCabinet
    /// The key of look-ups, for the key table and the history.
    package let index: IndexKey
    let path: String

    /// Opens the database, making it when there is none, and checks that the ring opens what is in it.
    ///
    /// The sealed root key is the canary: when it is sealed under a key that is not at hand the store does
    /// not open (`wrongKey`), and it is never made anew beside rows that depend on it.
    ///
    /// With `keys` the ring is read again when another process has sealed something under a key that it lacks.
    package convenience init(
        path: String,
        keyring: Keyring,
        now: WallTime,
        keys: (@Sendable () throws(KeyError) -> Keyring)? = nil
    ) throws(StorageError) {
        try self.init(path: path, keyring: keyring, now: now, steps: Migration.control, keys: keys)
    }

    /// Opens the database as a version that knows these steps.
    package init(
        path: String,
        keyring: Keyring,
        now: WallTime,
        steps: [Migration],
        keys: (@Sendable () throws(KeyError) -> Keyring)? = nil
    ) throws(StorageError) {
        let queue = try StoreFile(path: path, applicationID: StoreFile.control, isDurable: true).open(steps)
        let vault = Vault(keyring)
        let root = try StorageError.wrapping {
            try queue.write { try Self.root(in: $0, vault: vault, keyring: keyring, now: now) }
        }
        self.queue = ClosableQueue(queue)
        cabinet = KeyCabinet(keyring, time: SystemTime(), source: keys)
        self.path = path
        index = IndexKey(root: root)
    }

    /// Closes the database; later calls fail.
    package func close() throws(StorageError) {
        try StorageError.wrapping { try queue.close() }
    }

    /// The keys at hand.
    var keyring: Keyring { cabinet.ring }

    /// Opens what is sealed under any key at hand.
    var vault: Vault { Vault(cabinet.ring) }

    private static func root(
        in database: Database,
        vault: Vault,
        keyring: Keyring,
        now: WallTime
    ) throws -> Secret {
        if let blob = try [UInt8].fetchOne(database, sql: "SELECT sealed FROM root WHERE id = 1") {
            if let kid = Vault.kid(of: blob), keyring.key(kid) == nil {
                throw StorageError.wrongKey(expected: kid.description, given: keyring.ids.map(\.description))
            }
            return try vault.open(blob, in: .root)
        }
        let dependents = try Int.fetchOne(
            database,
            sql: "SELECT (SELECT count(*) FROM client_tokens) + (SELECT count(*) FROM credentials)"
        )
        guard dependents == 0 else { throw VaultError.malformed }
        var generator = SystemRandomNumberGenerator()
        let root = Secret(copying: (0..<32).map { _ in UInt8.random(in: 0 ... .max, using: &generator) })
        let blob = try vault.seal(root, in: .root)
        try database.execute(
            sql: "INSERT INTO root (id, kid, sealed, created_us) VALUES (1, ?, ?, ?)",
            arguments: [keyring.active.id.bytes.blob, blob.blob, now.microseconds]
        )
        return root
    }
}
