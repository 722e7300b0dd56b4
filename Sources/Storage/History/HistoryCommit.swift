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
    /// True when errors of unclear cause have come so often that the rows are now tried one by one.
    let isLastTry: Bool
    /// Stands before the disk; an error it gives is the disk's.
    let drill: HistoryWriter.Drill?

    /// What to do about an error.
    enum Remedy: Sendable, Equatable {
        /// The disk is full, away or read-only: try again later.
        case retry
        /// The file is damaged: put it aside and begin a fresh one.
        case setAside
        /// A row cannot be stored: find it and leave it out.
        case single
        /// It may be the disk or a row: try again a few times, then look for a row.
        case unclear
    }

    /// What became of a row.
    enum Fate: Sendable, Equatable {
        /// It is committed.
        case stored
        /// A row of that id was there before; only rows of the last process may be.
        case known
        /// It is refused for good.
        case refused
    }

    /// What became of the rows, and what the database said.
    struct Result: Sendable {
        /// The fates of the first rows, in order; those behind are to be tried again.
        var fates: [Fate] = []
        /// The error that ended it before the last row, or nil.
        var error: StorageError?

        /// True when the error says nothing of its cause.
        var isUnclear: Bool { error.map { HistoryCommit.remedy(for: $0) == .unclear } ?? false }

        /// How many rows met that fate.
        func count(_ fate: Fate) -> Int { fates.reduce(0) { $0 + ($1 == fate ? 1 : 0) } }
    }

    /// Commits, in order; rows without a fate are to be tried again.
    func run(_ archive: inout HistoryArchive) -> Result {
        do throws(StorageError) {
            try write(rows[...], &archive)
            return Result(fates: rows.map { _ in .stored })
        } catch {
            let remedy = Self.remedy(for: error)
            switch remedy {
            case .single: return runSingly(&archive)
            case .unclear where isLastTry: return runSingly(&archive)
            case .setAside where archive.setAside(day, at: now): return runAnew(&archive)
            case .retry, .unclear, .setAside:
                archive.forget(day)
                return Result(error: error)
            }
        }
    }

    private func runAnew(_ archive: inout HistoryArchive) -> Result {
        do throws(StorageError) {
            try write(rows[...], &archive)
            return Result(fates: rows.map { _ in .stored })
        } catch {
            return Result(error: error)
        }
    }

    private func runSingly(_ archive: inout HistoryArchive) -> Result {
        var result = Result()
        for place in rows.indices {
            do throws(StorageError) {
                try write(rows[place...place], &archive)
                result.fates.append(.stored)
            } catch {
                guard let fate = fate(of: rows[place], after: error) else {
                    archive.forget(day)
                    result.error = error
                    return result
                }
                // what is unclear may lie with the connection
                if fate == .refused, Self.remedy(for: error) == .unclear { archive.forget(day) }
                result.fates.append(fate)
            }
        }
        return result
    }

    /// What a row's own error means for it; nil when it is not the row's.
    private func fate(of row: PreparedRow, after error: StorageError) -> Fate? {
        switch Self.remedy(for: error) {
        case .single: row.pending.isRecovered && Self.isDuplicate(error) ? .known : .refused
        case .unclear: isLastTry ? .refused : nil
        case .retry, .setAside: nil
        }
    }

    private func write(_ rows: ArraySlice<PreparedRow>, _ archive: inout HistoryArchive) throws(StorageError) {
        if let error = drill?(rows.map(\.pending.facts.exchange.id), day) { throw error }
        try archive.write(Array(rows), on: day)
    }

    /// True when a row of the same key is there.
    static func isDuplicate(_ error: StorageError) -> Bool {
        guard case .database(let code, _) = error else { return false }
        return code == ResultCode.SQLITE_CONSTRAINT_PRIMARYKEY.rawValue
            || code == ResultCode.SQLITE_CONSTRAINT_UNIQUE.rawValue
    }

    /// What an error means, by SQLite's primary result code.
    static func remedy(for error: StorageError) -> Remedy {
        switch error {
        case .database(let code, _): remedy(for: ResultCode(rawValue: code & 0xFF))
        case .foreignFile: .setAside
        case .directory, .deadline, .inUse: .retry
        default: .unclear
        }
    }

    private static func remedy(for code: ResultCode) -> Remedy {
        switch code {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .setAside
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE: .single
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_BUSY, .SQLITE_LOCKED,
            .SQLITE_NOMEM, .SQLITE_PERM, .SQLITE_INTERRUPT, .SQLITE_PROTOCOL, .SQLITE_NOLFS:
            .retry
        default: .unclear
        }
    }
}
