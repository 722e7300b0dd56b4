import Dispatch
import GRDB
import Policy
import Query

/// A read-only connection to one day's file, whose statements are interrupted at a deadline.
///
/// Belongs to the thread that made it.
struct DayConnection: ~Copyable {
    private let queue: DatabaseQueue
    private let alarm: StatementAlarm

    /// Opens the day, with its search file attached as `search` where that is asked for; nil when the file is gone.
    init?(_ files: HistoryFiles, _ day: CivilDay, withSearch: Bool = false, until end: DispatchTime)
        throws(StorageError)
    {
        guard DispatchTime.now() < end else { throw .deadline }
        guard let queue = try DayFile(files: files, day: day).open() else { return nil }
        if withSearch {
            let path = files.searchPath(day)
            do throws(StorageError) {
                try Self.attach(path, to: queue)
            } catch {
                try? queue.close()
                throw error
            }
        }
        self.queue = queue
        alarm = StatementAlarm(queue, at: end)
    }

    deinit {
        alarm.end()
        try? queue.close()
    }

    /// Runs `body` on one snapshot of the file.
    func read<R>(_ body: (Database) throws -> R) throws(StorageError) -> R {
        try StorageError.wrapping { try queue.read(body) }
    }

    private static func attach(_ path: String, to queue: DatabaseQueue) throws(StorageError) {
        guard FileFacts.exists(path) else { throw .notFound(path) }
        try StorageError.wrapping {
            // Not within a transaction: SQLite attaches nothing there.
            try queue.inDatabase { database in
                try database.execute(sql: "ATTACH DATABASE ? AS search", arguments: [path])
                let found = try Int32.fetchOne(database, sql: "PRAGMA search.application_id")
                guard found == SearchFile.applicationID else { throw StorageError.foreignFile(path: path) }
            }
        }
    }
}

extension SQLValue {
    /// The value as the database takes it.
    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .int(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): bytes.blob
        }
    }

    /// The value of a column.
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .int(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let bytes): self = .blob(Array(bytes))
        }
    }
}

extension SQLStatement {
    /// The values as the database takes them.
    var arguments: StatementArguments { StatementArguments(values.map(\.databaseValue)) }
}

extension CompiledQuery {
    /// The statement to run on this day: the narrow one where few rows hold what is looked for.
    func choice(in database: Database) throws -> SQLStatement {
        guard let narrowing else { return statement }
        let found = try Int64.fetchOne(database, sql: narrowing.probe.text, arguments: narrowing.probe.arguments) ?? 0
        return found <= narrowing.bound ? narrowing.statement : statement
    }
}
