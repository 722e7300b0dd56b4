import GRDB
import GRDBSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A prepared statement that takes its values straight from memory, without a list of boxed ones in between.
///
/// Values are bound one by one and hold until the next `run` or `first`, which clears them. Short values
/// are copied into memory of the statement's own, at most `room` bytes for one run, so that SQLite need
/// not copy them; what does not fit is copied by SQLite. Lent values are not copied at all.
///
/// Belongs to the thread that uses the connection, and must be gone before the connection is closed.
final class BoundStatement {
    private static let room = 4_096
    /// SQLite's word for values it is to copy before the call returns.
    private static let transient = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

    private let handle: OpaquePointer
    private let memory: UnsafeMutableRawBufferPointer
    private var used = 0
    private var refusal = SQLITE_OK

    /// Prepares the statement on an open connection.
    init(_ database: Database, _ sql: String) throws(StorageError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(
            database.sqliteConnection,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &handle,
            nil
        )
        guard let handle else {
            throw .database(code: code, reason: String(cString: sqlite3_errmsg(database.sqliteConnection)))
        }
        self.handle = handle
        memory = .allocate(byteCount: Self.room, alignment: 8)
    }

    deinit {
        sqlite3_finalize(handle)
        memory.deallocate()
    }

    /// Binds text, with U+FFFD for every NUL; nil stays NULL.
    func bind(_ text: String?, at place: Int) {
        guard let text else { return }
        let done: Void? = text.utf8.withContiguousStorageIfAvailable {
            bind(text: UnsafeRawBufferPointer($0), at: place)
        }
        if done == nil { Array(text.utf8).withUnsafeBytes { bind(text: $0, at: place) } }
    }

    /// Binds a number; nil stays NULL.
    func bind(_ number: Int64?, at place: Int) {
        if let number { note(sqlite3_bind_int64(handle, Int32(place), number)) }
    }

    /// Binds the bytes of a hash; nil stays NULL.
    func bind(_ hash: MessageHash?, at place: Int) {
        guard let hash else { return }
        hash.withBytes { bytes in
            let copy = copied(bytes)
            let destructor = copy == nil ? Self.transient : nil
            note(sqlite3_bind_blob64(handle, Int32(place), copy ?? bytes.baseAddress, UInt64(bytes.count), destructor))
        }
    }

    /// Binds UTF-8 that stays where it is until the statement has run, with U+FFFD for every NUL.
    ///
    /// True when there was a NUL; then the text is copied.
    @discardableResult
    func bind(lentText bytes: UnsafeRawBufferPointer, at place: Int) -> Bool {
        if holdsNUL(bytes) {
            bind(BoundedWords.column(String(decoding: bytes, as: UTF8.self)), at: place)
            return true
        }
        // An address must be there, or the value would be NULL instead of empty.
        note(bindText(bytes.baseAddress ?? UnsafeRawPointer(memory.baseAddress), bytes.count, at: place, nil))
        return false
    }

    /// Binds bytes that stay where they are until the statement has run.
    func bind(lentBytes bytes: UnsafeRawBufferPointer, at place: Int) {
        let address = bytes.baseAddress ?? UnsafeRawPointer(memory.baseAddress)
        note(sqlite3_bind_blob64(handle, Int32(place), address, UInt64(bytes.count), nil))
    }

    /// Runs the statement to its end.
    func run() throws(StorageError) { _ = try step { _ in } }

    /// The text of the first row's first column, or nil when there is no row.
    func firstText() throws(StorageError) -> String? {
        try step { handle in sqlite3_column_text(handle, 0).map { String(cString: $0) } } ?? nil
    }

    /// True when there is a row.
    func hasRow() throws(StorageError) -> Bool { try step { _ in } != nil }

    /// Runs the statement as far as its first row, and reads that.
    private func step<R>(_ read: (OpaquePointer) -> R) throws(StorageError) -> R? {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
            used = 0
            refusal = SQLITE_OK
        }
        let code = refusal == SQLITE_OK ? sqlite3_step(handle) : refusal
        switch code {
        case SQLITE_ROW: return read(handle)
        case SQLITE_DONE: return nil
        default:
            // Only SQLite's words, never the values: they may hold what a caller wrote.
            throw .database(code: code, reason: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))))
        }
    }

    private func bind(text bytes: UnsafeRawBufferPointer, at place: Int) {
        if holdsNUL(bytes) {
            bind(BoundedWords.column(String(decoding: bytes, as: UTF8.self)), at: place)
        } else if let copy = copied(bytes) {
            note(bindText(copy, bytes.count, at: place, nil))
        } else {
            note(bindText(bytes.baseAddress, bytes.count, at: place, Self.transient))
        }
    }

    private func bindText(
        _ address: UnsafeRawPointer?,
        _ count: Int,
        at place: Int,
        _ destructor: sqlite3_destructor_type?
    ) -> Int32 {
        let text = address?.assumingMemoryBound(to: CChar.self)
        return sqlite3_bind_text64(handle, Int32(place), text, UInt64(count), destructor, UInt8(SQLITE_UTF8))
    }

    /// True when SQLite would end the text before its end.
    private func holdsNUL(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let address = bytes.baseAddress else { return false }
        return memchr(address, 0, bytes.count) != nil
    }

    /// The bytes in the statement's own memory, or nil when they do not fit.
    private func copied(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard let start = memory.baseAddress, bytes.count <= memory.count - used else { return nil }
        let place = start + used
        if let source = bytes.baseAddress { place.copyMemory(from: source, byteCount: bytes.count) }
        used += bytes.count
        return UnsafeRawPointer(place)
    }

    private func note(_ code: Int32) { if code != SQLITE_OK, refusal == SQLITE_OK { refusal = code } }
}
