import Exchange
package import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The folder of the history: one database per UTC day, `YYYY-MM-DD.db`, and what lies beside it.
///
/// Long messages lie in `YYYY-MM-DD.blobs`, and once the day is sealed, compressed, in `YYYY-MM-DD.blobs.z`.
package struct HistoryFiles: Sendable {
    /// The folder.
    package let folder: String

    /// Names the folder; it need not exist.
    package init(folder: String) {
        self.folder = folder
    }

    /// The file of a day.
    package func path(_ day: CivilDay) -> String { "\(folder)/\(day).db" }

    /// The file of a day's long messages.
    package func blobs(_ day: CivilDay) -> String { "\(folder)/\(day).blobs" }

    /// The file of a day's long messages once they are compressed.
    package func sealedBlobs(_ day: CivilDay) -> String { "\(folder)/\(day).blobs.z" }

    /// The days that have a database, oldest first.
    package func days() throws(StorageError) -> [CivilDay] { try days(with: [".db"]) }

    /// The days of which anything is left, oldest first.
    func allDays() throws(StorageError) -> [CivilDay] { try days(with: [".db", ".blobs", ".blobs.z"]) }

    /// The days that have messages to be compressed, oldest first.
    func unsealedDays() throws(StorageError) -> [CivilDay] { try days(with: [".blobs"]) }

    private func days(with suffixes: [String]) throws(StorageError) -> [CivilDay] {
        guard let handle = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw .directory(path: folder, reason: SystemFault.text)
        }
        defer { closedir(handle) }
        var days: Set<CivilDay> = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            for suffix in suffixes where name.hasSuffix(suffix) {
                if let day = CivilDay(name.dropLast(suffix.count)) { days.insert(day) }
            }
        }
        return days.sorted()
    }

    /// Deletes a day's database and what lies beside it; true when all is gone.
    package func delete(_ day: CivilDay) -> Bool {
        // The database last: as long as it is there the day is listed and deleted again. Its log before it:
        // a file without its log is whole, a log without its file is nothing.
        var isGone = true
        let beside = [blobs(day), sealedBlobs(day), path(day) + "-wal", path(day) + "-shm"]
        for file in beside + [path(day)] where unlink(file) != 0 && errno != ENOENT { isGone = false }
        return isGone
    }

    /// Puts a damaged day's files aside under names that no reader opens.
    func setAside(_ day: CivilDay, at now: WallTime) -> Bool {
        let target = "\(folder)/\(day).damaged-\(now.microseconds)"
        for suffix in ["-wal", "-shm"] { rename(path(day) + suffix, target + suffix) }
        rename(blobs(day), target + ".blobs")
        rename(sealedBlobs(day), target + ".blobs.z")
        return rename(path(day), target) == 0
    }
}
