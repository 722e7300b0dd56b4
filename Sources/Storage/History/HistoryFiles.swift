import Exchange
package import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The folder of the history: one file per UTC day, `YYYY-MM-DD.db`.
package struct HistoryFiles: Sendable {
    /// The folder.
    package let folder: String

    /// Names the folder; it need not exist.
    package init(folder: String) {
        self.folder = folder
    }

    /// The file of a day.
    package func path(_ day: CivilDay) -> String { "\(folder)/\(day).db" }

    /// The days that have a file, oldest first.
    package func days() throws(StorageError) -> [CivilDay] {
        guard let handle = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw .directory(path: folder, reason: SystemFault.text)
        }
        defer { closedir(handle) }
        var days: [CivilDay] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".db"), let day = CivilDay(name.dropLast(3)) { days.append(day) }
        }
        return days.sorted()
    }

    /// Deletes a day's file and what SQLite keeps beside it; true when it is gone.
    package func delete(_ day: CivilDay) -> Bool {
        // The log first: a file without its log is whole, a log without its file is nothing.
        for suffix in ["-wal", "-shm"] { unlink(path(day) + suffix) }
        return unlink(path(day)) == 0 || errno == ENOENT
    }

    /// Puts a damaged day's file aside under a name that no reader opens.
    func setAside(_ day: CivilDay, at now: WallTime) -> Bool {
        let target = "\(folder)/\(day).damaged-\(now.microseconds)"
        for suffix in ["-wal", "-shm"] { rename(path(day) + suffix, target + suffix) }
        return rename(path(day), target) == 0
    }
}
