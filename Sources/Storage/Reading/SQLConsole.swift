package import Exchange
import GRDB
import GRDBSQLite
package import Policy
package import Query

/// The result of a statement: its columns and rows.
package struct SQLTable: Sendable, Hashable {
    /// The names of the columns.
    package internal(set) var columns: [String] = []
    /// The rows, each with a value for each column.
    package internal(set) var rows: [[SQLValue]] = []
    /// True when there were more rows, or more bytes, than are read.
    package internal(set) var isCut = false
}

/// Runs one statement a person wrote on the file of one day: it can read, and nothing else.
///
/// The file is opened read-only and `query_only`; an authorizer lets nothing but reading through (no ATTACH, no PRAGMA
/// but those that tell about the schema, no extension); a progress handler ends it at its deadline; rows, bytes and
/// the length of the statement are bounded. Belongs on no event loop.
package struct SQLConsole: Sendable {
    /// The most bytes of texts and blobs that are read.
    package static let maximumBytes = 64 << 20
    /// The most bytes of a statement.
    package static let maximumStatement = 64 << 10

    private let files: HistoryFiles
    private let time: any TimeSource

    /// Runs statements on the files of a folder.
    package init(files: HistoryFiles, time: any TimeSource = SystemTime()) {
        self.files = files
        self.time = time
    }

    /// Runs one statement, at most for `limit`, and reads at most `rows` rows.
    ///
    /// Throws `notFound` where the day has no file, `deadline` where the time is over.
    package func run(_ sql: String, on day: CivilDay, rows: Int, within limit: Duration) throws(StorageError)
        -> SQLTable
    {
        guard sql.utf8.count <= Self.maximumStatement, !sql.utf8.contains(0) else {
            throw .name("a statement has at most \(Self.maximumStatement) bytes, none of them NUL")
        }
        // A file of an earlier version is brought forward, as for every reader.
        guard let current = try DayFile(files: files, day: day).open() else { throw .notFound("the history of \(day)") }
        try StorageError.wrapping { try current.close() }
        let connection = try ReadingConnection(path: files.path(day), until: time.now + limit, time: time)
        return try connection.run(sql, rows: max(rows, 0))
    }
}

/// A connection that can only read; closed when it goes.
private struct ReadingConnection: ~Copyable {
    private let database: OpaquePointer
    private let watch: Watch

    /// What the progress handler looks at; kept alive by the connection.
    private final class Watch {
        let end: Moment
        let time: any TimeSource

        init(end: Moment, time: any TimeSource) {
            self.end = end
            self.time = time
        }
    }

    init(path: String, until end: Moment, time: any TimeSource) throws(StorageError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw .database(code: code, reason: "\(path) cannot be opened")
        }
        database = handle
        watch = Watch(end: end, time: time)
        sqlite3_busy_timeout(database, 1_000)
        sqlite3_exec(database, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF", nil, nil, nil)
        sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0)
        sqlite3_limit(database, SQLITE_LIMIT_LENGTH, Int32(SQLConsole.maximumBytes))
        sqlite3_limit(database, SQLITE_LIMIT_WORKER_THREADS, 0)
        sqlite3_set_authorizer(database, { _, action, first, second, _, _ in judge(action, first, second) }, nil)
        sqlite3_progress_handler(
            database,
            1_000,
            { context in
                guard let context else { return 1 }
                let watch = Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue()
                return watch.time.now >= watch.end ? 1 : 0
            },
            Unmanaged.passUnretained(watch).toOpaque()
        )
    }

    deinit { sqlite3_close_v2(database) }

    func run(_ sql: String, rows: Int) throws(StorageError) -> SQLTable {
        var statement: OpaquePointer?
        var isAlone = true
        let code = sql.withCString { start in
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(database, start, -1, &statement, &rest)
            isAlone = rest.map { Self.isBlank($0) } ?? true
            return code
        }
        defer { sqlite3_finalize(statement) }
        guard code == SQLITE_OK else { throw failure(code) }
        guard let statement else { throw .name("there is no statement") }
        guard isAlone else { throw .name("one statement is run at a time") }
        guard sqlite3_stmt_readonly(statement) != 0 else { throw .name("only statements that read are run") }
        var table = SQLTable()
        let columns = sqlite3_column_count(statement)
        table.columns = (0..<columns).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" }
        var bytes = 0
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return table }
            guard code == SQLITE_ROW else { throw failure(code) }
            guard table.rows.count < rows, bytes < SQLConsole.maximumBytes else {
                table.isCut = true
                return table
            }
            table.rows.append((0..<columns).map { Self.value(statement, $0, &bytes) })
        }
    }

    private func failure(_ code: Int32) -> StorageError {
        if code & 0xFF == SQLITE_INTERRUPT { return .deadline }
        return .database(code: code, reason: String(cString: sqlite3_errmsg(database)))
    }

    private static func isBlank(_ rest: UnsafePointer<CChar>) -> Bool {
        var place = rest
        while place.pointee != 0 {
            guard [0x20, 0x09, 0x0A, 0x0D, 0x3B].contains(place.pointee) else { return false }
            place += 1
        }
        return true
    }

    private static func value(_ statement: OpaquePointer, _ column: Int32, _ bytes: inout Int) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .int(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_NULL: return .null
        default: break
        }
        let isText = sqlite3_column_type(statement, column) == SQLITE_TEXT
        let start =
            isText ? UnsafeRawPointer(sqlite3_column_text(statement, column)) : sqlite3_column_blob(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        bytes += count
        let content = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        return isText ? .text(String(decoding: content, as: UTF8.self)) : .blob(Array(content))
    }
}

/// What SQLite may do for the statement; nothing here writes, attaches or loads.
private func judge(_ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> Int32 {
    func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) }?.lowercased() ?? "" }
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
    case SQLITE_FUNCTION:
        return ["load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"].contains(text(second))
            ? SQLITE_DENY : SQLITE_OK
    case SQLITE_PRAGMA:
        let telling: Set<String> = [
            "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
        ]
        return telling.contains(text(first)) ? SQLITE_OK : SQLITE_DENY
    default: return SQLITE_DENY
    }
}
