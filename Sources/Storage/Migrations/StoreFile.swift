import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What every database file of weir's shares: owner-only modes, WAL, an application id, a busy timeout.
struct StoreFile {
    /// Identifies control.db: `wrc1`.
    static let control: Int32 = 0x7772_6331
    /// Identifies a history file: `wrh1`.
    static let history: Int32 = 0x7772_6831

    /// Where the file lies.
    let path: String
    /// What it must identify itself as.
    let applicationID: Int32
    /// True when each commit must survive a loss of power.
    var isDurable: Bool
    /// The size of the pages of a file that is made; one that is there keeps its own.
    var pageBytes = 4_096

    /// Opens the file for writing, making it when there is none, and takes the steps of its schema.
    func open(_ steps: [Migration]) throws(StorageError) -> DatabaseQueue {
        try StorageError.wrapping {
            try makePrivate()
            var settings = Self.settings
            settings.prepareDatabase { [pageBytes] in try $0.execute(sql: "PRAGMA page_size = \(pageBytes)") }
            settings.journalMode = .wal
            settings.label = "weir.store"
            let queue = try DatabaseQueue(path: path, configuration: settings)
            try queue.writeWithoutTransaction { database in
                try identify(database)
                // GRDB sets NORMAL itself when it turns WAL on, so this comes after and is read back.
                try database.execute(sql: "PRAGMA synchronous = \(isDurable ? "FULL" : "NORMAL")")
                let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
                guard level == (isDurable ? 2 : 1) else {
                    throw StorageError.database(code: 0, reason: "synchronous could not be set")
                }
            }
            try Migration.apply(steps, to: queue, path: path)
            return queue
        }
    }

    /// Opens the file for reading beside a writer; nil when it is not there or still without a schema.
    func openReadOnly() throws(StorageError) -> DatabaseQueue? {
        guard access(path, F_OK) == 0 else { return nil }
        return try StorageError.wrapping {
            var settings = Self.settings
            settings.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: settings)
            let (found, version) = try queue.read { database in
                (
                    try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                )
            }
            // A writer is just making the file: there is nothing to read yet.
            if version == 0, found == 0 || found == applicationID { return nil }
            guard found == applicationID else { throw StorageError.foreignFile(path: path) }
            return queue
        }
    }

    private static var settings: Configuration {
        var settings = Configuration()
        settings.busyMode = .timeout(5)
        settings.foreignKeysEnabled = true
        settings.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return settings
    }

    private func identify(_ database: Database) throws {
        let found = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if found == applicationID { return }
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard found == 0, tables == 0 else { throw StorageError.foreignFile(path: path) }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    /// Makes the file with mode 0600 before SQLite would make it with the umask's; its -wal and -shm follow it.
    private func makePrivate() throws {
        do throws(StorageError) {
            close(try PrivateFile.open(path))
        } catch {
            // SQLite's own code for a file that it cannot open.
            throw StorageError.database(code: 14, reason: "\(error)")
        }
    }
}

extension StorageError {
    /// Runs `body`, turning what GRDB and the vault throw into one closed set.
    static func wrapping<R>(_ body: () throws -> R) throws(StorageError) -> R {
        do {
            return try body()
        } catch let error as StorageError {
            throw error
        } catch let error as VaultError {
            throw .sealed(error)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            throw .deadline
        } catch let error as DatabaseError {
            // Only the code and SQLite's words: a statement's arguments may hold what a caller wrote.
            throw .database(code: error.extendedResultCode.rawValue, reason: error.message ?? "no reason given")
        } catch {
            throw .database(code: 0, reason: "\(type(of: error))")
        }
    }
}
