package import Exchange
import GRDB
import Policy

/// Compresses the long messages of days that are over, a bounded piece at a time.
///
/// A piece is appended to the day's file of compressed records and synced, then its rows are pointed there
/// in one durable transaction; when no row points at the raw file any more, that is deleted. So a reader
/// finds every message at any moment, and whatever ends the work between two steps, it goes on from there:
/// only bytes that nothing points at may be left in the compressed file.
package struct Sealer: ~Copyable {
    /// A place between two steps, for those who want to know what happens when the work ends there.
    package enum Stage: Sendable, CaseIterable {
        /// A piece is in the compressed file, and no row points there.
        case compressed
        /// The rows of a piece point at the compressed file.
        case pointed
        /// No row points at the raw file, which is still there.
        case finished
    }

    /// The most bytes of one piece, before compression; one message may be larger.
    private static let pieceBytes = 2 << 20
    private static let pieceRows = 256

    private let files: HistoryFiles
    private let time: any TimeSource
    private let passed: @Sendable (Stage) throws(StorageError) -> Void
    private var day: SealedDay?
    // Days that could not be gone on with; another sealer tries them again.
    private var failed: Set<CivilDay> = []

    /// Seals days in the given folder; what `passed` throws at a stage ends the work there.
    package init(
        files: HistoryFiles,
        time: any TimeSource,
        passed: @escaping @Sendable (Stage) throws(StorageError) -> Void = { _ throws(StorageError) in }
    ) {
        self.files = files
        self.time = time
        self.passed = passed
    }

    /// Works for about `limit`, one piece at least, on days before today's; false when nothing is left to do.
    ///
    /// Throws when a day cannot be gone on with; the next call begins with another one.
    package mutating func work(for limit: Duration) throws(StorageError) -> Bool {
        let end = time.now + limit
        repeat {
            if day == nil, try !begin() { return false }
            guard let next = day else { return false }
            day = nil
            do throws(StorageError) {
                if try next.seal(atMost: (Self.pieceRows, Self.pieceBytes), passed) { day = next }
            } catch {
                failed.insert(next.day)
                throw error
            }
        } while time.now < end
        return true
    }

    /// Opens the next day; false when there is none.
    private mutating func begin() throws(StorageError) -> Bool {
        let today = CivilDay(time.wall)
        // Without its database a day has no rows; should the database come back, its words must be there.
        let left = try files.unsealedDays().filter { $0 < today && !failed.contains($0) }
        guard let next = left.first(where: { [files] in FileFacts.exists(files.path($0)) }) else { return false }
        failed.insert(next)
        day = try SealedDay(next, in: files)
        failed.remove(next)
        return true
    }
}
