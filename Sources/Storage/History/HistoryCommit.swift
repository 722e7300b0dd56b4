import Exchange
import GRDB
import Policy

/// Commits the rows of one day, and decides what an error of the database means for them.
struct HistoryCommit {
    /// The rows, all of one day.
    let rows: [PreparedRow]
    /// Their day.
    let day: CivilDay
    /// The present, for the name of a file put aside.
    let now: WallTime

    /// What to do about an error.
    enum Remedy: Sendable, Equatable {
        /// The disk is full, away or read-only: try again later.
        case retry
        /// The file is damaged: put it aside and begin a fresh one.
        case setAside
        /// A row cannot be stored: find it and leave it out.
        case single
    }

    /// Commits, in order; rows that are neither stored nor refused are to be tried again.
    func run(_ archive: inout HistoryArchive) -> (stored: Int, refused: Int) {
        do throws(StorageError) {
            try archive.write(rows, on: day)
            return (rows.count, 0)
        } catch {
            switch Self.remedy(for: error) {
            case .retry:
                archive.forget(day)
                return (0, 0)
            case .setAside:
                guard archive.setAside(day, at: now), (try? archive.write(rows, on: day)) != nil else { return (0, 0) }
                return (rows.count, 0)
            case .single: return runSingly(&archive)
            }
        }
    }

    private func runSingly(_ archive: inout HistoryArchive) -> (stored: Int, refused: Int) {
        var stored = 0
        var refused = 0
        for row in rows {
            do throws(StorageError) {
                try archive.write([row], on: day)
                stored += 1
            } catch {
                guard Self.remedy(for: error) == .single else { break }
                refused += 1
            }
        }
        return (stored, refused)
    }

    /// What an error means, by SQLite's primary result code.
    static func remedy(for error: StorageError) -> Remedy {
        switch error {
        case .database(let code, _):
            switch code & 0xFF {
            case ResultCode.SQLITE_CORRUPT.rawValue, ResultCode.SQLITE_NOTADB.rawValue: .setAside
            case ResultCode.SQLITE_CONSTRAINT.rawValue, ResultCode.SQLITE_TOOBIG.rawValue,
                ResultCode.SQLITE_MISMATCH.rawValue, ResultCode.SQLITE_RANGE.rawValue:
                .single
            default: .retry
            }
        case .foreignFile: .setAside
        default: .retry
        }
    }
}
