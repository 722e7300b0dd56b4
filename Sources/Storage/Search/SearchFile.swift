import Exchange
import GRDB
package import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What is derived from a day's file to question it quickly: `YYYY-MM-DD.search` beside it.
///
/// Full text of prompts and answers. It is only an index: it may be deleted at any time, and one that is torn, foreign
/// or of another version is made anew.
struct SearchFile {
    /// Identifies a search file: `wrs1`.
    static let applicationID: Int32 = 0x7772_7331

    /// Where it lies.
    let path: String

    /// Opens the file for writing; makes it, or makes it anew, where it is not as it should be.
    func open() throws(StorageError) -> DatabaseQueue {
        do throws(StorageError) {
            return try attempt()
        } catch {
            guard Self.isBeyondUse(error) else { throw error }
            remove()
            return try attempt()
        }
    }

    /// Deletes the file and what SQLite keeps beside it.
    func remove() {
        for suffix in ["-wal", "-shm", ""] { unlink(path + suffix) }
    }

    /// True for an error that a new file mends.
    static func isBeyondUse(_ error: StorageError) -> Bool {
        switch error {
        case .foreignFile, .newerSchema: true
        case .database(let code, _):
            [ResultCode.SQLITE_CORRUPT.rawValue, ResultCode.SQLITE_NOTADB.rawValue].contains(code & 0xFF)
        default: false
        }
    }

    private func attempt() throws(StorageError) -> DatabaseQueue {
        try StoreFile(path: path, applicationID: Self.applicationID, isDurable: false).open(Migration.search)
    }
}

extension Migration {
    /// The schema of a search file; another one takes another application id, and the file is made anew.
    ///
    /// `words` keeps no texts, only where words stand; its rowids are those of `exchanges`.
    private static let search001 = Migration(
        number: 1,
        sql: """
            CREATE TABLE positions (
                part TEXT PRIMARY KEY NOT NULL, exchange INTEGER NOT NULL, request_id TEXT NOT NULL,
                started_us INTEGER NOT NULL, trims INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE VIRTUAL TABLE words USING fts5 (
                prompt, response, content = '', columnsize = 0, detail = full,
                tokenize = 'unicode61 remove_diacritics 2'
            );
            """
    )

    /// All steps of a search file.
    static let search = [search001]
}

extension HistoryFiles {
    /// The search file of a day.
    package func searchPath(_ day: CivilDay) -> String { "\(folder)/\(day).search" }

    /// Deletes a day's search file; it is made anew when it is needed.
    package func deleteSearch(_ day: CivilDay) { SearchFile(path: searchPath(day)).remove() }
}
