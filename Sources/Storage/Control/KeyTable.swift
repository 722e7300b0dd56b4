package import Exchange
import GRDB
import Synchronization

/// The client keys in memory, for look-ups on event loops.
///
/// A look-up takes one lock for a pointer copy, checks form and checksum, and only then computes one
/// HMAC. `refreshIfChanged` is to be called every 200 ms by one thread of the program: a revocation by
/// any process is then effective within a second.
package final class KeyTable: KeyDirectory {
    private let snapshot: Mutex<KeySnapshot>
    private let reader: Mutex<Reader>
    private let index: IndexKey
    private let store: ControlStore

    /// The connection that watches the database; used by one thread at a time.
    private struct Reader {
        let queue: DatabaseQueue
        var version: Int
        /// How often keys and those they belong to had been changed.
        var changes: Int64
        var lastNote: WallTime
        var refused = RefusedUses()
    }

    /// Opens a connection of its own and reads all keys.
    init(store: ControlStore) throws(StorageError) {
        let file = StoreFile(path: store.path, applicationID: StoreFile.control, isDurable: true)
        guard let queue = try file.openReadOnly() else { throw .notFound(store.path) }
        let found = try Self.read(queue, before: nil)
        snapshot = Mutex(found.keys)
        reader = Mutex(
            Reader(
                queue: queue,
                version: found.version,
                changes: found.changes,
                lastNote: WallTime(nanoseconds: .min)
            )
        )
        index = store.index
        self.store = store
    }

    /// Looks up a client key; admin keys are known but may not be used here.
    package func caller(for key: UnsafeRawBufferPointer, at wall: WallTime) -> KeyAnswer {
        guard !key.isEmpty else { return .refused(.missing) }
        guard let kind = ClientToken.kind(of: key) else { return .refused(.malformed) }
        let known = snapshot.withLock { $0 }
        guard let entry = known.entry(index.digest(of: key)) else { return .refused(.unknown) }
        if let refusal = entry.refusal(at: wall) {
            entry.noteRefusal(refusal)
            return .refused(refusal)
        }
        guard kind != .admin, entry.kind != .admin else { return .refused(.forbidden) }
        entry.noteUse(at: wall)
        return .caller(entry.caller)
    }

    /// The id of the admin key whose good token this is, or nil.
    package func admin(_ token: UnsafeRawBufferPointer, at wall: WallTime) -> String? {
        administrator(token, at: wall)?.id
    }

    /// The admin key whose good token this is, with what it may do, or nil.
    package func administrator(_ token: UnsafeRawBufferPointer, at wall: WallTime) -> AdminKey? {
        guard ClientToken.kind(of: token) == .admin else { return nil }
        let known = snapshot.withLock { $0 }
        guard let entry = known.entry(index.digest(of: token)), entry.kind == .admin else { return nil }
        if let refusal = entry.refusal(at: wall) {
            entry.noteRefusal(refusal)
            return nil
        }
        entry.noteUse(at: wall)
        return AdminKey(id: entry.caller.keyID, name: entry.caller.keyName, grant: entry.grant)
    }

    /// Whom keys belong to, by the keys' ids; without those that belong to nobody.
    package var owners: [String: Principals] { snapshot.withLock { $0 }.owners }

    /// All keys and those they belong to, as they are now.
    var current: KeySnapshot { snapshot.withLock { $0 } }

    /// A table of those who come with tokens, which sees every change that this one sees.
    package func holders(_ places: [IssuerPlace]) -> HolderTable {
        HolderTable(keys: self, places: places, index: index)
    }

    /// How many tokens the table holds.
    package var count: Int { snapshot.withLock { $0.count } }

    /// Reads the keys again when any connection or process has changed the database; true when it did.
    ///
    /// Once a minute it also notes when keys were last used, or used in vain; that costs a disk sync.
    @discardableResult
    package func refreshIfChanged(at wall: WallTime) throws(StorageError) -> Bool {
        let hasChanged = try StorageError.wrapping {
            try reader.withLock { reader in
                let version = try reader.queue.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
                guard version != reader.version else { return false }
                // What is spent is written many times a second and changes no key.
                if try reader.queue.read(Self.changes) == reader.changes {
                    reader.version = version
                    return true
                }
                let found = try Self.read(reader.queue, before: snapshot.withLock { $0 })
                snapshot.withLock { $0 = found.keys }
                reader.version = found.version
                reader.changes = found.changes
                return true
            }
        }
        try noteUses(at: wall)
        return hasChanged
    }

    /// Writes down when keys were last used, at most once a minute unless `isFinal`.
    ///
    /// Uses of keys that are revoked or have expired go into the audit trail, at most once an hour for each key, with
    /// their count.
    package func noteUses(at wall: WallTime, isFinal: Bool = false) throws(StorageError) {
        let refused: [RefusedUse]? = reader.withLock { reader in
            let isDue =
                isFinal || wall.nanoseconds > reader.lastNote.nanoseconds &+ 60_000_000_000
                || wall < reader.lastNote
            guard isDue else { return nil }
            reader.lastNote = wall
            return reader.refused.due(snapshot.withLock { $0 }.takeRefusals(), at: wall, isFinal: isFinal)
        }
        guard let refused else { return }
        do throws(StorageError) {
            try store.noteUses(snapshot.withLock { $0 }.takeUses(), refused: refused, at: wall)
        } catch {
            reader.withLock { $0.refused.putBack(refused) }
            throw error
        }
    }

    private static func changes(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT count FROM key_changes WHERE id = 1") ?? 0
    }

    private static func read(
        _ queue: DatabaseQueue,
        before: KeySnapshot?
    ) throws(StorageError) -> (version: Int, changes: Int64, keys: KeySnapshot) {
        try StorageError.wrapping {
            try queue.read { database in
                // Asked for before the rows: a change in between is then seen by the next poll.
                let version = try Int.fetchOne(database, sql: "PRAGMA data_version") ?? 0
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT k.*, t.digest AS digest, t.expires_us AS token_expires_us
                        FROM client_tokens t JOIN client_keys k ON k.id = t.key_id
                        """
                )
                return (version, try changes(database), KeySnapshot(rows, try PrincipalRows(database), before: before))
            }
        }
    }
}
